"""Why a download stopped for good."""

from dataclasses import dataclass

from launcher.errors.root import SnugError


@dataclass(eq=False)
class DownloadError(SnugError):
    """A download stopped for a reason that trying again at once does not mend."""


@dataclass(eq=False)
class DiskFull(DownloadError):
    """Not enough room (bytes) where the file goes."""

    folder: str
    needed: int
    free: int


@dataclass(eq=False)
class FolderNotWritable(DownloadError):
    """The folder cannot be written to."""

    folder: str
    reason: str


@dataclass(eq=False)
class ChecksumMismatch(DownloadError):
    """The bytes arrived but their SHA-256 is not the one the hub promised."""

    path: str
    expected: str
    actual: str


@dataclass(eq=False)
class FileChanged(DownloadError):
    """The hub now offers another file under this name than the one that was begun."""

    path: str


@dataclass(eq=False)
class ConnectionLost(DownloadError):
    """The connection broke again and again without a byte arriving."""

    path: str
    attempts: int
    detail: str


@dataclass(eq=False)
class UnsafePath(DownloadError):
    """A file name that would leave the models folder or that a system cannot store."""

    path: str


@dataclass(eq=False)
class PathTooLong(DownloadError):
    """A path of more characters than Windows stores here."""

    path: str
    length: int
    most: int
