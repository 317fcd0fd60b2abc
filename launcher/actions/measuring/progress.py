"""How far a measurement is, and how long the rest will take."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from launcher.actions.measuring.plan import MeasurePlan, Step
from launcher.measurement.measured_file import MeasuredFile

MOST_WRONG: Final = 20.0  # how many times a prediction is believed to be off
TELLS: Final = 0.05  # of a step: before that its own speed says nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One moment of a measurement.

    Step number `step` (from 1) of `of`; `share` of this step that is done (0 to 1);
    `seconds_left` of all steps together, None where nobody knows. `waiting`: a chat goes
    first. `so_far` are the files with figures.
    """

    step: int
    of: int
    kind: str
    file: str
    share: float
    seconds_left: float | None
    waiting: bool
    so_far: tuple[MeasuredFile, ...]


@dataclass(slots=True, kw_only=True)
class Progress:
    """Tells the moments of one run."""

    plan: MeasurePlan
    on_moment: Callable[[Moment], None]
    so_far: Callable[[], tuple[MeasuredFile, ...]]
    _number: int = 0
    _began: float = 0.0  # monotonic seconds; moved on by what was waited
    _share: float = 0.0
    _spent: float = 0.0  # seconds that finished steps took
    _foreseen: float = 0.0  # and were expected to take
    _done: list[int] = field(default_factory=list)

    def begin(self, number: int) -> None:
        """A step begins."""
        self._number, self._began, self._share = number, time.monotonic(), 0.0
        self.tell()

    def reach(self, share: float) -> None:
        """So much of the step is done."""
        self._share = min(1.0, max(self._share, share))
        self.tell()

    def end(self) -> None:
        """The step is over."""
        expected = self._step.seconds
        if expected and not self._step.known:
            self._spent += time.monotonic() - self._began
            self._foreseen += expected
        self.reach(1.0)

    def waited(self, seconds: float) -> None:
        """The step stood still for so long."""
        self._began += seconds

    def tell(self, *, waiting: bool = False) -> None:
        """Say how far it is."""
        step = self._step
        self.on_moment(
            Moment(
                step=self._number + 1,
                of=len(self.plan.steps),
                kind=step.kind,
                file=step.file,
                share=self._share,
                seconds_left=self._seconds_left(),
                waiting=waiting,
                so_far=self.so_far(),
            )
        )

    @property
    def _step(self) -> Step:
        return self.plan.steps[self._number]

    def _seconds_left(self) -> float | None:
        ahead = _expected(self.plan.steps[self._number + 1 :])
        here = self._left_here()
        if ahead is None or here is None:
            return None
        return here + ahead * self._factor()

    def _left_here(self) -> float | None:
        """Of this step: by its own speed once that tells, else as expected."""
        if self._share >= TELLS:
            spent = time.monotonic() - self._began
            return spent / self._share * (1 - self._share)
        expected = _expected([self._step])
        return None if expected is None else expected * self._factor()

    def _factor(self) -> float:
        """How many times longer it takes than expected, as far as steps are over."""
        if not self._foreseen:
            return 1.0
        return min(MOST_WRONG, max(1 / MOST_WRONG, self._spent / self._foreseen))


def _expected(steps: Sequence[Step]) -> float | None:
    total = 0.0
    for step in steps:
        if step.known:
            continue
        if step.seconds is None:
            return None
        total += step.seconds
    return total
