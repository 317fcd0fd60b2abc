"""Saying something often enough and not more often."""

import time
from dataclasses import dataclass


@dataclass(eq=False, slots=True)
class Pace:
    """At most so many times a second; the first time at once."""

    per_second: float
    _last: float = float("-inf")

    def due(self, now: float | None = None) -> bool:
        """Whether it is time again; then the time is taken."""
        now = time.perf_counter() if now is None else now
        if now - self._last < 1.0 / self.per_second:
            return False
        self._last = now
        return True
