"""Who fetches which piece of a file: the board that connections and the hash look at.

A segment is written from its start onwards by one connection at a time, so one
number says what of it is there, and its CRC-32 whether that is still so.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from threading import Condition
from typing import Final

from launcher.units import MIB

SMALLEST: Final = 8 * MIB
LARGEST: Final = 64 * MIB
STEP: Final = 1 * MIB  # the hash is told of new bytes so often


def segment_size(size: int) -> int:
    """Bytes per segment: 8 to 64 MiB, in whole MiB."""
    return min(LARGEST, max(SMALLEST, size // 64 // MIB * MIB))


@dataclass(slots=True, kw_only=True)
class Segment:
    """Bytes `start` up to `stop` of a file, of which the first `present` are there."""

    index: int
    start: int
    stop: int
    present: int = 0
    crc: int = 0
    trusted: bool = True  # False: an earlier process wrote it, and nobody has looked since
    taken: bool = False

    @property
    def position(self) -> int:
        """The first byte that is missing."""
        return self.start + self.present

    @property
    def whole(self) -> bool:
        """Whether nothing is missing."""
        return self.position == self.stop


class Board:
    """The segments of one file. May be used from several threads."""

    def __init__(
        self, size: int, segment: int, held: Sequence[tuple[int, int]] | None = None
    ) -> None:
        """`held` has the bytes present and their CRC-32 of each segment, from an earlier run."""
        self.size = size
        self.segment = segment
        self.segments = [
            Segment(index=index, start=start, stop=min(size, start + segment))
            for index, start in enumerate(range(0, size, segment))
        ]
        for each, (present, crc) in zip(self.segments, held or (), strict=False):
            if 0 < present <= each.stop - each.start:
                each.present, each.crc, each.trusted = present, crc, False
        self._news = Condition()
        self._present = sum(each.present for each in self.segments)
        self._received = 0
        self._ended = False

    @property
    def present(self) -> int:
        """Bytes that are there."""
        return self._present

    @property
    def received(self) -> int:
        """Bytes that came over the network since this board was made."""
        return self._received

    def held(self) -> list[tuple[int, int]]:
        """What is there, for the journal."""
        with self._news:
            return [(each.present, each.crc) for each in self.segments]

    def take(self, *, many: bool = False) -> list[Segment]:
        """The next segment that nobody fetches; waits for one while others may come free.

        `many`: also those after it, as far as nothing of them is there. Empty when all is done.
        """
        with self._news:
            while not self._ended:
                free = next((s for s in self.segments if not s.taken and not s.whole), None)
                if free is not None:
                    return self._taken(free, many=many)
                self._news.wait()
            return []

    def take_all(self) -> list[Segment]:
        """Every segment, for the one connection to a server that knows no ranges."""
        with self._news:
            for each in self.segments:
                each.taken = True
            return list(self.segments)

    def give_back(self, run: Sequence[Segment]) -> None:
        """Whoever took these does not fetch them any more."""
        with self._news:
            for each in run:
                each.taken = False
            self._news.notify_all()

    def wrote(self, segment: Segment, count: int, crc: int) -> None:
        """`count` more bytes of it are in the file."""
        with self._news:
            before = segment.present
            segment.present = before + count
            segment.crc = crc
            self._present += count
            self._received += count
            if segment.whole or before // STEP != segment.present // STEP:
                self._news.notify_all()

    def lost(self, segment: Segment) -> None:
        """What an earlier run had written of it is not there: it is to be fetched again."""
        with self._news:
            self._present -= segment.present
            segment.present = segment.crc = 0
            segment.trusted = True
            self._news.notify_all()

    def trust(self, segment: Segment) -> None:
        """What an earlier run had written of it is there."""
        with self._news:
            segment.trusted = True
            self._news.notify_all()

    def wait_beyond(self, segment: Segment, present: int) -> int:
        """Wait until more than `present` bytes of it are there; how many are. -1 when ended.

        A segment that an earlier run began is not shown before its connection has looked at it.
        """
        with self._news:
            while not self._ended and not (
                segment.present > present and (segment.trusted or segment.whole)
            ):
                self._news.wait()
            return -1 if self._ended else segment.present

    def end(self) -> None:
        """Nobody waits any more."""
        with self._news:
            self._ended = True
            self._news.notify_all()

    def _taken(self, first: Segment, *, many: bool) -> list[Segment]:
        run = [first]
        for each in self.segments[first.index + 1 :] if many else ():
            if each.taken or each.present:
                break
            run.append(each)
        for each in run:
            each.taken = True
        return run
