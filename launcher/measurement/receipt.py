"""What a load was predicted to take and what it took, as values.

A receipt is written after a load and never changed. It sets figures side by
side; it never alters a plan.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from launcher.memory.choices import Choices
from launcher.memory.estimate import Basis
from launcher.units import MIB

NOTABLE_SHARE: Final = 0.03
NOTABLE_BYTES: Final = 64 * MIB

ENGINE_PARTS: Final = ("weights", "kv", "recurrent", "compute", "output", "mmproj")
MAIN_MEMORY: Final = "main memory"  # the resident set of the worker, as the system counts it
DRIVER: Final = "driver"  # what a GPU's driver says was taken


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One figure twice (bytes). `measured` None: this machine does not tell.

    `part` is weights, kv, recurrent, compute or output as the engine counts
    them; MAIN_MEMORY and DRIVER are counted from outside.
    """

    device: str
    part: str
    predicted: int
    measured: int | None

    @property
    def difference(self) -> int | None:
        """Bytes more than predicted; negative where it took less."""
        return None if self.measured is None else self.measured - self.predicted

    @property
    def notable(self) -> bool:
        """Whether it passes both 3 % and 64 MiB."""
        found = self.difference
        if found is None:
            return False
        return abs(found) > max(NOTABLE_BYTES, NOTABLE_SHARE * self.predicted)


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What a load took more than predicted (bytes), of how much that was predicted."""

    bytes: int
    predicted: int
    notable: bool

    @property
    def percent(self) -> float | None:
        """The difference as a part of what was predicted; None where that was nothing."""
        return 100 * self.bytes / self.predicted if self.predicted else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """One load. `when` is in UTC; `model` is the digest of its slim header, `name` for people.

    `basis` says whose prediction the parts are, `engine` and `machine` where they were
    measured. Main memory is measured once the model has answered: `prompt` is the number
    of tokens it had been given by then, 0 before.
    """

    when: datetime
    name: str
    path: str
    model: str
    choices: Choices
    gpu_layers: int
    lines: tuple[Line, ...]
    basis: Basis = Basis.ARITHMETIC
    prompt: int = 0
    engine: str = ""
    machine: str = ""

    @property
    def notable(self) -> tuple[Line, ...]:
        """The lines a person should be told of."""
        return tuple(line for line in self.lines if line.notable)

    @property
    def difference(self) -> Difference | None:
        """All in all, counted from outside where the system tells, else by the engine.

        Notable as soon as one line is. None: nothing was measured.
        """
        told = [line for line in self.lines if line.measured is not None]
        outside = [line for line in told if line.part not in ENGINE_PARTS]
        counted = outside or told
        if not counted:
            return None
        return Difference(
            bytes=sum(line.difference or 0 for line in counted),
            predicted=sum(line.predicted for line in counted),
            notable=bool(self.notable),
        )

    def same_kind(self, choices: Choices) -> bool:
        """Whether these choices would load it the same way, so that its figures tell of them.

        Everything that moves memory must be the same; the context may be half or twice as
        long, for what a machine adds hardly hangs on it. Layers asked for by number are the
        same as the automatic number that came to it.
        """
        mine = self.choices
        if choices.gpu_layers not in (mine.gpu_layers, self.gpu_layers):
            return False
        shorter, longer = sorted((mine.context, choices.context))
        return longer <= 2 * shorter and _aside(choices) == _aside(mine)


def _aside(choices: Choices) -> Choices:
    """What must be equal, the rest taken out."""
    return replace(choices, context=0, threads=0, gpu_layers=None)
