"""What is left of an answer's speed when a part of the model moves to RAM: a guess, as a range.

Both speeds are predicted as in `speed`, once with slow and once with fast main memory: its
own bandwidth is seldom known, hence the range.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from launcher.hardware.facts import Machine
from launcher.hardware.pace import Pace
from launcher.memory.choices import Choices
from launcher.memory.estimate import Estimate
from launcher.models.facts import ModelFacts
from launcher.planning.paces import paces_of
from launcher.planning.reading import bytes_read
from launcher.planning.speed import PRINTED, answer_seconds

HARDLY: Final = 0.97  # of the speed; less than this is worth a number
LITTLE: Final = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """Choices and what they come to."""

    choices: Choices
    estimate: Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeedLeft:
    """What is left of the speed (0…1): at slow and at fast main memory."""

    low: float
    high: float

    @property
    def middle(self) -> float:
        """Between the two."""
        return (self.low + self.high) / 2

    @property
    def words(self) -> str:
        """'About 15–30 % slower, a guess.'"""
        if self.low >= HARDLY:
            return "Hardly slower, a guess."
        if self.high < LITTLE:
            return "Less than a tenth of the speed, a guess."
        least, most = (max(5, 5 * round(20 * (1 - share))) for share in (self.high, self.low))
        if least == most:
            return f"About {most} % slower, a guess."
        return f"About {least}–{most} % slower, a guess."


def speed_left(
    model: ModelFacts,
    before: Held,
    after: Held,
    machine: Machine,
    *,
    measured: tuple[Pace, ...] = (),
) -> SpeedLeft | None:
    """How fast answers still come; None where nothing is known of a device in use."""
    shares = []
    paces = paces_of(machine, measured)
    for end in (-1, 1):
        there = {name: _at(pace, end) for name, pace in paces.items()}
        was = _seconds(model, before, there)
        then = _seconds(model, after, there)
        if was is None or then is None:
            return None
        shares.append(min(1.0, was / then))
    return SpeedLeft(low=min(shares), high=max(shares))


def _at(pace: Pace, end: int) -> Pace:
    """The slow (-1) or the fast end (1) of what was guessed; what is known stays."""
    if pace.measured or pace.spread <= PRINTED:
        return pace
    return replace(pace, bandwidth=pace.bandwidth * (1 + end * pace.spread))


def _seconds(model: ModelFacts, held: Held, paces: Mapping[str, Pace]) -> float | None:
    """Time of one token in the middle of a full conversation."""
    return answer_seconds(model, bytes_read(model, held.choices, held.estimate), paces)
