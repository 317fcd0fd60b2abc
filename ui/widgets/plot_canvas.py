"""A plot as pyqtgraph draws it: its axes and hairlines, sizes across by their logarithm.

The library takes a quarter of a second to import, so this module is only imported when
there is something to draw. The plot takes no mouse and no keyboard: one would zoom by
accident, and every point can be reached without.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.theme.appearance import worn
from ui.theme.type import Type, font, px

_FOOT = 24
_HEAD = 8
_RIGHT = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """What an axis reaches from and to, and its ticks with their words."""

    low: float
    high: float
    ticks: Sequence[tuple[float, str]]


class PlotCanvas(QWidget):
    """Shows what is drawn on it; `place` says where a point lies."""

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

    def begin(self, across: Scale, up: Scale, *, left: int, slack: float) -> None:
        """Nothing but the axes, in the colours worn now.

        `left` pixels are for the figures of the upright axis; `slack` of its height is added at
        both ends, for what stands on the very edge would not be drawn.
        """
        item = self._plot.getPlotItem()
        item.clear()
        self._plot.setBackground(worn().colours.bg)
        self._draw_axes(across, up, left)
        over = slack * (up.high - up.low)
        item.getViewBox().setRange(
            xRange=(math.log2(across.low), math.log2(across.high)),
            yRange=(up.low - over, up.high + over),
            padding=0,
            disableAutoRange=True,
        )

    def add(self, item: object, *, over: float = 0.0) -> None:
        """Draw this too, the higher `over` the later; the axes stay as they are."""
        item.setZValue(over)  # type: ignore[attr-defined]  # the library has no types
        self._plot.addItem(item, ignoreBounds=True)

    def _draw_axes(self, across: Scale, up: Scale, width: int) -> None:
        colours = worn().colours
        item = self._plot.getPlotItem()
        below = [(math.log2(tick), words) for tick, words in across.ticks]
        for name, ticks in (("bottom", below), ("left", up.ticks), ("right", up.ticks)):
            axis = item.getAxis(name)
            axis.setTicks([list(ticks), []])
            axis.setTextPen(QColor(colours.text2))
            axis.setStyle(
                tickFont=font(Type.AXIS), tickTextOffset=px(6), hideOverlappingLabels=False
            )
        bottom, left, grid = (item.getAxis(name) for name in ("bottom", "left", "right"))
        bottom.setHeight(px(_FOOT))
        bottom.setPen(thin_pen(colours.line2, 1))
        bottom.setTickPen(thin_pen(colours.line2, 1))
        bottom.setStyle(tickLength=4)
        left.setWidth(width)
        left.setPen(QPen(Qt.PenStyle.NoPen))
        left.setTickPen(thin_pen(colours.bg, 1))  # a tick of no length is drawn as a dot
        left.setStyle(tickLength=0)
        # An axis with a grid leaves out the figures at its ends, so the other side draws it.
        item.showAxis("right")
        grid.setWidth(0)
        grid.setPen(QPen(Qt.PenStyle.NoPen))
        grid.setTickPen(thin_pen(colours.line, 1))
        grid.setStyle(tickLength=0, showValues=False)
        grid.setGrid(255)
        grid.setZValue(-1)  # under the marks


def thin_pen(colour: str, width: float) -> QPen:
    """A pen of so many pixels, whatever the plot's scale."""
    pen = QPen(QColor(colour), width)
    pen.setCosmetic(True)
    return pen


def curve(places: Sequence[tuple[float, float]], pen: QPen) -> pg.PlotCurveItem:
    """A line from place to place (across, up)."""
    return pg.PlotCurveItem(
        x=[math.log2(x) for x, _ in places], y=[y for _, y in places], pen=pen, antialias=True
    )


def marks(
    places: Sequence[tuple[float, float]],
    *,
    size: float,
    symbol: object,
    pen: object,
    brush: object,
) -> pg.ScatterPlotItem:
    """Marks at these places (across, up); symbol, pen and brush of all or one each."""
    return pg.ScatterPlotItem(
        x=[math.log2(x) for x, _ in places],
        y=[y for _, y in places],
        size=px(size),
        symbol=symbol,
        pen=pen,
        brush=brush,
        pxMode=True,
        useCache=False,  # a few points, drawn sharp at any resolution
        antialias=True,
    )
