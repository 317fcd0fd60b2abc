"""How fast bytes arrive, over the last few seconds, so that a stall is seen as one."""

from collections import deque
from time import monotonic
from typing import Final

WINDOW: Final = 5.0  # seconds
LEAST: Final = 0.2  # seconds to look at before a speed is told


class Speed:
    """Told of the sum of bytes now and then; tells bytes per second."""

    def __init__(self) -> None:
        self._seen: deque[tuple[float, int]] = deque()

    def note(self, total: int, now: float | None = None) -> None:
        """So many bytes have arrived in all."""
        moment = monotonic() if now is None else now
        self._seen.append((moment, total))
        while len(self._seen) > 2 and self._seen[1][0] <= moment - WINDOW:
            self._seen.popleft()

    @property
    def rate(self) -> float:
        """Bytes per second; 0 where too little is known."""
        if len(self._seen) < 2:
            return 0.0
        (began, first), (moment, last) = self._seen[0], self._seen[-1]
        if moment - began < LEAST:
            return 0.0
        return max(0.0, (last - first) / (moment - began))
