"""The columns of the variant table: what is dropped where it is narrow, and how wide each is."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

GAP: Final = 8  # pixels between columns, at usual text
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
    """What stands above a column, and what it means."""

    words: str
    meaning: str = ""


HEADINGS: Final = {
    Column.STATE: Heading(words="State", meaning="Whether it fits into this computer's memory."),
    Column.KIND: Heading(words="Quantization", meaning="How the weights are stored."),
    Column.SIZE: Heading(words="Size, GiB", meaning="Of the download."),
    Column.BITS: Heading(
        words="Bits/weight", meaning="The file's size shared out to its weights."
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
DROPPED: Final = (Column.LONGEST, Column.SPEED, Column.BITS)  # in this order, for lack of room
YIELDING: Final = (Column.KIND, Column.QUALITY)  # then these are shortened

Widths = Mapping[Column, int]


def widths_in(
    room: int, wanted: Widths, *, gap: int = GAP, least: int = LEAST
) -> dict[Column, int]:
    """Pixels of each column that is shown in `room` pixels; those left out are dropped.

    What is left over is shared out, so that the last figure ends at the right.
    """
    shown = list(Column)
    for column in DROPPED:
        if _sum(shown, wanted, gap) <= room:
            break
        shown.remove(column)
    found = {column: wanted[column] for column in shown}
    for column in YIELDING:
        lack = _sum(shown, found, gap) - room
        if lack > 0:
            found[column] = max(min(least, found[column]), found[column] - lack)
    return _spread(found, room - _sum(shown, found, gap))


def _sum(shown: list[Column], wanted: Widths, gap: int) -> int:
    return sum(wanted[column] for column in shown) + gap * (len(shown) - 1)


def _spread(found: dict[Column, int], spare: int) -> dict[Column, int]:
    if spare <= 0:
        return found
    each, rest = divmod(spare, len(found))
    return {
        column: width + each + (1 if number < rest else 0)
        for number, (column, width) in enumerate(found.items())
    }
