"""Where an axis begins and ends, and what is written along it. No Qt."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

_ROOM: Final = 0.16  # octaves left free beyond the outermost points
_FEWEST: Final = 4  # figures along an axis, where there can be so many
_MOST: Final = 6
_ABOVE: Final = 0.06  # of a linear axis left free beyond the outermost points
_STEPS: Final = (1.0, 2.0, 2.5, 5.0, 10.0)
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


def linear_scale(
    values: Sequence[float], *, least: float | None = None, most: float | None = None
) -> Scale:
    """A linear axis over values that may lie anywhere; figures lie within `least` and `most`.

    The outermost points do not stand on its ends.
    """
    low, high = min(values, default=0.0), max(values, default=1.0)
    span = max(high - low, abs(high) * 0.02, 1e-9)
    low, high = low - _ABOVE * span, high + _ABOVE * span
    step = _step(high - low)
    first, last = math.floor(low / step), math.ceil(high / step)
    if least is not None:
        first = max(first, math.ceil(least / step))
    if most is not None:
        last = min(last, math.floor(most / step))
    ticks = tuple(step * n for n in range(first, last + 1))
    return Scale(low=min(ticks[0], low), high=max(ticks[-1], high), ticks=ticks)


def _step(span: float) -> float:
    """The distance of figures along so long an axis."""
    whole: float = 10.0 ** math.floor(math.log10(span))
    return next(
        step * whole / 10
        for step in (*_STEPS, *(10 * one for one in _STEPS))
        if span / (step * whole / 10) <= _MOST
    )


def _octaves(low: float, high: float) -> tuple[float, ...]:
    ticks: tuple[float, ...] = ()
    first, last = math.floor(math.log2(low)), math.ceil(math.log2(high))
    for parts in _WITHIN_OCTAVE:
        found = (2.0**n * part for n in range(first, last + 1) for part in parts)
        ticks = tuple(tick for tick in found if low <= tick <= high)
        if len(ticks) >= _FEWEST:
            break
    return ticks
