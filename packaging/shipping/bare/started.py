"""A program of the system that was started and goes on: what it draws, says, and how it ends."""

import os
import signal
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from shipping.bare.display import Display

ENOUGH_COLOURS: Final = 50  # an empty screen has one, an error box a few
PATIENCE: Final = 60.0  # seconds until something is drawn, and then until it stays
PAUSE: Final = 0.25  # seconds between two looks


class Started:
    """Use it in a `with`, which ends the program as a session's end does."""

    def __init__(self, words: Sequence[str], log: Path) -> None:
        self._words = list(words)
        self._log = log
        self.status: int | None = None

    def __enter__(self) -> Self:
        with self._log.open("wb") as log:
            self.process = subprocess.Popen(
                self._words,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.process.terminate()
        try:
            self.status = self.process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    @property
    def ended_well(self) -> bool:
        """Ended by itself, or because it was told to."""
        return self.status in (0, -signal.SIGTERM, 128 + signal.SIGTERM)

    @property
    def said(self) -> str:
        """All it wrote so far."""
        return self._log.read_text(encoding="utf-8", errors="replace").strip()

    def draws(self, display: Display, picture: Path) -> int:
        """How many colours the finished page has, kept as a picture; 0 where nothing came."""
        end = time.monotonic() + PATIENCE
        before, colours = b"", 0
        while time.monotonic() < end and self.process.poll() is None:
            seen = display.picture(picture)
            drawn = seen.colours
            if drawn > ENOUGH_COLOURS and seen.pixels == before:
                return drawn
            if drawn > ENOUGH_COLOURS:
                end = min(end, time.monotonic() + PATIENCE / 4) if not colours else end
                colours = drawn
            before = seen.pixels
            time.sleep(PAUSE)
        return 0 if self.process.poll() is not None else colours
