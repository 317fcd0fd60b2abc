"""Where the board's axis of scores begins and ends, and the frontier along it. No Qt."""

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from ui.text.scale import Scale

_STEPS: Final = (1.0, 2.0, 5.0, 10.0, 15.0, 20.0, 25.0)
_MOST_STEPS: Final = 6


def score_scale(values: Sequence[float]) -> Scale:
    """A linear axis from 0 to 100 at most; it begins at 0 unless all values lie far above."""
    low, high = min(values, default=0.0), max(values, default=100.0)
    span = max(high - low, 2.0)
    from_zero = low <= 0.45 * high
    least = 0.0 if from_zero else max(0.0, low - 0.15 * span)
    most = min(100.0, high + 0.06 * (high if from_zero else span))
    step = next((s for s in _STEPS if (most - least) / s <= _MOST_STEPS), _STEPS[-1])
    first, last = math.floor(least / step), math.ceil(most / step)
    ticks = tuple(step * n for n in range(first, last + 1))
    # At the very top of the scale the marks would be cut in half.
    return Scale(low=ticks[0], high=max(ticks[-1], high + 0.04 * (high - ticks[0])), ticks=ticks)


def frontier_line(
    points: Sequence[tuple[float, float]], scale: Scale, *, more_is_better: bool
) -> tuple[tuple[float, float], ...]:
    """The frontier as steps: the best that can be had with at most (at least) so much.

    `points` are those on the frontier as (across, up). On an axis where more is better the
    line begins at the axis's low end, else it goes on to the high one.
    """
    ordered = sorted(points)
    if not ordered:
        return ()
    steps: list[tuple[float, float]] = []
    for before, after in pairwise(ordered):
        corner = (before[0], after[1]) if more_is_better else (after[0], before[1])
        steps += [before, corner]
    steps.append(ordered[-1])
    if more_is_better:
        return ((scale.low, ordered[0][1]), *steps)
    return (*steps, (scale.high, ordered[-1][1]))
