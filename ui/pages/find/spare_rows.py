"""Rows of the variant table that are made before they are needed, and used again after."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, QTimer

from ui.pages.find.variants import VariantWidget

USUAL: Final = 16  # as many files has a usual repository
MOST: Final = 32  # more are not kept
SLICE_MS: Final = 5  # between two rows: a window that is used comes first


class SpareRows(QObject):
    """Hidden rows of one table. `make` gives a new one, which lies in that table."""

    def __init__(self, make: Callable[[], VariantWidget], parent: QObject) -> None:
        super().__init__(parent)
        self._make = make
        self._rows: list[VariantWidget] = []
        self._taken = 0
        self._timer = QTimer(self)
        self._timer.setInterval(SLICE_MS)
        self._timer.timeout.connect(self._on_timer_timeout)

    def prepare(self) -> None:
        """Make as many as are usually needed, one at a time while nothing else is to be done."""
        self._timer.start()

    def take(self) -> VariantWidget:
        """A row that is used by nobody; hidden still."""
        self._timer.stop()
        self._taken += 1
        return self._rows.pop() if self._rows else self._make()

    def give_back(self, row: VariantWidget) -> None:
        """It is needed no more."""
        self._taken -= 1
        row.hide()
        row.forget()
        if len(self._rows) < MOST:
            self._rows.append(row)
        else:
            row.deleteLater()

    def _on_timer_timeout(self) -> None:
        if len(self._rows) + self._taken >= USUAL:  # those taken come back first
            self._timer.stop()
            return
        row = self._make()
        row.ensurePolished()
        self._rows.append(row)
