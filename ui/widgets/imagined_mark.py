"""The mark on a panel's head: these figures are for an imagined computer."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.theme import paint
from ui.theme.appearance import worn
from ui.theme.type import Type, px
from ui.widgets.empty_state import Picture
from ui.widgets.label import Elided


class ImaginedMark(QWidget):
    """Shown only while the computer is imagined."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(px(6), px(3), px(8), px(3))
        row.setSpacing(px(6))
        row.addWidget(Picture("cpu", 14, "partly"), 0, Qt.AlignmentFlag.AlignVCenter)
        self._words = Elided("", Type.SECONDARY, weight=500, ink="partly")
        row.addWidget(self._words, 1)
        self.hide()

    def show_computer(self, computer: str) -> None:
        """Name the imagined computer; '' for this one."""
        words = f"Imagined: {computer}" if computer else ""
        self._words.show_text(words)
        self.setAccessibleName(words)
        self.setVisible(bool(computer))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the ground."""
        painter = paint.painter_of(self)
        fill = worn().states["partly"].fill
        paint.box(painter, self.rect().toRectF(), paint.SMALL_RADIUS, fill=fill)
