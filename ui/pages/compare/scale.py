"""Where the board's axes begin and end, and what is written along them. No Qt."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

_ROOM: Final = 0.16  # octaves left free beyond the outermost points
_FEWEST: Final = 4  # figures along an axis, where there can be so many
_STEPS: Final = (1.0, 2.0, 5.0, 10.0, 15.0, 20.0, 25.0)
_MOST_STEPS: Final = 6
# What an octave is divided into where the points lie close together.
_WITHIN_OCTAVE: Final = (
    (1.0,),
    (1.0, 1.5),
    (1.0, 1.25, 1.5, 1.75),
    tuple(1 + n / 8 for n in range(8)),
    tuple(1 + n / 16 for n in range(16)),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """An axis from `low` to `high`, with figures at `ticks`, in the axis's own unit."""

    low: float
    high: float
    ticks: tuple[float, ...]

    def figure(self, tick: float) -> str:
        """A tick as it is written: '0.5', '16', '1,024'."""
        return f"{tick:,.4g}" if tick < 1000 else f"{tick:,.0f}"

    def share(self, value: float) -> float:
        """How far along a logarithmic axis a value lies: 0 at its beginning, 1 at its end."""
        return math.log(value / self.low) / math.log(self.high / self.low)


def log_scale(values: Sequence[float], *, also: float | None = None) -> Scale:
    """A logarithmic axis over positive values; `also` is a line that should be seen.

    The line is left out where it lies more than two octaves beyond all values.
    """
    low, high = min(values, default=1.0), max(values, default=2.0)
    if also is not None and low / 4 <= also <= high * 4:
        low, high = min(low, also), max(high, also)
    room = 2.0 ** max(_ROOM, 0.04 * math.log2(high / low))
    low, high = low / room, high * room
    return Scale(low=low, high=high, ticks=_octaves(low, high))


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


def _octaves(low: float, high: float) -> tuple[float, ...]:
    ticks: tuple[float, ...] = ()
    first, last = math.floor(math.log2(low)), math.ceil(math.log2(high))
    for parts in _WITHIN_OCTAVE:
        found = (2.0**n * part for n in range(first, last + 1) for part in parts)
        ticks = tuple(tick for tick in found if low <= tick <= high)
        if len(ticks) >= _FEWEST:
            break
    return ticks


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
