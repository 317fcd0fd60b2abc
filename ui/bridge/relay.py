"""Calls from other threads, made on the GUI thread.

A queued signal is the one way across that Qt promises. What arrives for an
object that is gone by then is dropped.
"""

import contextlib
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal, Slot
from shiboken6 import isValid


class Relay(QObject):
    """Lives on the GUI thread; `call` may be used from any."""

    _posted = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._posted.connect(self._on_posted, Qt.ConnectionType.QueuedConnection)

    def call(self, function: Callable[[], None], *, to: QObject) -> None:
        """Have the function called on the GUI thread, unless `to` is gone by then."""
        # The window, and this relay with it, may be gone while a thread still speaks.
        with contextlib.suppress(RuntimeError):
            self._posted.emit((function, to))

    @Slot(object)
    def _on_posted(self, posted: tuple[Callable[[], None], QObject]) -> None:
        function, receiver = posted
        if isValid(receiver):
            function()
