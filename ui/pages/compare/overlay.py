"""What is written over the board: names, the budget, the winner, rings, the thread, the focus."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from launcher.actions.tradeoff import GIVEN
from ui.pages.compare.labels import Room, above, beside
from ui.pages.compare.markers import MARK_SIDE, Look, draw_mark, edge_of, look_of, tone_colour
from ui.pages.compare.verdict import LETTERS
from ui.pages.compare.view import BoardView, ModelView, PointView
from ui.text.numbers import with_unit
from ui.theme import paint
from ui.theme.appearance import worn
from ui.theme.type import Type, font, px

_RING = 11.0
_CROWDED = 620  # pixels below which models are called by their short names
_MANY = 5  # models from which they are too
_HALO = 3.5  # pixels of the ground's colour around words, which may stand over lines


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A board and where its points lie on the widget."""

    view: BoardView
    area: QRectF
    places: Mapping[str, QPointF]
    chosen: Sequence[str]
    pointed: str
    focused: bool


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
        if self._drawn is not None:
            draw_over(paint.painter_of(self), self._drawn)


def draw_over(painter: QPainter, drawn: Drawn) -> None:
    """Paint everything that is written over the board."""
    view, places = drawn.view, drawn.places
    room = Room(area=drawn.area, points=list(places.values()), radius=px(MARK_SIDE) * 0.7)
    _draw_budget(painter, drawn, room)
    _draw_thread(painter, drawn)
    _draw_winner(painter, drawn, room)
    for number, key in enumerate(drawn.chosen):
        if key in places:
            _draw_chosen(painter, places[key], LETTERS[number], room)
    for model in view.models:
        _draw_name(painter, drawn, model, room)
    _draw_pointed(painter, drawn)


def _draw_budget(painter: QPainter, drawn: Drawn, room: Room) -> None:
    view = drawn.view
    budget = view.budget
    if budget is None or view.board.budget is None or not view.x.low < budget < view.x.high:
        return
    across = drawn.area.left() + drawn.area.width() * view.x.share(budget)
    strong, small = font(Type.SECONDARY, weight=600), font(Type.AXIS)
    given = view.board.budget_words == GIVEN
    lines = (
        f"Budget {with_unit(view.board.budget)}",
        *(() if given else (view.board.budget_words,)),
    )
    faces = (strong, small)
    width = max(paint.breadth(*one) for one in zip(faces, lines, strict=False)) + 4
    height = px(17)
    left = across + px(8)
    if left + width > drawn.area.right():
        left = across - px(8) - width
    size = QSizeF(width, len(lines) * height)
    foot, head = drawn.area.bottom() - px(8) - size.height(), drawn.area.top() + px(6)
    middle = (foot + head) / 2
    block = room.put([QRectF(QPointF(left, y), size) for y in (foot, head, middle)])
    inks = (worn().colours.text, worn().colours.text2)
    for number, (words, ink) in enumerate(zip(lines, inks, strict=False)):
        line = QRectF(block.left(), block.top() + number * height, width, height)
        paint.words(painter, line, words, faces[number], ink)


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


def _draw_chosen(painter: QPainter, at: QPointF, letter: str, room: Room) -> None:
    colours = worn().colours
    radius = px(_RING)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(colours.text), 1.8))
    painter.drawEllipse(at, radius, radius)
    face = font(Type.BODY, weight=600)
    size = QSizeF(paint.breadth(face, letter) + 2, px(16))
    gap = radius + px(2)
    x, y, w, h = at.x(), at.y(), size.width(), size.height()
    corners = (
        (x - w / 2, y - gap - h),
        (x - w / 2, y + gap),
        (x - gap - w, y - gap - h / 2),
        (x + gap, y - gap - h / 2),
        (x - gap - w - 2, y - h / 2),
        (x + gap + 2, y - h / 2),
    )
    room.taken.append(QRectF(x - radius, y - radius, 2 * radius, 2 * radius))
    best = room.put([QRectF(QPointF(*corner), size) for corner in corners])
    middle = Qt.AlignmentFlag.AlignHCenter
    paint.words(painter, best, letter, face, colours.text, flags=middle)


def _draw_winner(painter: QPainter, drawn: Drawn, room: Room) -> None:
    winner = drawn.view.point(drawn.view.board.winner)
    if winner is None:
        return
    at = drawn.places[winner.key]
    face = font(Type.SECONDARY, weight=600)
    budget = drawn.view.board.budget is not None
    words = f"{'Best within the budget' if budget else 'Best'}: {winner.short}"
    gap = px(_RING) + px(14)
    best = room.put(above(at, _size(face, words), gap))
    ink = worn().colours.accent
    up = best.bottom() < at.y()
    end = QPointF(at.x(), best.bottom() + 1 if up else best.top() - 1)
    start = QPointF(
        at.x(), at.y() + (-1 if up else 1) * px(7 if winner.key not in drawn.chosen else _RING)
    )
    painter.setPen(QPen(QColor(ink), 1.4))
    painter.drawLine(start, end)
    room.taken.append(QRectF(start, end).normalized().adjusted(-2, 0, 2, 0))
    flags = (
        Qt.AlignmentFlag.AlignRight if best.right() <= at.x() + 1 else Qt.AlignmentFlag.AlignLeft
    )
    _draw_words(painter, best, words, face, ink, flags=flags)


def _draw_name(painter: QPainter, drawn: Drawn, model: ModelView, room: Room) -> None:
    own = [one for one in drawn.view.points if one.file.model == model.model]
    seen = [one for one in own if one.frontier] or own
    if not seen:
        return
    face = font(Type.SECONDARY, weight=600)
    crowded = drawn.area.width() < px(_CROWDED) or len(drawn.view.models) > _MANY
    words = model.short if crowded else model.name
    anchors = [drawn.places[seen[0].key], drawn.places[seen[-1].key]]
    anchors += [drawn.places[one.key] for one in seen[1:-1]]
    best = room.put(beside(anchors, _size(face, words), px(8)))
    _draw_words(painter, best, words, face, tone_colour(model.mark.tone))


def _draw_pointed(painter: QPainter, drawn: Drawn) -> None:
    if drawn.pointed in drawn.places:
        at, radius = drawn.places[drawn.pointed], px(_RING) - 3.0
        accent = QColor(worn().colours.accent)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(accent, paint.RING))
        painter.drawEllipse(at, radius, radius)
    if drawn.focused:
        paint.ring(painter, drawn.area, paint.SMALL_RADIUS, worn().colours.accent)


def _draw_words(
    painter: QPainter,
    area: QRectF,
    words: str,
    face: QFont,
    ink: str,
    *,
    flags: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
) -> None:
    """Words that can be read over a line: the ground's colour lies around them."""
    metrics = QFontMetricsF(face)
    left = area.left()
    if flags & Qt.AlignmentFlag.AlignRight:
        left = area.right() - metrics.horizontalAdvance(words)
    base = area.center().y() + (metrics.ascent() - metrics.descent()) / 2
    path = QPainterPath()
    path.addText(QPointF(left, base), face, words)
    halo = QPen(QColor(worn().colours.bg), _HALO)
    halo.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.strokePath(path, halo)
    paint.words(painter, area, words, face, ink, flags=flags)


def _size(face: QFont, words: str) -> QSizeF:
    metrics = QFontMetricsF(face)
    return QSizeF(metrics.horizontalAdvance(words) + 2, metrics.height())
