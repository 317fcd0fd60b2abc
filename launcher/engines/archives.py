"""What a pack may come as: a folder, a .zip or a .tar.gz.

Nothing is unpacked by the paths an archive gives. The manifest lists plain names; only those
are read, each from beside the manifest, and only where they are ordinary files.
"""

import gzip
import lzma
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, Final

from launcher.engines.limited import MOST_MEMBERS, TooLarge, open_tar
from launcher.engines.manifest import LARGEST, parse_manifest
from launcher.engines.values import MANIFEST, EngineManifest
from launcher.errors import EnginePackReason, EnginePackUnusable

Take = Callable[[str, IO[bytes]], None]  # a listed file's name and its content

DEEPEST: Final = 2  # parts of the manifest's path: the top, or one folder in it
_BROKEN: Final = (
    tarfile.TarError,
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    gzip.BadGzipFile,
    EOFError,
    UnicodeDecodeError,  # a name that is not in the alphabet it says
    struct.error,
    OverflowError,  # a size or place beyond all numbers
    NotImplementedError,  # a kind of compression that Python has not
    RuntimeError,  # a password
)


class Archive:
    """One pack as it was brought."""

    def __init__(self, source: Path) -> None:
        self._source = source
        self._beside = PurePosixPath()

    def manifest(self) -> EngineManifest:
        """What it says it is. Raises EnginePackUnusable."""
        with _translated(self._source):
            data = self._manifest_bytes()
        if data is None:
            raise EnginePackUnusable(str(self._source), EnginePackReason.NO_MANIFEST)
        return parse_manifest(data, self._source)

    def read(self, names: Collection[str], take: Take) -> None:
        """Hand over each of these files that is there. Raises EnginePackUnusable, OSError."""
        wanted = {str(self._beside / name): name for name in names}
        with _translated(self._source):
            for path, stream in self._files():
                if path in wanted:
                    take(wanted[path], stream)

    def _manifest_bytes(self) -> bytes | None:
        for path, stream in self._files():
            place = PurePosixPath(path)
            if place.name == MANIFEST and len(place.parts) <= DEEPEST:
                self._beside = place.parent
                return stream.read(LARGEST + 1)
        return None

    def _files(self) -> Iterator[tuple[str, IO[bytes]]]:
        """Ordinary files alone: no links, devices or folders."""
        source = self._source
        if source.is_dir():
            yield from _of_folder(source)
        elif not source.is_file():  # a device or a pipe, which may never end
            raise tarfile.ReadError
        elif zipfile.is_zipfile(source):
            yield from _of_zip(source)
        else:
            yield from _of_tar(source)


def _of_folder(folder: Path) -> Iterator[tuple[str, IO[bytes]]]:
    for path in sorted(folder.iterdir()):
        if path.is_file() and not path.is_symlink():
            with path.open("rb") as stream:
                yield path.name, stream


def _of_zip(source: Path) -> Iterator[tuple[str, IO[bytes]]]:
    with zipfile.ZipFile(source) as archive:
        for number, member in enumerate(archive.infolist()):
            _count(number)
            link = (member.external_attr >> 28) == 0xA  # S_IFLNK of the mode in the upper half
            if not member.is_dir() and not link:
                with archive.open(member) as stream:
                    yield _clean(member.filename), stream


def _of_tar(source: Path) -> Iterator[tuple[str, IO[bytes]]]:
    with open_tar(source) as archive:
        for number, member in enumerate(archive):
            _count(number)
            stream = archive.extractfile(member) if member.isreg() else None
            if stream:
                with stream:
                    yield _clean(member.name), stream


def _count(number: int) -> None:
    if number >= MOST_MEMBERS:
        raise TooLarge(f"it holds more than {MOST_MEMBERS} files")


def _clean(name: str) -> str:
    return str(PurePosixPath(name))  # './engine.json' and 'engine.json' are one


@contextmanager
def _translated(source: Path) -> Iterator[None]:
    try:
        yield
    except _BROKEN as error:
        detail = str(error) or type(error).__name__
        if isinstance(error, tarfile.ReadError):
            detail = "it is no .zip or .tar.gz file, or only a part of one"
        raise EnginePackUnusable(str(source), EnginePackReason.ARCHIVE, detail) from error
