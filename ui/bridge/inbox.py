"""Things that come faster than a screen can show, handed over at most 30 times a second.

Tokens, download progress and meters arrive on foreign threads. The first is
delivered at once; what comes within the next 33 ms is delivered together.
"""

import contextlib
import threading
import time
from typing import Final

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

PERIOD_MS: Final = 33


class Inbox(QObject):
    """Lives on the GUI thread; `post` may be called from any.

    With `newest_only` each delivery holds just the last thing posted: right for
    a state, wrong for a stream of text.
    """

    arrived = Signal(list)
    _woken = Signal()

    def __init__(self, parent: QObject | None = None, *, newest_only: bool = False) -> None:
        super().__init__(parent)
        self._newest_only = newest_only
        self._items: list[object] = []
        self._lock = threading.Lock()
        self._delivered = 0.0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self.flush)
        self._woken.connect(self._on_woken, Qt.ConnectionType.QueuedConnection)

    def post(self, item: object) -> None:
        """Put something in. From any thread."""
        with self._lock:
            first = not self._items
            if self._newest_only:
                self._items.clear()
            self._items.append(item)
        if first:
            # The window, and this inbox with it, may be gone while a thread still speaks.
            with contextlib.suppress(RuntimeError):
                self._woken.emit()

    @Slot()
    def flush(self) -> None:
        """Deliver what is in it now. On the GUI thread."""
        with self._lock:
            items, self._items = self._items, []
        if items:
            self._delivered = time.monotonic()
            self.arrived.emit(items)

    @Slot()
    def _on_woken(self) -> None:
        since = (time.monotonic() - self._delivered) * 1000
        if since >= PERIOD_MS:
            self.flush()
        elif not self._timer.isActive():
            self._timer.start(round(PERIOD_MS - since))
