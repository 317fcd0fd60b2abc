"""The longest that still fits, found in few probes.

Memory grows with the context in straight pieces, so what is left over at two
lengths tells nearly where it ends. The answer is always verified: it fits and
the next does not. Where a piece is bent, halving helps the straight line.
"""

from collections.abc import Callable
from typing import Final

HALVE_EVERY: Final = 4  # turns; a straight line alone creeps along a bend


def furthest(
    left_over: Callable[[int], int], least: int, most: int, *, near: int | None = None
) -> int:
    """The largest whole number of [least, most] at which nothing is missing.

    `left_over` gives bytes to spare, negative where some are missing, and falls from
    one number to the next; each is asked once at most. `near` is a good guess.
    Returns `least - 1` where not even the least fits.
    """
    known: dict[int, int] = {}
    fits, fails = least - 1, most + 1  # what is known to fit and to fail; the ends are neither
    guess = most if near is None else near
    while fails - fits > 1:
        at = min(max(guess, fits + 1), fails - 1)
        known[at] = left_over(at)
        if known[at] >= 0:
            fits = at
        else:
            fails = at
        if len(known) == 1:
            beside = fits + 1 if fits == at else fails - 1
            guess = least if near is None else beside
        elif len(known) % HALVE_EVERY == 0:
            guess = (fits + fails) // 2
        else:
            guess = _crossing(known, fits, fails)
    return fits


def _crossing(known: dict[int, int], fits: int, fails: int) -> int:
    """Where the straight line through the two nearest known numbers reaches zero."""
    if fits in known and fails in known:
        one, other = fits, fails
    elif fits in known:
        one, other = sorted(known)[-2:]
    else:
        one, other = sorted(known)[:2]
    slope = (known[one] - known[other]) / (other - one)
    if slope <= 0:  # flat: nothing is known but the direction
        return fails - 1 if fits in known else fits + 1
    return one + int(known[one] // slope)
