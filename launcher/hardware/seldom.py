"""What takes too long for every second: asked now and then, and what was found stays between."""

import time
from collections.abc import Callable
from contextlib import suppress
from typing import Final, Generic, TypeVar

from launcher.hardware.guard import Guard
from launcher.hardware.probes.failed import ProbeFailed

T = TypeVar("T")

EVERY: Final = 10.0  # seconds
SHARE: Final = 50  # it may take one part of so many of the time


class Seldom(Generic[T]):
    """One such question. What fails or takes too long leaves what was found before."""

    def __init__(self, name: str, guard: Guard, first: T) -> None:
        self._name = name
        self._guard = guard
        self._found = first
        self._not_before = 0.0

    def find(self, ask: Callable[[], T], patience: float) -> T:
        """What is known now; asks where it is time to, for `patience` seconds at most."""
        begun = time.monotonic()
        if begun < self._not_before:
            return self._found
        with suppress(ProbeFailed):
            self._found = self._guard.ask(self._name, ask, patience).answer()
        ended = time.monotonic()
        self._not_before = ended + max(EVERY, SHARE * (ended - begun))
        return self._found
