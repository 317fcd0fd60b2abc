"""One connection of a download: takes segments from the board and fills them until none is left.

A connection that breaks goes on at the byte where it broke. What it has
written, the board knows; what the server may want us to wait, it waits.
"""

import zlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, BinaryIO, Final

from launcher.errors import ConnectionLost, FileChanged, HubRefused, RateLimited
from launcher.hub.broken import Broken, Halted, NoRanges
from launcher.hub.halt import Halt
from launcher.hub.link import Link
from launcher.hub.part_file import PartFile
from launcher.hub.patience import Patience
from launcher.hub.segments import Segment
from launcher.units import MIB

if TYPE_CHECKING:
    from launcher.hub.line import Answer, Line

EXPIRED: Final = (401, 403, 404, 410)
LONGEST_WAIT: Final = 900.0  # seconds; a server that wants more is an error that says so
TIMES_WITHOUT_RANGES: Final = 2  # a single whole answer may be a proxy's mistake


class Fetch:
    """Fills segments over one line. `run` returns when nothing is left to take."""

    def __init__(
        self, part: PartFile, link: Link, line: "Line", halt: Halt, patience: Patience
    ) -> None:
        self._part = part
        self._board = part.board  # a later one is not ours
        self._link = link
        self._line = line
        self._halt = halt
        self._patience = patience
        self._failures = 0  # in a row, without a byte
        self._received = 0  # by all connections, when the first of these happened
        self._without_ranges = 0

    def run(self, *, alone: bool = False, ranges: bool = True) -> None:
        """Take and fill. `alone`: no other connection does. `ranges`: the server knows them.

        Raises Halted, NoRanges, ConnectionLost, RateLimited, HubError, FileChanged, OSError.
        """
        with self._part.path.open("r+b", buffering=0) as file:
            while run := self._board.take(many=alone):
                if not ranges:
                    run = self._board.take_all()
                try:
                    self._recheck(run, file)
                    self._fill(run, file, ranges=ranges)
                finally:
                    self._board.give_back(run)

    def _fill(self, run: Sequence[Segment], file: BinaryIO, *, ranges: bool) -> None:
        while (position := _position(run)) < run[-1].stop:
            if self._halt.said:
                raise Halted
            why = Broken("an empty answer")
            try:
                self._request(run, position if ranges else None, file)
            except Broken as broken:
                why = broken
            if _position(run) == position:
                self._wait_out(why)

    def _request(self, run: Sequence[Segment], start: int | None, file: BinaryIO) -> None:
        located = self._link.locate(self._line)
        stop = None if start is None else run[-1].stop
        headers = self._link.headers(located)
        with self._line.get(located.address, headers, start=start, stop=stop) as answer:
            if answer.status in EXPIRED:
                self._link.expired(located)
            at = self._first_byte(answer, run, start)
            for piece in answer.pieces():
                self._put(run, at, piece, file)
                at += len(piece)
                if at >= run[-1].stop:
                    return

    def _first_byte(self, answer: "Answer", run: Sequence[Segment], start: int | None) -> int:
        """Where in the file the body begins. Raises Broken, NoRanges, FileChanged, HubRefused."""
        size = self._part.source.size
        if answer.status == 416:
            raise FileChanged(self._part.source.path)
        if answer.status not in (200, 206):
            raise Broken(
                f"the server answers {answer.status}",
                wait=answer.wait_asked,
                refused=answer.status,
            )
        if answer.headers.get("content-encoding", "identity") != "identity":
            raise Broken("something on the way has packed the file")
        if answer.status == 206:
            return self._ranged(answer, start)
        length = answer.headers.get("content-length", str(size))
        if length != str(size) or "html" in answer.headers.get("content-type", ""):
            raise Broken("the answer is not the file", refused=200)
        if start is None or (start == 0 and run[-1].stop == size):
            return 0
        self._without_ranges += 1
        if self._without_ranges >= TIMES_WITHOUT_RANGES:
            raise NoRanges
        raise Broken("the server sent the whole file")

    def _ranged(self, answer: "Answer", start: int | None) -> int:
        """Where a 206 begins, by its Content-Range, which must be what was asked for."""
        self._without_ranges = 0
        span, _, total = answer.headers.get("content-range", "").partition("/")
        if total not in ("*", str(self._part.source.size)):
            if total.isdigit():
                raise FileChanged(self._part.source.path)
            raise Broken("an answer without Content-Range")
        if span.removeprefix("bytes ").partition("-")[0] != str(start or 0):
            raise Broken("the server sent another part of the file")
        return start or 0

    def _put(self, run: Sequence[Segment], at: int, piece: bytes, file: BinaryIO) -> None:
        """Write what of a piece is missing; `at` is its place in the file."""
        if self._halt.said:
            raise Halted
        end = at + len(piece)
        for segment in run:
            if segment.whole or segment.stop <= at:
                continue
            first = segment.position
            if first >= end:
                return
            if first < at:
                continue  # it was lost after the stream had passed it
            wanted = memoryview(piece)[first - at : min(end, segment.stop) - at]
            file.seek(first)
            _write_all(file, wanted)
            self._board.wrote(segment, len(wanted), zlib.crc32(wanted, segment.crc))
            self._failures = 0

    def _wait_out(self, broken: Broken) -> None:
        """Nothing arrived: wait as long as is due, or give up."""
        if self._halt.said:
            raise Halted
        self._failures += 1
        if self._failures == 1:
            self._received = self._board.received
        if broken.wait is not None and broken.wait > LONGEST_WAIT:
            raise RateLimited(broken.wait)
        if self._failures >= self._patience.attempts and self._board.received == self._received:
            raise self._lost(broken)  # while others flow, this one is just one too many
        seconds = self._patience.wait_after(self._failures)
        if self._halt.wait(max(seconds, broken.wait or 0.0)):
            raise Halted

    def _lost(self, broken: Broken) -> Exception:
        if broken.refused == 429:
            return RateLimited(broken.wait or self._patience.most_wait)
        if broken.refused:
            return HubRefused(broken.refused, str(broken))
        return ConnectionLost(self._part.source.path, self._failures, str(broken))

    def _recheck(self, run: Sequence[Segment], file: BinaryIO) -> None:
        """Whether a segment that an earlier run began is still as its journal says."""
        for segment in run:
            if segment.trusted or segment.whole:
                continue
            if crc_of(file, segment, self._halt) == segment.crc:
                self._board.trust(segment)
            else:
                self._board.lost(segment)


def crc_of(file: BinaryIO, segment: Segment, halt: Halt) -> int:
    """The CRC-32 of what of a segment is in the file. Raises Halted."""
    crc, left = 0, segment.present
    file.seek(segment.start)
    while left:
        if halt.said:
            raise Halted
        piece = file.read(min(left, MIB))
        if not piece:
            return -1
        crc = zlib.crc32(piece, crc)
        left -= len(piece)
    return crc


def _position(run: Sequence[Segment]) -> int:
    """The first byte of a run that is missing; its end where none is."""
    return next((each.position for each in run if not each.whole), run[-1].stop)


def _write_all(file: BinaryIO, data: memoryview) -> None:
    """A raw file may take less than it is given."""
    while data:
        data = data[file.write(data) :]
