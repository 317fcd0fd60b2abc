"""What is written over the board: names, the budget, the winner, rings, the thread, the focus."""

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from ui.pages.compare.lettering import RING, Drawn, Of, Word, lettering
from ui.pages.compare.markers import MARK_SIDE, Look, draw_mark, edge_of, look_of, tone_colour
from ui.pages.compare.view import PointView
from ui.theme import paint
from ui.theme.appearance import worn
from ui.theme.type import px

_HALO = 3.5  # pixels of the ground's colour around words, which may stand over lines
_FAINT = 0.55  # of the ground's colour lies over a board of another question


class Overlay(QWidget):
    """Lies over the canvas and takes no mouse."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._drawn: Drawn | None = None

    def show_drawn(self, drawn: Drawn) -> None:
        """Write what belongs to this."""
        self._drawn = drawn
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it."""
        if self._drawn is None:
            return
        painter = paint.painter_of(self)
        draw_over(painter, self._drawn)
        if self._drawn.old:
            ground = QColor(worn().colours.bg)
            ground.setAlphaF(_FAINT)
            painter.fillRect(self.rect(), ground)


def draw_over(painter: QPainter, drawn: Drawn) -> None:
    """Paint everything that is written over the board."""
    written = lettering(drawn)
    _draw_thread(painter, drawn)
    if written.stem is not None:
        painter.setPen(QPen(QColor(worn().colours.accent), 1.4))
        painter.drawLine(*written.stem)
    for key in drawn.chosen:
        if key in drawn.places:
            _draw_ring(painter, drawn.places[key])
    for word in written.words:
        _draw_word(painter, word)
    _draw_pointed(painter, drawn)


def _draw_thread(painter: QPainter, drawn: Drawn) -> None:
    """From the point one looks at to the one that dominates it."""
    point = drawn.view.point(drawn.pointed)
    if point is None or point.dominated_by not in drawn.places:
        return
    pen = QPen(QColor(worn().colours.text2), 1.2)
    pen.setDashPattern([3.0, 3.0])
    painter.setPen(pen)
    painter.drawLine(drawn.places[point.key], drawn.places[str(point.dominated_by)])
    better = drawn.view.point(point.dominated_by)
    if better is not None:
        _draw_again(painter, drawn, better)
    _draw_again(painter, drawn, point)


def _draw_again(painter: QPainter, drawn: Drawn, point: PointView) -> None:
    """The point's mark over the thread that ends in it."""
    colours = worn().colours
    look = look_of(point, drawn.view)
    filled = look is Look.FRONTIER
    painter.setPen(QPen(QColor(colours.bg if filled else edge_of(look)), 1.5))
    painter.setBrush(QColor(tone_colour(point.mark.tone) if filled else colours.bg))
    draw_mark(painter, point.mark.shape, drawn.places[point.key], px(MARK_SIDE))


def _draw_ring(painter: QPainter, at: QPointF) -> None:
    radius = px(RING)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(worn().colours.text), 1.8))
    painter.drawEllipse(at, radius, radius)


def _draw_pointed(painter: QPainter, drawn: Drawn) -> None:
    if drawn.pointed in drawn.places:
        at, radius = drawn.places[drawn.pointed], px(RING) - 3.0
        accent = QColor(worn().colours.accent)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(accent, paint.RING))
        painter.drawEllipse(at, radius, radius)
    if drawn.focused:
        paint.ring(painter, drawn.area, paint.SMALL_RADIUS, worn().colours.accent)


def _draw_word(painter: QPainter, word: Word) -> None:
    """Words that can be read over a line: the ground's colour lies around them."""
    if word.of in (Of.WINNER, Of.MODEL):
        metrics = QFontMetricsF(word.face)
        left = word.area.left()
        if word.side & Qt.AlignmentFlag.AlignRight:
            left = word.area.right() - metrics.horizontalAdvance(word.text)
        base = word.area.center().y() + (metrics.ascent() - metrics.descent()) / 2
        path = QPainterPath()
        path.addText(QPointF(left, base), word.face, word.text)
        halo = QPen(QColor(worn().colours.bg), _HALO)
        halo.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.strokePath(path, halo)
    paint.words(painter, word.area, word.text, word.face, _ink(word), flags=word.side)


def _ink(word: Word) -> str:
    colours = worn().colours
    if word.of is Of.MODEL:
        return tone_colour(word.tone)
    inks = {Of.WINNER: colours.accent, Of.REST: colours.text2}
    return inks.get(word.of, colours.text)
