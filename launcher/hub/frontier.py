"""The hash of a file while it arrives: it follows the bytes that are there from the start on.

What an earlier run left is read again, and each segment of it compared with the
CRC-32 in the journal: what a power cut has lost is fetched again, not the whole file.
"""

import zlib
from typing import BinaryIO

from launcher.hub.broken import Halted
from launcher.hub.halt import Halt
from launcher.hub.part_file import PartFile
from launcher.hub.segments import Segment
from launcher.hub.source import Digest
from launcher.units import MIB


class Frontier:
    """Reads along and counts the hash. `done` is how far it is, in bytes."""

    def __init__(self, part: PartFile, halt: Halt) -> None:
        self._part = part
        self._board = part.board
        self._halt = halt
        self.done = 0

    def digest(self) -> str:
        """The hash of the whole file; returns when that is there. Raises Halted, OSError."""
        digest = self._part.source.digest()
        with self._part.path.open("rb", buffering=0) as file:
            for segment in self._board.segments:
                digest = self._follow(segment, digest, file)
        return digest.hexdigest()

    def _follow(self, segment: Segment, before: Digest, file: BinaryIO) -> Digest:
        """The hash after a segment, as soon as all of it is there and known to be right."""
        while True:
            digest, crc = before.copy(), self._read(segment, before, file)
            if segment.trusted:
                return before
            if crc == segment.crc:
                self._board.trust(segment)
                return before
            self._board.lost(segment)
            before, self.done = digest, segment.start

    def _read(self, segment: Segment, digest: Digest, file: BinaryIO) -> int:
        file.seek(segment.start)
        at = crc = 0
        while at < segment.stop - segment.start:
            there = self._board.wait_beyond(segment, at)
            if there < 0 or self._halt.said:
                raise Halted
            piece = file.read(min(there - at, MIB))
            digest.update(piece)
            crc = zlib.crc32(piece, crc) if not segment.trusted else crc
            at += len(piece)
            self.done = segment.start + at
            if not piece:
                raise OSError("the part became shorter")
        return crc
