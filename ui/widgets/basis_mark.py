"""Where a figure comes from, as a small mark beside it."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from launcher.memory.estimate import Basis
from ui.text.words import BASES
from ui.theme import paint
from ui.theme.appearance import worn
from ui.theme.tokens import Theme
from ui.theme.type import px

SIDE = 14
_RADIUS = 3.5


class BasisMark(QWidget):
    """The mark as a widget of its own, with a tooltip and a name."""

    def __init__(self, basis: Basis | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._basis: Basis | None = None
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.show_basis(basis)

    def show_basis(self, basis: Basis | None) -> None:
        """Show this; None leaves the place empty."""
        if basis is self._basis:
            return
        self._basis = basis
        self.setAccessibleName(BASES[basis].word if basis else "")
        self.setToolTip(BASES[basis].meaning if basis else "")
        self.update()

    def sizeHint(self) -> QSize:
        """A small square."""
        return QSize(px(SIDE), px(SIDE))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it."""
        if self._basis is not None:
            draw_mark(paint.painter_of(self), self._basis, QPointF(0, 0), self.width(), worn())


def draw_mark(painter: QPainter, basis: Basis, at: QPointF, side: float, theme: Theme) -> None:
    """Paint the mark with its top left corner at `at`; it is drawn for 14 pixels and scaled."""
    ink = theme.colours.text3
    painter.save()
    painter.translate(at)
    painter.scale(side / SIDE, side / SIDE)
    frame = QRectF(0, 0, SIDE, SIDE)
    if basis is Basis.ENGINE:
        paint.box(painter, frame, _RADIUS, fill=ink)
        painter.setPen(_pen(theme.colours.bg, 1.4))
        painter.drawLine(QPointF(4, 5.3), QPointF(10, 5.3))
        painter.drawLine(QPointF(4, 8.7), QPointF(10, 8.7))
    else:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(_pen(ink, 1.1, dashed=basis is Basis.GUESS))
        painter.drawRoundedRect(frame.adjusted(0.55, 0.55, -0.55, -0.55), _RADIUS, _RADIUS)
        painter.setPen(_pen(ink, 1.2))
        painter.drawPath(_sign(basis))
    painter.restore()


def _pen(colour: str, width: float, *, dashed: bool = False) -> QPen:
    pen = QPen(QColor(colour), width)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    if dashed:
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        pen.setDashPattern([2.0, 1.6])
    return pen


def _sign(basis: Basis) -> QPainterPath:
    path = QPainterPath()
    if basis is Basis.ARITHMETIC:
        path.moveTo(9.3, 4.9)
        for x, y in ((9.3, 4.0), (4.8, 4.0), (7.3, 7.0), (4.8, 10.0), (9.3, 10.0), (9.3, 9.1)):
            path.lineTo(x, y)
    elif basis is Basis.MEASURED:
        path.arcMoveTo(3.6, 4.4, 6.8, 6.8, 180)
        path.arcTo(3.6, 4.4, 6.8, 6.8, 180, -180)
        path.moveTo(7.0, 8.6)
        path.lineTo(8.5, 6.5)
    elif basis is Basis.PUBLISHED:
        for y, right in ((4.6, 10.0), (7.0, 10.0), (9.4, 8.0)):
            path.moveTo(4.0, y)
            path.lineTo(right, y)
    else:
        path.moveTo(3.8, 7.6)
        path.cubicTo(5.0, 4.8, 6.2, 6.0, 7.0, 7.0)
        path.cubicTo(7.8, 8.0, 9.0, 9.2, 10.2, 6.4)
    return path
