"""The engine's own words, kept by the line.

llama.cpp says why a load failed only here, and in a dry run some sizes as well.
Levels are ggml's: 1 debug, 2 info, 3 warning, 4 error, 5 goes on with the line before.
"""

import ctypes
import sys
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from launcher.worker.bindings import C

DEBUG: Final = 1
WARNING: Final = 3
ERROR: Final = 4
GOES_ON: Final = 5
KEPT: Final = 200  # lines
ATTACHED: Final = 12  # lines that go with a failure
LAYER_LINES: Final = "load_tensors: layer"  # the debug lines that say where a layer goes


@dataclass(frozen=True, slots=True)
class Line:
    """One line and its level."""

    level: int
    text: str


@dataclass(eq=False)
class EngineLog:
    """Listens to the engine; warnings and errors are also written to stderr, the last words."""

    _lines: deque[Line] = field(default_factory=lambda: deque(maxlen=KEPT))
    _captured: list[Line] | None = None
    _on_line: Callable[[Line], None] | None = None
    _open: str = ""
    _level: int = DEBUG
    _callback: Any = None

    def listen(self) -> None:
        """Take the engine's log. The engine has one listener for all models."""
        self._callback = C.llama_log_callback(self._took)
        C.llama_log_set(self._callback, ctypes.c_void_p(0))

    @contextmanager
    def capture(self, on_line: Callable[[Line], None] | None = None) -> Iterator[list[Line]]:
        """Every line said inside the block, layer placements included, as soon as it ends."""
        lines: list[Line] = []
        self._captured, self._on_line = lines, on_line
        try:
            yield lines
        finally:
            self._captured = self._on_line = None

    def last(self) -> tuple[str, ...]:
        """The last lines as text, warnings and errors first in choice."""
        grave = [line.text for line in self._lines if line.level >= WARNING]
        chosen = grave or [line.text for line in self._lines]
        return tuple(chosen[-ATTACHED:])

    def forget(self) -> None:
        """Begin anew, so that a failure is not given an older one's lines."""
        self._lines.clear()

    def _took(self, level: int, text: bytes, _data: object) -> None:
        said = text.decode("utf-8", "replace")
        if level != GOES_ON and not self._open:
            self._level = level
        self._open += said
        if not self._open.endswith("\n"):
            return
        line = Line(self._level, self._open.strip())
        self._open = ""
        if line.text:
            self._keep(line)

    def _keep(self, line: Line) -> None:
        if line.level > DEBUG:
            self._lines.append(line)
        if self._captured is not None and (
            line.level > DEBUG or line.text.startswith(LAYER_LINES)
        ):
            self._captured.append(line)
            if self._on_line:
                self._on_line(line)
        if line.level in (WARNING, ERROR):
            sys.stderr.write(line.text + "\n")
            sys.stderr.flush()
