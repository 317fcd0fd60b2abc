"""What goes on with an engine just now: how far it is, or for how long, and how to stop it."""

import time
from typing import Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.text.numbers import percent
from ui.theme.type import Type
from ui.widgets.label import Text
from ui.widgets.progress_row import ProgressRow

_TICK_MS: Final = 500


class UnderWay(QWidget):
    """Away while nothing goes on. `stop_asked` is offered only where stopping is possible."""

    stop_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._began = 0.0
        self._words = ""
        self._row = ProgressRow("Engine", pausable=False)
        self._row.stop_asked.connect(self.stop_asked)
        self._line = Text("", Type.SECONDARY, ink="text2", wrap=True)
        self._tick = QTimer(self)
        self._tick.setInterval(_TICK_MS)
        self._tick.timeout.connect(self._on_tick)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._row)
        column.addWidget(self._line)
        self._row.hide()
        self.hide()

    def show_begun(self, words: str) -> None:
        """This goes on from now."""
        self._words, self._began = words, time.monotonic()
        self._row.hide()
        self._on_tick()
        self._line.show()
        self.show()
        self._tick.start()

    def show_share(self, share: float) -> None:
        """So much of it is done, and it can be stopped."""
        self._line.hide()
        self._row.show_name(self._words)
        self._row.show_progress(share, percent(share))
        self._row.show()

    def show_ended(self) -> None:
        """Nothing goes on any more."""
        self._tick.stop()
        self.hide()

    def _on_tick(self) -> None:
        past = int(time.monotonic() - self._began)
        self._line.show_text(f"{self._words} … {past} s" if past else f"{self._words} …")
