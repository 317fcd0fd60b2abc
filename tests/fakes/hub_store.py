"""What the loopback hub holds: repositories, their files, who may have them, what goes wrong."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

LFS_SUFFIXES = (".gguf", ".safetensors", ".bin", ".dat")
PIECE = 1 << 20


@dataclass(kw_only=True)
class Fault:
    """One thing that goes wrong with a file; the first one still live is applied.

    `times` answers suffer (None: all of them). Byte counts are within one answer's body.
    `at` says which origin misbehaves.
    """

    at: str = "cdn"
    times: int | None = 1
    reset_after: int | None = None  # TCP reset
    cut_after: int | None = None  # a plain end before its time
    stall_after: int | None = None  # silence, until the hub closes or the client goes
    status: int | None = None
    retry_after: str | None = None
    wrong_byte: int | None = None  # offset in the file of a byte that is not the right one
    ignore_range: bool = False
    wrong_start: bool = False  # a Content-Range that is not what was asked
    page: bytes | None = None  # status 200 and this instead: a captive portal
    expire: bool = False  # every link given out so far is void from now on
    throttle: int | None = None  # bytes per second
    from_byte: int = 0  # only for requests that begin at or after this byte

    def take(self, *, at: str, start: int) -> bool:
        """Whether it applies to this answer; counts it."""
        if self.at != at or self.times == 0 or start < self.from_byte:
            return False
        if self.times is not None:
            self.times -= 1
        return True


@dataclass(kw_only=True)
class StoredFile:
    """A file with its content either in memory or on the disk."""

    path: str
    content: bytes | Path
    size: int
    sha256: str
    git_oid: str
    lfs: bool
    faults: list[Fault] = field(default_factory=list)
    link: int = 0  # number of the link that is good now

    def read(self, start: int, count: int) -> bytes:
        """Bytes of the content."""
        if isinstance(self.content, bytes):
            return self.content[start : start + count]
        with self.content.open("rb") as file:
            file.seek(start)
            return file.read(count)

    def entry(self) -> dict[str, object]:
        """As the tree API tells it."""
        told: dict[str, object] = {
            "type": "file",
            "path": self.path,
            "oid": self.git_oid,
            "size": self.size,
        }
        if self.lfs:
            told["lfs"] = {"oid": self.sha256, "size": self.size, "pointerSize": 135}
        return told

    def sibling(self) -> dict[str, object]:
        """As model info with blobs tells it."""
        told: dict[str, object] = {
            "rfilename": self.path,
            "size": self.size,
            "blobId": self.git_oid,
        }
        if self.lfs:
            told["lfs"] = {"sha256": self.sha256, "size": self.size, "pointerSize": 135}
        return told


@dataclass(kw_only=True)
class StoredRepo:
    """A repository at its one commit."""

    id: str
    files: dict[str, StoredFile]
    gated: bool = False
    private: bool = False
    downloads: int = 0
    likes: int = 0
    trending: int = 0
    updated: datetime = datetime(2025, 1, 1, tzinfo=UTC)
    gguf: dict[str, object] | None = None
    commit: str = ""

    def __post_init__(self) -> None:
        listing = "".join(f"{file.path}{file.sha256}" for file in self.files.values())
        self.commit = hashlib.sha1(
            f"{self.id}{listing}".encode(), usedforsecurity=False
        ).hexdigest()

    def info(self, *, blobs: bool = False) -> dict[str, object]:
        """As the models API tells it."""
        return {
            "_id": self.commit[:24],
            "id": self.id,
            "modelId": self.id,
            "author": self.id.split("/", maxsplit=1)[0],
            "sha": self.commit,
            "lastModified": self.updated.strftime("%Y-%m-%dT%H:%M:%S.000Z"),
            "createdAt": "2024-06-01T00:00:00.000Z",
            "private": self.private,
            "gated": "manual" if self.gated else False,
            "disabled": False,
            "downloads": self.downloads,
            "likes": self.likes,
            "trendingScore": self.trending,
            "tags": ["gguf"] if any(path.endswith(".gguf") for path in self.files) else [],
            "siblings": [
                file.sibling() if blobs else {"rfilename": file.path}
                for file in self.files.values()
            ],
            **({"gguf": self.gguf} if self.gguf is not None else {}),
        }


def stored_file(path: str, content: bytes | Path) -> StoredFile:
    """A file with its hashes counted."""
    size = len(content) if isinstance(content, bytes) else content.stat().st_size
    sha256 = hashlib.sha256()
    git = hashlib.sha1(f"blob {size}\0".encode(), usedforsecurity=False)
    for piece in _pieces(content):
        sha256.update(piece)
        git.update(piece)
        if _is_hollow(content, size):
            break  # a header with nothing behind it is looked at, never downloaded
    return StoredFile(
        path=path,
        content=content,
        size=size,
        sha256=sha256.hexdigest(),
        git_oid=git.hexdigest(),
        lfs=path.lower().endswith(LFS_SUFFIXES),
    )


def _is_hollow(content: bytes | Path, size: int) -> bool:
    """Whether a file is mostly a hole, so that hashing all of it would take minutes."""
    if isinstance(content, bytes):
        return False
    blocks: int = getattr(content.stat(), "st_blocks", size)
    return size > 1 << 26 and blocks * 512 < size // 100


def stored_files(files: Mapping[str, bytes | str | Path]) -> dict[str, StoredFile]:
    """Several files by their paths."""
    return {
        path: stored_file(path, content.encode() if isinstance(content, str) else content)
        for path, content in files.items()
    }


def _pieces(content: bytes | Path) -> Iterator[bytes]:
    if isinstance(content, bytes):
        yield content
        return
    with content.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece
