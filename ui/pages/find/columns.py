"""The columns of the variant table: what is dropped where it is narrow, and how wide each is."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

GAP: Final = 6  # pixels between columns, at usual text
LEAST: Final = 56  # of a column that gives way, at usual text


class Column(StrEnum):
    """The columns from left to right."""

    STATE = "state"
    KIND = "kind"
    SIZE = "size"
    BITS = "bits"
    QUALITY = "quality"
    SPEED = "speed"
    LONGEST = "longest"


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """What stands above a column, and what it means; `short` where there is little room."""

    words: str
    meaning: str = ""
    short: str = ""


HEADINGS: Final = {
    Column.STATE: Heading(words="State", meaning="Whether it fits into this computer's memory."),
    Column.KIND: Heading(
        words="Quantization", short="Type", meaning="How the weights are stored."
    ),
    Column.SIZE: Heading(words="Size, GiB", meaning="Of the download."),
    Column.BITS: Heading(
        words="Bits/weight", short="Bits", meaning="The file's size shared out to its weights."
    ),
    Column.QUALITY: Heading(
        words="Quality", meaning="How close answers stay to the original model's."
    ),
    Column.SPEED: Heading(
        words="Tokens/s", meaning="Tokens of an answer a second, in the middle of the context."
    ),
    Column.LONGEST: Heading(
        words="Longest",
        meaning="The longest context that fits with the reserve kept, in tokens; wholly on the"
        " GPU where a short one is.",
    ),
}
FIGURES: Final = frozenset({Column.SIZE, Column.BITS, Column.SPEED, Column.LONGEST})
DROPPED: Final = (Column.LONGEST, Column.BITS)  # in this order, for lack of room

Widths = Mapping[Column, int]


def widths_in(
    room: int, wanted: Widths, *, gap: int = GAP, least: int = LEAST, usual: int = 0
) -> dict[Column, int]:
    """Pixels of each column that is shown in `room` pixels; those left out are dropped.

    A quantization longer than `usual` gives way first: one long name costs no other row a
    figure. The speed is the last figure to go. What is left over is shared out, so that the
    last figure ends at the right.
    """
    found = dict(wanted)
    _shorten(found, Column.KIND, room, gap=gap, least=usual or wanted[Column.KIND])
    for column in DROPPED:
        if _sum(found, gap) > room:
            del found[column]
    _shorten(found, Column.KIND, room, gap=gap, least=least)
    if _sum(found, gap) > room:
        del found[Column.SPEED]
    _shorten(found, Column.QUALITY, room, gap=gap, least=least)
    spare = room - _sum(found, gap)
    if spare > 0 and found[Column.KIND] < wanted[Column.KIND]:
        given = min(spare, wanted[Column.KIND] - found[Column.KIND])
        found[Column.KIND] += given
        spare -= given
    return _spread(found, spare)


def _shorten(found: dict[Column, int], column: Column, room: int, *, gap: int, least: int) -> None:
    """Make one column as narrow as must be, and no narrower than `least`."""
    lack = _sum(found, gap) - room
    if lack > 0:
        found[column] = max(min(least, found[column]), found[column] - lack)


def _sum(found: Widths, gap: int) -> int:
    return sum(found.values()) + gap * (len(found) - 1)


def _spread(found: dict[Column, int], spare: int) -> dict[Column, int]:
    if spare <= 0:
        return found
    each, rest = divmod(spare, len(found))
    return {
        column: width + each + (1 if number < rest else 0)
        for number, (column, width) in enumerate(found.items())
    }
