"""The real window, as `python -m ui` opens it, with a clock beside it.

    python -m tests.benchmarks.watched STARTED [IDLE]

STARTED is the moment (time.monotonic) at which the process was started. With IDLE
it stays open for so many seconds and then says what it used. It prints one JSON object.
"""

import json
import sys
import time
from collections.abc import Callable, Sequence

import psutil
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget

import ui.app
from launcher.errors import SnugError
from ui.desk import OnDesk
from ui.window.places import Place

CALM_MS = 10_000  # after the start, before idling is measured: pages are read ahead until then


class FirstPaint(QObject):
    """Tells when a widget has been painted, once."""

    def __init__(self, widget: QWidget, painted: Callable[[], None]) -> None:
        super().__init__(widget)
        self._widget = widget
        self._painted = painted
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  Qt's name
        """The paint itself comes after this; the next turn of the loop is after it."""
        if event.type() == QEvent.Type.Paint:
            self._widget.removeEventFilter(self)
            QTimer.singleShot(0, self, self._painted)
        return super().eventFilter(watched, event)


class Watched(ui.app.Snug):
    """Snug that says when it was seen."""

    def start(self, notices: Sequence[SnugError] = ()) -> None:
        """Show the window on the machine page, whatever was open last."""
        self._said: dict[str, float] = {}
        FirstPaint(self.pages.machine, lambda: self._say("window"))
        self.desk.changed.connect(self._on_watched_desk)
        self.passages.keep(welcomed=True)  # not the first start of all, which suggests models too
        super().start(notices)
        self.window.show_place(Place.MACHINE)

    def _on_watched_desk(self, before: OnDesk, now: OnDesk) -> None:
        if before.machine is None and now.machine is not None:
            # The page has just been given its rows; the next paint shows them.
            FirstPaint(self.pages.machine, lambda: self._say("machine"))
            self.pages.machine.update()
        had = before.machine.engine if before.machine else None
        if had is None and now.machine is not None and now.machine.engine is not None:
            FirstPaint(self.pages.machine, lambda: self._say("engine"))
            self.pages.machine.update()

    def _say(self, what: str) -> None:
        self._said.setdefault(what, time.monotonic() - STARTED)
        if set(self._said) == {"window", "machine", "engine"}:
            if IDLE:
                QTimer.singleShot(CALM_MS, self, self._idle)
            else:
                self._end()

    def _idle(self) -> None:
        process = psutil.Process()
        before = process.cpu_times()
        began = time.monotonic()

        def done() -> None:
            after = process.cpu_times()
            used = after.user + after.system - before.user - before.system
            self._said["cpu"] = 100 * used / (time.monotonic() - began)
            self._said["resident"] = process.memory_info().rss
            self._end()

        QTimer.singleShot(round(IDLE * 1000), self, done)

    def _end(self) -> None:
        sys.stdout.write(json.dumps(self._said) + "\n")
        sys.stdout.flush()
        QApplication.quit()


STARTED = float(sys.argv[1])
IDLE = float(sys.argv[2]) if len(sys.argv) > 2 else 0.0

if __name__ == "__main__":
    ui.app.Snug = Watched  # type: ignore[misc]  # what main builds
    sys.exit(ui.app.main())
