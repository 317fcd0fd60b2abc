"""Which engines a worker is to be started with, in turn, and who is told what became of it."""

from typing import Protocol

from launcher.engines.shipped import shipped_engine
from launcher.engines.values import EngineStart


class Starts(Protocol):
    """Asked before each start of a worker, from any thread."""

    def order(self) -> tuple[EngineStart, ...]:
        """The starts to try, the best first; at least one."""

    def started(self, start: EngineStart) -> None:
        """This one said hello."""

    def give_up(self, start: EngineStart, why: str, *, fell: bool = False) -> None:
        """This one did not start, and a later one did; `why` in the system's words.

        `fell`: it crashed or hung, as a driver does, rather than not being there.
        """


class OneStart:
    """One engine and no other: the built-in one unless another is named."""

    def __init__(self, start: EngineStart | None = None) -> None:
        self._start = start

    def order(self) -> tuple[EngineStart, ...]:
        """That one."""
        return (self._start or EngineStart(folder=shipped_engine()),)

    def started(self, start: EngineStart) -> None:
        """Nothing is kept."""

    def give_up(self, start: EngineStart, why: str, *, fell: bool = False) -> None:
        """Nothing is kept."""
