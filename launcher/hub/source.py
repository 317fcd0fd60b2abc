"""What is downloaded: one file of one commit, known by its hash."""

import hashlib
from dataclasses import dataclass
from typing import Protocol

from launcher.hub.files import HubFile


class Digest(Protocol):
    """A hash being counted."""

    def update(self, data: bytes, /) -> None:
        """More bytes."""

    def hexdigest(self) -> str:
        """The hash of all so far."""

    def copy(self) -> "Digest":
        """One that can go on by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A file as it was listed; what the hub sends must be just this."""

    repo: str
    commit: str
    path: str
    size: int  # bytes
    sha256: str | None = None
    git_oid: str | None = None

    @classmethod
    def of(cls, repo: str, commit: str, file: HubFile) -> "Source":
        """From a listing."""
        return cls(
            repo=repo,
            commit=commit,
            path=file.path,
            size=file.size,
            sha256=file.sha256,
            git_oid=file.git_oid,
        )

    @property
    def promised(self) -> str | None:
        """The hash that the bytes must have; None where the hub gave none."""
        return self.sha256 or self.git_oid

    def digest(self) -> Digest:
        """The hash to count: SHA-256, or git's own of a blob where only that is known."""
        if self.sha256 is None and self.git_oid is not None:
            # The hub names small files by git's SHA-1; there is nothing else to compare with.
            return hashlib.sha1(f"blob {self.size}\0".encode(), usedforsecurity=False)
        return hashlib.sha256()

    def same_content(self, size: object, sha256: object, git_oid: object) -> bool:
        """Whether bytes of these hashes are ours. Without any hash nothing is."""
        return self.promised is not None and (size, sha256, git_oid) == (
            self.size,
            self.sha256,
            self.git_oid,
        )
