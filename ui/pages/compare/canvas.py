"""The board as pyqtgraph draws it: frontier, marks, budget.

Imported only when a board is first shown, for the library takes its time.
"""

import math

import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPen

from ui.pages.compare.markers import MARK_SIDE, Look, edge_of, look_of, outline, tone_colour
from ui.pages.compare.view import BoardView, PointView
from ui.theme.appearance import worn
from ui.theme.type import px
from ui.widgets.plot_canvas import PlotCanvas, Scale, curve, marks, thin_pen

_LEFT = 30
_HALO = 1.0
_EDGE = 0.002  # of the height


class Canvas(PlotCanvas):
    """Draws a view of the board."""

    def draw(self, view: BoardView) -> None:
        """Draw this in the colours worn now."""
        across, up = (
            Scale(
                low=axis.low,
                high=axis.high,
                ticks=[(tick, axis.figure(tick)) for tick in axis.ticks],
            )
            for axis in (view.x, view.y)
        )
        self.begin(across, up, left=px(_LEFT), slack=_EDGE)
        self._draw_budget(view)
        self._draw_line(view)
        for look in Look:
            self._draw_points([one for one in view.points if look_of(one, view) is look], look)

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
        pen = thin_pen(theme.colours.text, 1.6)
        pen.setDashPattern([3.0, 2.4])
        line = pg.InfiniteLine(pos=at, angle=90, movable=False, pen=pen)
        self.add(beyond, over=-20)
        self.add(line, over=-5)

    def _draw_line(self, view: BoardView) -> None:
        for line in view.lines:
            colour = worn().board.frontier if line.tone is None else tone_colour(line.tone)
            pen = thin_pen(colour, 2 if line.tone is None else 1.2)
            pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
            self.add(curve(line.places, pen))

    def _draw_points(self, points: list[PointView], look: Look) -> None:
        if not points:
            return
        ground = worn().colours.bg
        filled = look is Look.FRONTIER
        drawn = marks(
            [(one.across, one.up) for one in points],
            size=MARK_SIDE,
            symbol=[outline(one.mark.shape) for one in points],
            pen=thin_pen(ground, _HALO) if filled else thin_pen(edge_of(look), 1.5),
            brush=[QColor(tone_colour(one.mark.tone) if filled else ground) for one in points],
        )
        self.add(drawn, over=20 if filled else 10)
