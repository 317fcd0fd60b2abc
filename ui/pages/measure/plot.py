"""A plot one can point into: by mouse, by arrow keys; what is pointed at is named and heard."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.pages.measure.canvas import MARK_SIDE, Canvas
from ui.pages.measure.plot_view import Mark, PlotView
from ui.theme import paint
from ui.theme.appearance import worn
from ui.theme.type import Type, font, px
from ui.widgets.labels import Room, beside
from ui.widgets.point_plot import PointPlot

_LEAST = (260, 190)
_USUAL = (440, 220)
_RING = 9.0
_HALO = 3.0
_BESIDE = 8  # places around a point that are still seen to be its own
_APART = 8.0  # pixels between the places that stand for a line
_HOW = "Arrow keys go from file to file."
_STEPS = {
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Up: 1,
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Down: -1,
}


class MeasuredPlot(PointPlot):
    """`pointed` carries the key of the file a person looks at, '' for none."""

    pointed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, usual=_USUAL, least=_LEAST)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._view: PlotView | None = None
        self._canvas = Canvas(self)
        self._over = _Over(self)
        self.lay_over(self._canvas, self._over)

    @property
    def view(self) -> PlotView | None:
        """What is drawn."""
        return self._view

    def show_view(self, view: PlotView) -> None:
        """Draw this."""
        self._view = view
        self.setAccessibleName(view.name)
        self.redraw()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Look at the point under the mouse; away from all of them the last one stays."""
        near = self.near(event.position())
        if near:
            self._point(near)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Step along the sizes."""
        step = _STEPS.get(Qt.Key(event.key()))
        keys = [one.key for one in self._view.marks] if self._view else []
        if step is None or not keys:
            super().keyPressEvent(event)
        elif self._looked_at in keys:
            place = keys.index(self._looked_at) + step
            self._point(keys[min(max(place, 0), len(keys) - 1)])
        else:
            self._point(keys[0 if step > 0 else -1])

    def draw(self) -> bool:
        """As PointPlot's."""
        if self._view is not None:
            self._canvas.draw(self._view)
        return self._view is not None

    def points(self) -> Iterator[tuple[str, float, float]]:
        """As PointPlot's."""
        for one in self._view.marks if self._view else ():
            yield one.key, one.across, one.up

    def said(self) -> str:
        """As PointPlot's."""
        mark = self._view.mark(self._looked_at) if self._view else None
        return mark.said if mark else _HOW

    def _point(self, key: str) -> None:
        if key != self._looked_at:
            self.show_pointed(key)
            self.pointed.emit(key)

    def write(self) -> None:
        """As PointPlot's."""
        if self._view is not None:
            self._over.show_marks(
                self._view.marks,
                self._places,
                way=self._way(),
                area=self._canvas.area,
                pointed=self._looked_at,
                focused=self.hasFocus(),
            )

    def _way(self) -> list[QPointF]:
        """Places that words had better not cover: points, bars of error, lines between points."""
        marks = self._view.marks if self._view else ()
        found = [self._places[one.key] for one in marks]
        for one in marks:
            ends = (one.up - one.error, one.up + one.error)
            found += _along(*(self._canvas.place(one.across, end) for end in ends))
        for before, after in pairwise(marks):
            if before.tone == after.tone:
                found += _along(self._places[before.key], self._places[after.key])
        return found


def _along(start: QPointF, end: QPointF) -> list[QPointF]:
    """Points along a line, a few pixels apart."""
    steps = max(1, round((end - start).manhattanLength() / _APART))
    return [start + (end - start) * (n / steps) for n in range(steps + 1)]


class _Over(QWidget):
    """What is written over a plot: names that cover neither points nor one another, the ring."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._marks: tuple[Mark, ...] = ()
        self._places: dict[str, QPointF] = {}
        self._area = QRectF()
        self._in_the_way: Sequence[QPointF] = ()
        self._pointed = ""
        self._focused = False

    def show_marks(
        self,
        marks: tuple[Mark, ...],
        places: dict[str, QPointF],
        *,
        way: Sequence[QPointF],
        area: QRectF,
        pointed: str,
        focused: bool,
    ) -> None:
        self._marks, self._places, self._area = marks, places, area
        self._in_the_way = way
        self._pointed, self._focused = pointed, focused
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = paint.painter_of(self)
        colours = worn().colours
        face, strong = font(Type.AXIS, weight=500), font(Type.AXIS, weight=600)
        room = Room(area=self._area, points=self._in_the_way, radius=px(MARK_SIDE) / 2)
        first = sorted(self._marks, key=lambda one: one.key != self._pointed)
        for mark in first:
            at = self._places.get(mark.key)
            if at is None:
                continue
            here = mark.key == self._pointed
            metrics = QFontMetricsF(strong if here else face)
            size = QSizeF(metrics.horizontalAdvance(mark.title) + 2, metrics.height())
            near = beside([at], size, px(8))[:_BESIDE]
            free = [one for one in near if not self._covers_a_point(one)]
            area = room.put(free or near if here else free)
            if here:
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(QColor(colours.text), 1.6))
                painter.drawEllipse(at, px(_RING), px(_RING))
            if area is not None:
                ink = colours.text if here else colours.text2
                _write(painter, area, mark.title, face=strong if here else face, ink=ink)
        if self._focused:
            paint.ring(painter, self._area, paint.SMALL_RADIUS, colours.accent)

    def _covers_a_point(self, words: QRectF) -> bool:
        r = px(MARK_SIDE) / 2
        around = words.adjusted(-r, -r, r, r)
        return any(around.contains(at) for at in self._places.values())


def _write(painter: QPainter, area: QRectF, text: str, *, face: QFont, ink: str) -> None:
    """Words that can be read over a line: the ground's colour lies around them."""
    metrics = QFontMetricsF(face)
    base = area.center().y() + (metrics.ascent() - metrics.descent()) / 2
    path = QPainterPath()
    path.addText(QPointF(area.left(), base), face, text)
    halo = QPen(QColor(worn().colours.bg), _HALO)
    halo.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.strokePath(path, halo)
    painter.fillPath(path, QColor(ink))
