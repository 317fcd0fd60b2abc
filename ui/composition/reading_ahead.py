"""Modules of pages that nobody has opened yet, read while the window rests.

So going to a page for the first time waits only for its widgets.
"""

from collections.abc import Callable, Iterator
from typing import Final

from PySide6.QtCore import QObject, QTimer

from ui.bridge.background import Background
from ui.composition.errands import Errands
from ui.composition.late_pages import LatePages, read_plotting, read_text
from ui.desk import Desk, OnDesk

REST_MS: Final = 1_500  # after the machine was seen: the engine's own start comes first
PAUSE_MS: Final = 100  # between two portions: whoever works in the window comes in between
BUSY_MS: Final = 5_000  # until it is tried again while a model is loaded or answers


class ReadingAhead(QObject):
    """One portion after the other, in the background; those that were read cost nothing."""

    def __init__(
        self, late: LatePages, *, desk: Desk, errands: Errands, background: Background
    ) -> None:
        super().__init__(desk)
        self._desk = desk
        self._errands = errands
        self._background = background
        self._portions = _portions(late)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.timeout.connect(self._on_paused)
        desk.changed.connect(self._on_desk_changed)

    def close(self) -> None:
        """Read no more."""
        self._pause.stop()
        self._portions = iter(())

    def _on_desk_changed(self, before: OnDesk, now: OnDesk) -> None:
        if before.machine is None and now.machine is not None:
            self._pause.start(REST_MS)

    def _on_paused(self) -> None:
        if self._desk.now.loading is not None or self._errands.answering.busy:
            self._pause.start(BUSY_MS)
            return
        portion = next(self._portions, None)
        if portion is not None:
            self._background.run(
                portion, to=self, done=lambda _read: self._pause.start(PAUSE_MS), failed=_leave
            )


def _portions(late: LatePages) -> Iterator[Callable[[], object]]:
    """What is opened soonest comes first; the plotting library, which is large, last."""
    first = (late.find, late.memory, late.welcome, late.settings)
    then = (late.learn, late.compare, late.measure, late.engine, late.privacy, late.about)
    return iter((read_text, *(page.read for page in (*first, *then)), read_plotting))


def _leave(_error: Exception) -> None:
    """Whoever opens that page is told then."""
