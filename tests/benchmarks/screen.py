"""A display of our own, and a look at it: when did something appear, when did it stay?"""

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QGuiApplication, QImage

SIZE = "1280x800x24"
PIXELS_OF_A_WINDOW = 0.05  # of the screen, that differ from the empty one
PIXELS_OF_A_CHANGE = 0.002  # a caret that blinks changes less
QUIET = 1.5  # seconds without a change, after which the picture is taken to stay
LONGEST = 60.0
LOOK = 0.01  # seconds between two looks
Picture = npt.NDArray[np.uint32]


@contextmanager
def virtual_display() -> Iterator[str]:
    """The name of a new display; it ends with the block. Raises FileNotFoundError without Xvfb."""
    reading, writing = os.pipe()
    words = ["Xvfb", "-displayfd", str(writing), "-screen", "0", SIZE, "-nolisten", "tcp"]
    server = subprocess.Popen(words, pass_fds=(writing,), stderr=subprocess.DEVNULL)
    os.close(writing)
    try:
        with os.fdopen(reading) as told:
            yield f":{told.readline().strip()}"
    finally:
        server.terminate()
        server.wait()


class Screen:
    """Pictures of a display, compared."""

    def __init__(self, display: str) -> None:
        os.environ["DISPLAY"] = display
        os.environ["QT_QPA_PLATFORM"] = "xcb"
        self._application = QGuiApplication.instance() or QGuiApplication([])
        self._empty = self._grab()

    def remember_empty(self) -> None:
        """Take what is there now as nothing."""
        self._empty = self._grab()

    def watch(self, started: float) -> tuple[float, float]:
        """When a window was painted, and when it changed last. Raises TimeoutError."""
        painted = changed = None
        before = self._empty
        while time.monotonic() - started < LONGEST:
            now, picture = time.monotonic(), self._grab()
            if painted is None and _differ(picture, self._empty) > PIXELS_OF_A_WINDOW:
                painted = now
            if painted is not None and _differ(picture, before) > PIXELS_OF_A_CHANGE:
                changed = now
            before = picture
            if painted is not None and now - (changed or painted) > QUIET:
                return painted, changed or painted
            time.sleep(LOOK)
        raise TimeoutError(f"no window that stays within {LONGEST:.0f} s")

    def _grab(self) -> Picture:
        screen = QGuiApplication.primaryScreen()
        image = screen.grabWindow(0).toImage().convertToFormat(QImage.Format.Format_RGB32)
        data = np.frombuffer(image.constBits(), dtype=np.uint32)
        return data.copy()


def _differ(one: Picture, other: Picture) -> float:
    """The share of pixels that differ."""
    return float(np.count_nonzero(one != other)) / one.size
