"""A .tar or .tar.gz read through a guard, for its headers may ask for any amount of memory.

tarfile reads a long name or an extended header in one piece, as large as the archive says it
is (Lib/tarfile.py, `_proc_pax`, `_proc_gnulong`); a few kilobytes of packed zeros make that
gigabytes.
"""

import gzip
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

GZIP: Final = b"\x1f\x8b"
IN_ONE_PIECE: Final = 4 << 20  # bytes; a header has a few hundred, content is read by the MiB
MOST_MEMBERS: Final = 4096  # files, folders and links in an archive
LONGEST: Final = 9 << 30  # bytes unpacked; more than the largest pack that is taken


class TooLarge(tarfile.TarError):
    """The archive asks for more than any pack needs."""


class Limited:
    """A stream that is asked for no more than so many bytes at once, and has a last byte."""

    def __init__(self, stream: "IO[bytes] | gzip.GzipFile") -> None:
        self._stream = stream

    def read(self, size: int = -1) -> bytes:
        """Raises TooLarge."""
        if not 0 <= size <= IN_ONE_PIECE:
            raise TooLarge("a header in it is too large")
        return self._stream.read(size)

    def seek(self, place: int) -> int:
        """From the beginning. Raises TooLarge."""
        if place > LONGEST:
            raise TooLarge("it is too large")
        return self._stream.seek(place)

    def tell(self) -> int:
        """Bytes from the beginning."""
        return self._stream.tell()


@contextmanager
def open_tar(source: Path) -> Iterator[tarfile.TarFile]:
    """The archive, packed with gzip or not at all. Raises tarfile.TarError, OSError."""
    with source.open("rb") as stream:
        packed = stream.read(len(GZIP)) == GZIP
        stream.seek(0)
        plain = gzip.GzipFile(fileobj=stream, mode="rb") if packed else stream
        limited: IO[bytes] = Limited(plain)  # type: ignore[assignment]  # all that tarfile uses
        with tarfile.open(fileobj=limited, mode="r:") as archive:
            yield archive
