"""What a load was predicted to take and what it took, as values.

A receipt is written after a load and never changed. It sets figures side by
side; it never alters a plan.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from launcher.memory.choices import Choices
from launcher.units import MIB

NOTABLE_SHARE: Final = 0.03
NOTABLE_BYTES: Final = 64 * MIB

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
class Receipt:
    """One load. `when` is in UTC; `model` is the digest of its slim header, `name` for people."""

    when: datetime
    name: str
    path: str
    model: str
    choices: Choices
    gpu_layers: int
    lines: tuple[Line, ...]

    @property
    def notable(self) -> tuple[Line, ...]:
        """The lines a person should be told of."""
        return tuple(line for line in self.lines if line.notable)
