"""How wide the table's columns are, and which are left out where there is little room. No Qt."""

from collections.abc import Sequence
from typing import Final

from ui.pages.compare.facts_view import TABLE
from ui.widgets.column_room import spread

WHY: Final = TABLE.index("Why")
_LEAST_WHY: Final = 160  # pixels at usual text, below which a reason says nothing
_LEAST: Final = {"File": 84, "Model": 92, "Quality": 72}  # pixels that words keep, in this order
# Left out for lack of room; what they say stands beside the board too.
_DROPPED: Final = ("Quality", "Bits", "Longest", "Download, GiB", "Stands")


def column_widths(room: float, wanted: Sequence[int], *, scale: float = 1.0) -> dict[int, int]:
    """Pixels of each column that is shown in `room` pixels, by its place.

    `wanted`: what each would take for all its words; the reason takes what is left over.
    Words are shortened before columns are left out.
    """
    found = {place: width for place, width in enumerate(wanted) if place != WHY}
    for name in ("", *_DROPPED):
        if name:
            found.pop(TABLE.index(name), None)
        if sum(_least(found, scale).values()) <= room:
            break
    for place, least in _least(found, scale).items():
        lack = sum(found.values()) - int(room)
        if lack > 0:
            found[place] = max(least, found[place] - lack)
    spare = int(room) - sum(found.values())
    if spare >= _LEAST_WHY * scale:
        found[WHY] = spare
    elif spare > 0:
        return spread(found, spare)
    return found


def _least(found: dict[int, int], scale: float) -> dict[int, int]:
    """The narrowest each may become, those that yield first in front."""
    yielding = {TABLE.index(name): round(width * scale) for name, width in _LEAST.items()}
    least = {p: min(found[p], width) for p, width in yielding.items() if p in found}
    return least | {place: width for place, width in found.items() if place not in least}
