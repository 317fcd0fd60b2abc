"""A device's two constants from what was measured on it.

The time of a token is `steps × per_layer + bytes ÷ bandwidth`; two samples that differ in
their relation of steps to bytes give both, more give the pair whose relative errors are
smallest in the square.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from launcher.hardware.pace import PER_LAYER

ALIKE: Final = 1e-6  # samples this near to one another tell only one constant


@dataclass(frozen=True, slots=True, kw_only=True)
class Timed:
    """One measured token: its steps, the bytes it read, and how long it took."""

    steps: float
    bytes: float
    seconds: float


def fit_pace(
    samples: Sequence[Timed], *, usual_step: float = PER_LAYER
) -> tuple[float, float] | None:
    """Seconds a step and bytes a second; None where the samples make no sense.

    Where they do not tell the two apart, or a step would cost less than nothing, a step is
    taken as usual (half of the shortest time at most) and the bandwidth follows.
    """
    usable = [one for one in samples if one.seconds > 0 and one.bytes > 0 and one.steps >= 0]
    if not usable:
        return None
    fitted = both_constants(usable)
    if fitted is not None:
        return fitted
    step = usual_step
    for one in usable:
        if one.steps:
            step = min(step, one.seconds / 2 / one.steps)
    slowness = _slowness(usable, step)
    return (step, 1 / slowness) if slowness > 0 else None


def both_constants(samples: Sequence[Timed]) -> tuple[float, float] | None:
    """Least squares of (steps·c + bytes·b) ÷ seconds = 1; None where it gives no two constants.

    Seconds a step, bytes a second. Expects samples that took some time.
    """
    cc = cb = bb = c1 = b1 = 0.0
    for one in samples:
        c, b = one.steps / one.seconds, one.bytes / one.seconds
        cc, cb, bb, c1, b1 = cc + c * c, cb + c * b, bb + b * b, c1 + c, b1 + b
    determinant = cc * bb - cb * cb
    if determinant <= ALIKE * cc * bb:
        return None
    step = (c1 * bb - b1 * cb) / determinant
    slowness = (b1 * cc - c1 * cb) / determinant
    return (step, 1 / slowness) if step > 0 and slowness > 0 else None


def _slowness(samples: Sequence[Timed], step: float) -> float:
    """Seconds a byte that fit best where a step's cost is given."""
    above = below = 0.0
    for one in samples:
        b = one.bytes / one.seconds
        above += b * (1 - one.steps * step / one.seconds)
        below += b * b
    return above / below if below else 0.0
