"""How wide the table's columns are, and which are left out where there is little room. No Qt."""

from collections.abc import Sequence
from typing import Final

from ui.pages.measure.figures import COLUMNS
from ui.widgets.column_room import spread

HEADINGS: Final = ("File", *(column.heading for column in COLUMNS))
# Left out for lack of room, the first named first; tooltips, copies and exports have them all.
_DROPPED: Final = ("Load, s", "KL 99 %", "Bits", "Memory", "Prompt, tokens/s", "Size")
_LEAST_NAME: Final = 128  # pixels at usual text that a file's name keeps
_NARROWEST: Final = 96  # where no column is left to leave out


def column_widths(room: int, wanted: Sequence[int], *, scale: float = 1.0) -> dict[int, int]:
    """Pixels of each column that is shown in `room` pixels, by its place.

    `wanted`: what each would take for all its words; names are shortened before columns are
    left out, and what is left over is spread.
    """
    found = dict(enumerate(wanted))
    least = min(found[0], round(_LEAST_NAME * scale))
    for name in ("", *_DROPPED):
        if name:
            found.pop(HEADINGS.index(name), None)
        if sum(found.values()) - found[0] + least <= room:
            break
    narrowest = min(found[0], round(_NARROWEST * scale))
    found[0] = max(narrowest, min(found[0], room - (sum(found.values()) - found[0])))
    spare = room - sum(found.values())
    return spread(found, spare) if spare > 0 else found
