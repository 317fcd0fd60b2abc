"""Asks again by itself while the Hub does not answer, as long as somebody looks."""

from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

REST_MS: Final = 15_000  # between two questions: soon enough for a person, little for a network


class Again(QObject):
    """`due` from time to time while `page` is seen; whoever hears it asks, and waits again."""

    due = Signal()

    def __init__(self, page: QWidget) -> None:
        super().__init__(page)
        self._page = page
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self._on_rested)

    def wait(self) -> None:
        """Ask again after a rest."""
        self._rest.start()

    def stop(self) -> None:
        """There is nothing to ask for."""
        self._rest.stop()

    def _on_rested(self) -> None:
        if self._page.isVisible():
            self.due.emit()
        else:
            self._rest.start()
