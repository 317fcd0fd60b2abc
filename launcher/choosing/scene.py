"""The files of a board on one axis, by one measure and within one limit: which beats which."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from launcher.choosing.board import Axis
from launcher.choosing.budget import Limit
from launcher.choosing.standing import Standing
from launcher.choosing.weighed import Weighed
from launcher.choosing.winner import beats, best_of, settled


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Weighed files, what they are measured by and what they must keep to."""

    standing: Standing
    axis: Axis
    limit: Limit
    files: tuple[Weighed, ...]

    @property
    def within(self) -> tuple[Weighed, ...]:
        """Those that the limit holds."""
        return tuple(file for file in self.files if self.limit.holds(file))

    def winner(self) -> Weighed | None:
        """The one to take: what lies badly on its devices only where it is worth far more."""
        return settled(self.within, self.standing, self.cost, self.limit.lies_badly)

    def best(self, files: Sequence[Weighed]) -> Weighed | None:
        """The best of some, as `winner` chooses; None of none."""
        return best_of(files, self.standing, self.cost)

    def across(self, file: Weighed) -> float:
        """Bytes, or tokens a second; not a number where no speed is known."""
        if self.axis is Axis.SPEED:
            return file.speed.middle if file.speed else math.nan
        return float(file.size if self.axis is Axis.SIZE else file.memory)

    def cost(self, file: Weighed) -> float:
        """Less is better on every axis."""
        return -self.across(file) if self.axis is Axis.SPEED else self.across(file)

    def beats(self, one: Weighed, other: Weighed) -> bool:
        """Whether there is no reason left to take the other: what lies worse is one."""
        if self._place(one) > self._place(other):
            return False
        return beats(one, other, self.standing, self.cost)

    def rival(self, file: Weighed) -> Weighed | None:
        """What beats it most clearly: the highest of those that nothing beats."""
        rivals = [one for one in self.files if self.beats(one, file)]
        unbeaten = [one for one in rivals if not any(self.beats(two, one) for two in rivals)]
        return max(
            unbeaten or rivals,
            key=lambda one: (self.standing.rank(one), -self.cost(one), one.key),
            default=None,
        )

    def _place(self, file: Weighed) -> int:
        """More is worse: too large for the limit, or badly divided."""
        return 2 if not self.limit.holds(file) else int(self.limit.lies_badly(file))
