"""The button that measures this computer's speed, how far that is, and what came of it."""

import time

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.text.pace_words import offer_words, under_way_words
from ui.theme.type import Type, px
from ui.widgets.button import Button, Kind
from ui.widgets.flow import Flow
from ui.widgets.label import Text
from ui.widgets.progress_row import ProgressLine

_TICK_MS = 100
_NEARLY = 0.95  # where it waits when it takes longer than it should


class PaceRow(QWidget):
    """`measure_asked` when a person wants it measured, `stop_asked` when no longer."""

    measure_asked = Signal()
    stop_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._seconds = 0
        self._device = ""
        self._began = 0.0
        self._button = Button(offer_words(3), icon="clock")
        self._stop = Button("Stop", Kind.QUIET, icon="stop")
        self._line = ProgressLine("Measuring speed")
        self._words = Text("", Type.SECONDARY, ink="text2", wrap=True)
        self._tick = QTimer(self)
        self._tick.setInterval(_TICK_MS)
        self._tick.timeout.connect(self._on_tick)
        self._button.clicked.connect(self.measure_asked)
        self._stop.clicked.connect(self.stop_asked)
        flow = Flow()
        flow.flow.addWidget(self._button)
        flow.flow.addWidget(self._stop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(8))
        for widget in (flow, self._line, self._words):
            column.addWidget(widget)
        self._stop.hide()
        self._line.hide()
        self._words.hide()

    def show_offer(self, seconds: int) -> None:
        """How long it takes, about."""
        self._seconds = seconds
        self._button.show_text(offer_words(seconds))

    def show_begun(self) -> None:
        """It goes on from now."""
        self._began = time.monotonic()
        self._device = "this computer"
        had_focus = self._button.hasFocus()
        self._stop.show()
        if had_focus:
            self._stop.setFocus(Qt.FocusReason.OtherFocusReason)
        self._button.setEnabled(False)
        self._line.show()
        self._tick.start()
        self._on_tick()

    def show_device(self, name: str) -> None:
        """This device is measured now."""
        self._device = name
        self._on_tick()

    def show_ended(self, words: str) -> None:
        """What came of it, or why it was not done."""
        self._tick.stop()
        self._line.hide()
        self._button.setEnabled(True)
        if self._stop.hasFocus():
            self._button.setFocus(Qt.FocusReason.OtherFocusReason)
        self._stop.hide()
        self._say(words)

    def _on_tick(self) -> None:
        past = time.monotonic() - self._began
        self._line.show_share(min(_NEARLY, past / max(1, self._seconds)))
        self._say(under_way_words(self._device, self._seconds - past))

    def _say(self, words: str) -> None:
        self._words.show_text(words)
        self._words.setVisible(bool(words))
