"""The files of a repository at one commit, with their sizes and hashes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from launcher.errors import HubRefused, RepoEmpty
from launcher.hub.client import Hub
from launcher.hub.search import count, text

EXPAND: Final = ("sha", "gated", "gguf")
MOST_FILES: Final = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class HubFile:
    """A file as the hub promises it. Small text files have a git hash only."""

    path: str
    size: int  # bytes
    sha256: str | None = None
    git_oid: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """All files of a repository at `commit`; what is downloaded is asked for by it."""

    repo: str
    commit: str
    gated: bool
    files: tuple[HubFile, ...]
    parameters: int | None = None
    architecture: str | None = None

    def file(self, path: str) -> HubFile | None:
        """The file of this path."""
        return next((file for file in self.files if file.path == path), None)


def list_files(hub: Hub, repo: str, revision: str | None = None) -> Listing:
    """What the repository holds, at its newest commit unless another is named.

    Raises HubError; RepoEmpty where no GGUF is in it.
    """
    info = _info(hub, repo, revision)
    commit = text(info.get("sha"))
    if commit is None:
        raise HubRefused(200, "The answer is not one of a model hub.")
    files = tuple(_files(hub, repo, commit))
    if not any(".gguf" in file.path.lower() for file in files):
        raise RepoEmpty(repo)
    gguf = info.get("gguf")
    facts: Mapping[object, object] = gguf if isinstance(gguf, Mapping) else {}
    return Listing(
        repo=text(info.get("id")) or repo,
        commit=commit,
        gated=info.get("gated") not in (None, False),
        files=files,
        parameters=count(facts.get("total")),
        architecture=text(facts.get("architecture")),
    )


def _info(hub: Hub, repo: str, revision: str | None) -> Mapping[object, object]:
    address = f"{hub.endpoint}/api/models/{quote(repo)}"
    if revision is not None:
        address += f"/revision/{quote(revision, safe='')}"
    body = hub.session.page(address, [("expand", name) for name in EXPAND], repo=repo).body
    return body if isinstance(body, Mapping) else {}


def _files(hub: Hub, repo: str, commit: str) -> Iterator[HubFile]:
    address: str | None = f"{hub.endpoint}/api/models/{quote(repo)}/tree/{commit}"
    params = [("recursive", "true")]
    seen = 0
    while address is not None and seen < MOST_FILES:
        page = hub.session.page(address, params, repo=repo)
        address, params = page.following, []
        for entry in page.body if isinstance(page.body, list) else ():
            seen += 1
            file = _file(entry)
            if file is not None:
                yield file


def _file(entry: object) -> HubFile | None:
    if not isinstance(entry, Mapping) or entry.get("type") != "file":
        return None
    lfs = entry.get("lfs")
    large: Mapping[object, object] = lfs if isinstance(lfs, Mapping) else {}
    path, size = text(entry.get("path")), count(large.get("size", entry.get("size")))
    if path is None or size is None:
        return None
    return HubFile(
        path=path,
        size=size,
        sha256=text(large.get("oid")),
        git_oid=None if large else text(entry.get("oid")),
    )
