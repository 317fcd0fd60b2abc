"""The pattern of one part of memory, beside its name."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.text.words import PartKind
from ui.theme import paint
from ui.theme.appearance import worn
from ui.theme.type import px
from ui.widgets import memory_paint

_SIDE = 14


class Swatch(QWidget):
    """As it is painted in the bar."""

    def __init__(self, kind: PartKind, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kind = kind
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """A small square."""
        return QSize(px(_SIDE), px(_SIDE))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it; what is empty gets an edge."""
        painter = paint.painter_of(self)
        theme = worn()
        area = self.rect().toRectF()
        kind = self._kind.value
        memory_paint.fill(painter, kind, theme.parts[kind], area, paint.rounded(area, 4))
        if self._kind in (PartKind.RESERVE, PartKind.FREE):
            painter.setPen(QPen(QColor(theme.colours.line2), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            edge = QRectF(area).adjusted(0.5, 0.5, -0.5, -0.5)
            painter.drawRoundedRect(edge, 3.5, 3.5)
