"""Something under way: its name, how far, how fast, how long still, and how to stop it."""

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QColor, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QSizePolicy, QVBoxLayout, QWidget

from ui.theme import paint
from ui.theme.appearance import worn
from ui.theme.type import Type
from ui.widgets.button import IconButton
from ui.widgets.label import Elided

_FULL = 1000
_HEIGHT = 6


class ProgressLine(QProgressBar):
    """The bar alone, 6 high."""

    def __init__(self, name: str = "Progress", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setRange(0, _FULL)
        self.setTextVisible(False)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_share(self, share: float) -> None:
        """How much of it is done, 0 to 1."""
        self.setValue(round(min(1.0, max(0.0, share)) * _FULL))

    def sizeHint(self) -> QSize:
        """6 high."""
        return QSize(120, _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """6 high."""
        return QSize(24, _HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw what is done and what is left."""
        painter = paint.painter_of(self)
        colours = worn().colours
        area = self.rect().toRectF()
        clip = paint.rounded(area, area.height() / 2)
        painter.fillPath(clip, QColor(colours.line))
        painter.setClipPath(clip)
        done = QRectF(area)
        done.setWidth(area.width() * self.value() / _FULL)
        painter.fillRect(done, QColor(colours.accent if self.isEnabled() else colours.line2))


class ProgressRow(QWidget):
    """`pause_asked` carries True to pause and False to go on; `stop_asked` ends it."""

    pause_asked = Signal(bool)
    stop_asked = Signal()

    def __init__(self, name: str, *, pausable: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._paused = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        row = QHBoxLayout()
        row.setSpacing(4)
        self._name = Elided(name, weight=500, middle=True)
        self._pause = IconButton("pause", f"Pause {name}")
        if not pausable:  # shown before it has its place, it would be a window of its own
            self._pause.hide()
        self._pause.clicked.connect(self._on_pause)
        self._stop = IconButton("close", f"Stop {name}")
        self._stop.clicked.connect(self.stop_asked)
        for widget in (self._name, self._pause, self._stop):
            row.addWidget(widget, 1 if widget is self._name else 0)
        self._line = ProgressLine(name)
        self._words = Elided(kind=Type.SECONDARY, ink="text2")
        column.addLayout(row)
        column.addWidget(self._line)
        column.addWidget(self._words)

    def show_name(self, name: str) -> None:
        """What is under way."""
        if name != self._name.text():
            self._name.show_text(name)
            self._line.setAccessibleName(name)
            self._stop.show_name(f"Stop {name}")
            self._name_pause()

    def show_progress(self, share: float, words: str, *, paused: bool = False) -> None:
        """How far (0 to 1) and what to say of it: '1.20 of 6.79 GiB · 24 MB/s · 4 min left'."""
        self._line.show_share(share)
        self._line.setEnabled(not paused)
        self._words.show_text(words)
        if paused != self._paused:
            self._paused = paused
            self._pause.show_icon("play" if paused else "pause")
            self._name_pause()

    def _name_pause(self) -> None:
        self._pause.show_name(f"{'Go on with' if self._paused else 'Pause'} {self._name.text()}")

    def _on_pause(self) -> None:
        self.pause_asked.emit(not self._paused)
