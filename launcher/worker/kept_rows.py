"""A file of log-probabilities of a text, to compare another file of the model with.

A head says of which vocabulary, text and window they are; then follows one block a window.
"""

import errno
import os
import shutil
import struct
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Final

import numpy as np

from launcher.worker.likelihood import Rows, row_type
from launcher.worker.refused import Refused

MAGIC: Final = b"SNUGLOGP"
VERSION: Final = 1
HEAD: Final = struct.Struct("<8sIIII32s32s")


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What the rows are of: tokens a window, rows of each, tokens in the vocabulary, hashes."""

    window: int
    rows: int
    size: int
    vocabulary: bytes
    text: bytes

    @property
    def block(self) -> int:
        """Bytes of a window."""
        return self.rows * row_type(self.size).itemsize

    def written(self) -> bytes:
        """The head as it lies in the file."""
        return HEAD.pack(
            MAGIC, VERSION, self.window, self.rows, self.size, self.vocabulary, self.text
        )

    def at(self, window: int) -> int:
        """The byte at which a window begins."""
        return HEAD.size + window * self.block


class KeptRows:
    """Rows that were kept before, to be read."""

    def __init__(self, path: str, head: Head, upto: int) -> None:
        """Check that they are those of `head`, with windows up to one. Raises Refused."""
        self._path, self._head = path, head
        _check(path, head, upto)

    def part(self, window: int, first: int, count: int) -> Rows:
        """Rows of a window. Raises Refused where the file is gone meanwhile."""
        kind = row_type(self._head.size)
        begin = self._head.at(window) + first * kind.itemsize
        try:
            rows: Rows = np.fromfile(self._path, kind, count=count, offset=begin)
        except OSError as error:
            raise _lost(self._path, error) from error
        if len(rows) != count:
            raise _cut(self._path)
        return rows


class KeepingRows(AbstractContextManager["KeepingRows"]):
    """Rows that are kept, part by part, behind the windows that are there."""

    def __init__(self, path: str, head: Head, first: int) -> None:
        """Begin a file, or go on behind its window `first`. Raises Refused."""
        self._path = path
        if first:
            _check(path, head, first)
        try:
            self._file: BinaryIO = Path(path).open("r+b" if first else "wb")  # noqa: SIM115  __exit__
            if not first:
                self._file.write(head.written())
            self._file.truncate(head.at(first))
            self._file.seek(head.at(first))
        except OSError as error:
            raise _not_kept(path, error, head.block) from error

    def add(self, rows: Rows) -> None:
        """The next rows. Raises Refused where they cannot be written."""
        try:
            self._file.write(rows.tobytes())
            self._file.flush()
        except OSError as error:
            raise _not_kept(self._path, error, rows.nbytes) from error

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()


def _check(path: str, head: Head, upto: int) -> None:
    try:
        with Path(path).open("rb") as stream:
            there = stream.read(HEAD.size)
            size = os.fstat(stream.fileno()).st_size
    except OSError as error:
        raise _lost(path, error) from error
    if len(there) < HEAD.size or not there.startswith(MAGIC):
        raise Refused("reference_lost", f"what was kept of it is damaged\n{path}")
    _magic, version, window, rows, tokens, vocabulary, text = HEAD.unpack(there)
    if (tokens, vocabulary) != (head.size, head.vocabulary):
        raise Refused("other_vocabulary", path)
    if (version, window, rows, text) != (VERSION, head.window, head.rows, head.text):
        raise Refused("reference_lost", f"what was kept of it is of another text\n{path}")
    if size < head.at(upto):
        raise _cut(path)


def _cut(path: str) -> Refused:
    return Refused("reference_lost", f"what was kept of it is cut short\n{path}")


def _lost(path: str, error: OSError) -> Refused:
    return Refused("reference_lost", f"{error.strerror or error}\n{path}")


def _not_kept(path: str, error: OSError, needed: int) -> Refused:
    folder = Path(path).parent
    if error.errno == errno.ENOSPC:
        return Refused("disk_full", str(folder), (needed, shutil.disk_usage(folder).free))
    return Refused("not_saved", f"{error.strerror or error}\n{path}")
