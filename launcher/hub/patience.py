"""How long to wait for a hub before giving up, in seconds."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """Of one connection, and of a download whose connection breaks."""

    connect: float = 10.0
    silence: float = 25.0  # no byte for so long: the connection is taken for dead
    attempts: int = 8  # in a row without a byte
    first_wait: float = 0.5  # doubled after each attempt
    most_wait: float = 30.0

    def wait_after(self, failures: int) -> float:
        """How long to wait after so many failures in a row (1 for the first)."""
        return min(self.most_wait, self.first_wait * 2.0 ** min(30, max(0, failures - 1)))


FOR_FILES: Final = Patience()
FOR_ANSWERS: Final = Patience(connect=8.0, silence=15.0, attempts=2)
