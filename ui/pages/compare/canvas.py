"""The board as pyqtgraph draws it: axes, hairlines, frontier, marks, budget.

The library takes a quarter of a second to import, so this module is only imported when a
board is first shown. The plot takes no mouse and no keyboard: one would zoom by accident,
and every point can be reached without.
"""

import math

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.pages.compare.markers import MARK_SIDE, Look, edge_of, look_of, outline, tone_colour
from ui.pages.compare.view import BoardView, PointView
from ui.theme.appearance import worn
from ui.theme.type import Type, font, px

_LEFT = 30
_FOOT = 24
_HEAD = 8
_RIGHT = 14
_HALO = 1.0
_EDGE = 0.002  # of the height: what stands on the very edge would not be drawn


class Canvas(QWidget):
    """Draws a view; `place` says where a point lies on it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._plot = pg.PlotWidget()
        self._plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._plot.setAccessibleName("")
        item = self._plot.getPlotItem()
        item.setMenuEnabled(False)
        item.hideButtons()
        item.setMouseEnabled(x=False, y=False)
        item.setContentsMargins(0, 0, 0, 0)
        item.layout.setContentsMargins(0, px(_HEAD), px(_RIGHT), 0)
        item.getViewBox().setDefaultPadding(0)
        item.getViewBox().disableAutoRange()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._plot)

    def draw(self, view: BoardView) -> None:
        """Draw this in the colours worn now."""
        item = self._plot.getPlotItem()
        item.clear()
        self._plot.setBackground(worn().colours.bg)
        self._draw_axes(view)
        slack = _EDGE * (view.y.high - view.y.low)
        box = item.getViewBox()
        box.setRange(
            xRange=(math.log2(view.x.low), math.log2(view.x.high)),
            yRange=(view.y.low - slack, view.y.high + slack),
            padding=0,
            disableAutoRange=True,
        )
        self._draw_budget(view)
        self._draw_line(view)
        for look in Look:
            self._draw_points([one for one in view.points if look_of(one, view) is look], look)

    def place(self, across: float, up: float) -> QPointF:
        """Where that lies on this widget (pixels)."""
        box = self._plot.getPlotItem().getViewBox()
        scene = box.mapViewToScene(QPointF(math.log2(across), up))
        return QPointF(self._plot.viewportTransform().map(scene))

    @property
    def area(self) -> QRectF:
        """The part of this widget that lies between the axes."""
        box = self._plot.getPlotItem().getViewBox()
        return QRectF(self._plot.viewportTransform().mapRect(box.sceneBoundingRect()))

    def settle(self) -> None:
        """Lay everything out now, so that `place` is true before the next paint."""
        self._plot.getPlotItem().layout.activate()
        # It keeps its size until the event loop comes round, which is too late for a picture.
        self._plot.getPlotItem().getViewBox().updateMatrix()

    def _draw_axes(self, view: BoardView) -> None:
        colours = worn().colours
        small = font(Type.AXIS)
        across = [(math.log2(tick), view.x.figure(tick)) for tick in view.x.ticks]
        up = [(tick, view.y.figure(tick)) for tick in view.y.ticks]
        item = self._plot.getPlotItem()
        for name, ticks in (("bottom", across), ("left", up), ("right", up)):
            axis = item.getAxis(name)
            axis.setTicks([ticks, []])
            axis.setTextPen(QColor(colours.text2))
            axis.setStyle(tickFont=small, tickTextOffset=px(6), hideOverlappingLabels=False)
        bottom, left, grid = (item.getAxis(name) for name in ("bottom", "left", "right"))
        bottom.setHeight(px(_FOOT))
        bottom.setPen(_pen(colours.line2, 1))
        bottom.setTickPen(_pen(colours.line2, 1))
        bottom.setStyle(tickLength=4)
        left.setWidth(px(_LEFT))
        left.setPen(QPen(Qt.PenStyle.NoPen))
        left.setTickPen(QPen(Qt.PenStyle.NoPen))
        left.setStyle(tickLength=0)
        # An axis with a grid leaves out the figures at its ends, so the other side draws it.
        item.showAxis("right")
        grid.setWidth(0)
        grid.setPen(QPen(Qt.PenStyle.NoPen))
        grid.setTickPen(_pen(colours.line, 1))
        grid.setStyle(tickLength=0, showValues=False)
        grid.setGrid(255)

    def _draw_budget(self, view: BoardView) -> None:
        if view.budget is None or not view.x.low < view.budget < view.x.high:
            return
        theme = worn()
        at = math.log2(view.budget)
        beyond = pg.LinearRegionItem(
            values=(at, math.log2(view.x.high) + 1),
            movable=False,
            brush=QColor(theme.board.beyond),
            pen=QPen(Qt.PenStyle.NoPen),
        )
        beyond.setZValue(-20)
        pen = _pen(theme.colours.text, 1.6)
        pen.setDashPattern([3.0, 2.4])
        line = pg.InfiniteLine(pos=at, angle=90, movable=False, pen=pen)
        line.setZValue(-5)
        for one in (beyond, line):
            self._plot.addItem(one, ignoreBounds=True)

    def _draw_line(self, view: BoardView) -> None:
        for line in view.lines:
            colour = worn().board.frontier if line.tone is None else tone_colour(line.tone)
            pen = _pen(colour, 2 if line.tone is None else 1.2)
            pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
            curve = pg.PlotCurveItem(
                x=[math.log2(x) for x, _ in line.places],
                y=[y for _, y in line.places],
                pen=pen,
                antialias=True,
            )
            self._plot.addItem(curve, ignoreBounds=True)

    def _draw_points(self, points: list[PointView], look: Look) -> None:
        if not points:
            return
        colours = worn().colours
        filled = look is Look.FRONTIER
        scatter = pg.ScatterPlotItem(
            x=[math.log2(one.across) for one in points],
            y=[one.up for one in points],
            size=px(MARK_SIDE),
            symbol=[outline(one.mark.shape) for one in points],
            pen=_pen(colours.bg, _HALO) if filled else _pen(edge_of(look), 1.5),
            brush=[QColor(tone_colour(one.mark.tone) if filled else colours.bg) for one in points],
            pxMode=True,
            useCache=False,  # a few points, drawn sharp at any resolution
            antialias=True,
        )
        scatter.setZValue(20 if filled else 10)
        self._plot.addItem(scatter, ignoreBounds=True)


def _pen(colour: str, width: float) -> QPen:
    pen = QPen(QColor(colour), width)
    pen.setCosmetic(True)
    return pen
