"""Room that is left over in a table, given to its columns. No Qt."""

from collections.abc import Mapping


def spread(widths: Mapping[int, int], spare: int) -> dict[int, int]:
    """Every column by its place as wide as before, and `spare` pixels more over all of them."""
    each, rest = divmod(spare, len(widths))
    return {
        place: width + each + (number < rest)
        for number, (place, width) in enumerate(widths.items())
    }
