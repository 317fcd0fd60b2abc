"""What the worker wrote to stderr before it died, and which of it tells why."""

import re
import threading
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

KEPT: Final = 200  # lines
TOLD: Final = 8  # lines that go with an error
LONGEST: Final = 400  # characters of a line

_TELLING: Final = re.compile(
    r"assert|abort|error|fail|fatal|exception|terminate called|what\(\)|out of memory"
    r"|cannot|killed|not found",
    re.IGNORECASE,
)
# Status 1 is the engine's word for a computation that we stopped ourselves.
_NOISE: Final = re.compile(
    r"^[\s.]*$|^warning: .*falling back|n_ctx_seq|.*failed with error 1$|.*compute status: 1$"
)
_MEMORY: Final = re.compile(
    r"out of memory|bad_alloc|failed to allocate|OutOfDeviceMemory|cannot allocate memory",
    re.IGNORECASE,
)


# A place in the engine's sources, with the folder it was built in on somebody's computer.
_SOURCE: Final = re.compile(
    r"(?:[A-Za-z]:)?(?:[^\s:'\"(/\\]*[/\\])+(?=[\w.+-]+\.(?:c|cc|cpp|cu|cuh|h|hpp|m|metal|mm)\b)"
)


@dataclass(eq=False)
class LastWords:
    """A ring of the last lines, filled by the thread that reads stderr."""

    _lines: deque[str] = field(default_factory=lambda: deque(maxlen=KEPT))
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, line: bytes) -> None:
        """One more line."""
        text = without_folders(line.decode("utf-8", "replace").strip())[:LONGEST]
        if not _NOISE.match(text):
            with self._lock:
                self._lines.append(text)

    def lines(self) -> tuple[str, ...]:
        """Everything that is kept, oldest first."""
        with self._lock:
            return tuple(self._lines)


def without_folders(line: str) -> str:
    """A line that names places in source files, these by their own names alone."""
    return _SOURCE.sub("", line)


def telling(lines: Sequence[str], fatal: str = "") -> tuple[str, ...]:
    """The lines that say why, the engine's own message first; the last ones where none does."""
    lines, fatal = [without_folders(line) for line in lines], without_folders(fatal)
    chosen = [line for line in lines if _TELLING.search(line) and line != fatal]
    chosen = (chosen or lines)[-TOLD:]
    return tuple(dict.fromkeys([fatal, *chosen] if fatal else chosen))


def speak_of_memory(lines: Sequence[str]) -> bool:
    """Whether an allocation that failed is among the words."""
    return any(_MEMORY.search(line) for line in lines)
