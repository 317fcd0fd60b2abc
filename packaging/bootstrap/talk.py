"""What the set-up says, on stderr: stdout belongs to the program that starts afterwards."""

import re
import sys
import time
from collections.abc import Callable
from typing import TextIO

STEP = re.compile(r"^\s*\[\s*(\d+)/(\d+)\]|^\s*\[\s*(\d+)%\]")
FEWEST_STEPS = 20  # CMake's own little trials have a step or two
SECONDS_BETWEEN_LINES = 15.0


class SetupError(Exception):
    """The set-up cannot go on; the text is a sentence with what to do."""

    def __init__(self, sentence: str, *, status: int = 1) -> None:
        super().__init__(sentence)
        self.status = status


def say(text: str) -> None:
    """One line for the person at the terminal."""
    print(text, file=sys.stderr, flush=True)


def agrees(question: str) -> bool:
    """Ask; without a terminal on both ends nobody can agree."""
    if not (sys.stdin and sys.stdin.isatty() and sys.stderr.isatty()):
        return False
    print(f"{question} [Y/n] ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() in {"", "y", "yes"}


def step_of(line: str) -> str | None:
    """How far a line of ninja's, make's or CMake's output says the build is."""
    match = STEP.match(line)
    if match is None:
        return None
    done, total, percent = match.groups()
    if percent is not None:
        return f"{percent} %"
    return f"step {done} of {total}" if int(total) >= FEWEST_STEPS else None


def spent(seconds: float) -> str:
    """A time as a clock shows it: 1:05."""
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes}:{rest:02d}"


class LiveLine:
    """Progress of a long step: a line that renews itself, or one now and then in a log."""

    def __init__(
        self,
        label: str,
        *,
        stream: TextIO | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._label = label
        self._stream = sys.stderr if stream is None else stream
        self._clock = clock
        self._start = self._last = clock()
        self._step = ""
        self._width = 0
        self._watched = self._stream.isatty()
        self._write(label, end="" if self._watched else "\n")

    def saw(self, line: str) -> None:
        """Take note of a line of the build's output."""
        self._step = step_of(line) or self._step

    def tick(self) -> None:
        """Show how it stands; call it a few times a second, it shows what is due."""
        now = self._clock()
        if now - self._last < (0.5 if self._watched else SECONDS_BETWEEN_LINES):
            return
        self._last = now
        state = ", ".join(part for part in (spent(now - self._start), self._step) if part)
        self._write(f"{self._label}: {state}", end="" if self._watched else "\n")

    def end(self, outcome: str) -> None:
        """Close the line with what came of it."""
        self._write(
            f"{self._label}: {outcome} after {spent(self._clock() - self._start)}", end="\n"
        )

    def _write(self, text: str, *, end: str) -> None:
        back = "\r" if self._watched and self._width else ""
        self._stream.write(back + text.ljust(self._width) + end)
        self._stream.flush()
        self._width = len(text) if self._watched and not end else 0
