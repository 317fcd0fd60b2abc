"""What the kinds of marks mean."""

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.pages.compare.markers import MARK_SIDE, Look, draw_mark, edge_of, look_of
from ui.pages.compare.view import BoardView, Shape
from ui.theme import paint
from ui.theme.appearance import worn
from ui.theme.type import Type, font, px

_LINE = 24
_MARK = 12
_GAP = 6
_APART = 16
_HEIGHT = 20
_ORDER = (Look.FRONTIER, Look.DOMINATED, Look.OVER)
_MEANING = {
    Look.FRONTIER: "Frontier: nothing scores as high for less.",
    Look.DOMINATED: "Dominated: something scores at least as high for less.",
    Look.OVER: "Over the budget: it takes more memory than there is.",
}


class Legend(QWidget):
    """Says only what is on the board."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._looks: tuple[Look, ...] = ()
        self._lined = True
        self._font = font(Type.SECONDARY)

    def show_view(self, view: BoardView) -> None:
        """Explain the marks of this board."""
        found = {look_of(point, view) for point in view.points}
        self._looks = tuple(look for look in _ORDER if look in found)
        self._lined = view.scored
        words = [_MEANING[look] for look in self._looks]
        self.setAccessibleName(" ".join(words))
        self.setToolTip("\n".join(words))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """A mark and a word for each."""
        width = sum(self._breadth(look) for look in self._looks)
        apart = px(_APART) * max(0, len(self._looks) - 1)
        return QSize(round(width + apart) + 2, px(_HEIGHT))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw them beside one another."""
        painter, x = paint.painter_of(self), 0.0
        for look in self._looks:
            self._draw(painter, look, x)
            x += self._breadth(look) + px(_APART)

    def _sign(self, look: Look) -> float:
        return px(_LINE if look is Look.FRONTIER and self._lined else _MARK)

    def _breadth(self, look: Look) -> float:
        return self._sign(look) + px(_GAP) + paint.breadth(self._font, look.value)

    def _draw(self, painter: QPainter, look: Look, x: float) -> None:
        theme, middle, sign = worn(), self.height() / 2, self._sign(look)
        filled = look is Look.FRONTIER
        if filled and self._lined:
            painter.setPen(QPen(QColor(theme.board.frontier), 2))
            painter.drawLine(QPointF(x, middle), QPointF(x + sign, middle))
        pen = QPen(QColor(theme.colours.bg), 1) if filled else QPen(QColor(edge_of(look)), 1.5)
        painter.setPen(pen)
        painter.setBrush(QColor(theme.colours.accent if filled else theme.colours.bg))
        draw_mark(painter, Shape.CIRCLE, QPointF(x + sign / 2, middle), px(MARK_SIDE))
        left = x + sign + px(_GAP)
        area = QRectF(left, 0, paint.breadth(self._font, look.value) + 2, self.height())
        paint.words(painter, area, look.value, self._font, theme.colours.text2)
