"""One thing a person asked to download, of one or several files, and how far it is."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from typing import Final, Literal, TypeAlias

from launcher.errors import DownloadError, SnugError
from launcher.hub.destination import destinations
from launcher.hub.download import Download
from launcher.hub.halt import Halt
from launcher.hub.part_file import bytes_held, discard
from launcher.hub.search import count, text
from launcher.hub.source import Source
from launcher.hub.speed import Speed

State: TypeAlias = Literal[
    "waiting", "checking", "running", "paused", "done", "failed", "cancelled"
]
Stamp: TypeAlias = tuple[int, int]
ACTIVE: Final = ("checking", "running")
ENDED: Final = ("done", "failed", "cancelled")

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class JobState:
    """A download as it is right now. Absent is None: no speed is 0.0, no time left known is None.

    `path` is where its first file is or will be; `sha256` has the hub's hash of
    each file by its path there.
    """

    id: int
    repo: str
    commit: str
    files: tuple[str, ...]
    state: State
    bytes: int
    size: int
    rate: float = 0.0  # bytes per second
    seconds_left: float | None = None
    path: Path | None = None
    error: SnugError | None = None
    sha256: Mapping[str, str] = field(default_factory=dict)


class Job:
    """A download in the queue. Its queue's lock guards it."""

    def __init__(self, number: int, folder: Path, sources: tuple[Source, ...]) -> None:
        """`folder` is the models folder it was begun for. Raises UnsafePath."""
        self.id = number
        self.folder = folder
        self.sources = sources
        self.targets = destinations(folder, sources[0].repo, (s.path for s in sources))
        self.state: State = "waiting"
        self.error: SnugError | None = None
        self.halt = Halt()
        self.thread: Thread | None = None
        self.speed = Speed()
        self.current: Download | None = None
        self.received = 0  # over the network, by downloads that are over
        self.held = [bytes_held(t, s) for t, s in zip(self.targets, sources, strict=True)]
        self.stamps: list[Stamp | None] = [None] * len(sources)  # of files that are checked
        self.at = 0  # the file being downloaded

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(source.size for source in self.sources)

    @property
    def bytes(self) -> int:
        """Bytes that are on this disk."""
        now = self.current.present if self.current else None
        return sum(
            now if now is not None and index == self.at else held
            for index, held in enumerate(self.held)
        )

    @property
    def still_to_come(self) -> int:
        """Bytes the disk must still have room for; a file of the right size is taken for it."""
        there = 0
        for source, target, held in zip(self.sources, self.targets, self.held, strict=True):
            stamp = stamp_of(target)
            there += source.size if stamp is not None and stamp[0] == source.size else held
        return self.size - there

    def delete_parts(self) -> None:
        """Delete what has arrived of files that are not whole."""
        for target in self.targets:
            try:
                discard(target)
            except DownloadError:
                log.warning("a part could not be deleted", exc_info=True)

    def keep_count(self) -> None:
        """The download under way is over: keep its figures."""
        if self.current is not None:
            self.held[self.at] = self.current.present
            self.received += self.current.received
            self.current = None

    def seal(self) -> None:
        """The file under way lies there, checked: it need not be read again."""
        self.stamps[self.at] = stamp_of(self.targets[self.at])

    def is_sealed(self, index: int) -> bool:
        """Whether a file was checked and has not been touched since."""
        stamp = self.stamps[index]
        return stamp is not None and stamp == stamp_of(self.targets[index])

    def look(self) -> None:
        """Note the speed, and whether only hashing is left."""
        current = self.current
        self.speed.note(self.received + (current.received if current else 0))
        if self.state in ACTIVE:
            self.state = "checking" if current and current.checking else "running"

    def snapshot(self) -> JobState:
        """How it is now."""
        rate = self.speed.rate if self.state == "running" else 0.0
        here, size = self.bytes, self.size
        return JobState(
            id=self.id,
            repo=self.sources[0].repo,
            commit=self.sources[0].commit,
            files=tuple(source.path for source in self.sources),
            state=self.state,
            bytes=here,
            size=size,
            rate=rate,
            seconds_left=(size - here) / rate if rate > 0 else None,
            path=self.targets[0],
            error=self.error,
            sha256={s.path: s.sha256 for s in self.sources if s.sha256 is not None},
        )

    def told(self) -> dict[str, object]:
        """For the file that survives a restart."""
        return {
            "id": self.id,
            "folder": str(self.folder),
            "repo": self.sources[0].repo,
            "commit": self.sources[0].commit,
            "files": [
                {
                    "path": source.path,
                    "size": source.size,
                    "sha256": source.sha256,
                    "git_oid": source.git_oid,
                    "checked": None if stamp is None else list(stamp),
                }
                for source, stamp in zip(self.sources, self.stamps, strict=True)
            ],
        }


def restored_job(told: object) -> Job:
    """A job as an earlier run told it, paused. Raises ValueError, UnsafePath."""
    if not isinstance(told, Mapping):
        raise ValueError("not a job")
    number, folder = count(told.get("id")), text(told.get("folder"))
    repo, commit = text(told.get("repo")), text(told.get("commit"))
    files = told.get("files")
    if number is None or folder is None or repo is None or commit is None:
        raise ValueError("a job without a name")
    if not isinstance(files, list) or not files:
        raise ValueError("a job without files")
    job = Job(number, Path(folder), tuple(_source(repo, commit, file) for file in files))
    job.state = "paused"
    for index, file in enumerate(files):
        match file:
            case {"checked": [int(size), int(changed)]}:
                job.stamps[index] = size, changed
        if job.is_sealed(index):
            job.held[index] = job.sources[index].size
    return job


def stamp_of(path: Path) -> Stamp | None:
    """Size in bytes and time of change of a file; None where there is none."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_size, status.st_mtime_ns


def _source(repo: str, commit: str, told: object) -> Source:
    if not isinstance(told, Mapping):
        raise ValueError("not a file")
    path, size = text(told.get("path")), count(told.get("size"))
    if path is None or size is None:
        raise ValueError("a file without a name")
    return Source(
        repo=repo,
        commit=commit,
        path=path,
        size=size,
        sha256=text(told.get("sha256")),
        git_oid=text(told.get("git_oid")),
    )
