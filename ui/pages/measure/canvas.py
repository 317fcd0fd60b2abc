"""A plot of what was measured as pyqtgraph draws it: lines, bars of error, marks.

Imported only when there is something to draw, for the library takes its time.
"""

import math

import numpy as np
import pyqtgraph as pg
from PySide6.QtGui import QColor

from ui.pages.measure.plot_view import Mark, PlotView, size_figure
from ui.theme import paint
from ui.theme.appearance import worn
from ui.theme.type import Type, font, px
from ui.widgets.plot_canvas import PlotCanvas, Scale, curve, marks, thin_pen

_BESIDE = 12  # pixels beside the figures of the upright axis
_EDGE = 0.004  # of the height
MARK_SIDE = 9.0


class Canvas(PlotCanvas):
    """Draws a view of what was measured."""

    def draw(self, view: PlotView) -> None:
        """Draw this in the colours worn now."""
        x, y = view.x, view.y
        across = Scale(
            low=x.low, high=x.high, ticks=[(tick, size_figure(view, tick)) for tick in x.ticks]
        )
        up = Scale(low=y.low, high=y.high, ticks=[(tick, y.figure(tick)) for tick in y.ticks])
        small = font(Type.AXIS)
        widest = max((paint.breadth(small, words) for _, words in up.ticks), default=0)
        self.begin(across, up, left=round(widest) + px(_BESIDE), slack=_EDGE)
        self._draw_line(view)
        self._draw_errors(view)
        for reference in (False, True):
            own = [one for one in view.marks if one.reference is reference]
            self._draw_marks(own, hollow=reference)

    def _draw_line(self, view: PlotView) -> None:
        """From file to file of one model, by their size."""
        for tone in sorted({one.tone for one in view.marks}):
            own = [(one.across, one.up) for one in view.marks if one.tone == tone]
            self.add(curve(own, thin_pen(worn().colours.line2, 1.2)))

    def _draw_errors(self, view: PlotView) -> None:
        bars = pg.ErrorBarItem(
            x=np.array([math.log2(one.across) for one in view.marks]),
            y=np.array([one.up for one in view.marks]),
            height=np.array([2 * one.error for one in view.marks]),
            pen=thin_pen(worn().colours.text2, 1),
        )
        self.add(bars, over=5)

    def _draw_marks(self, own: list[Mark], *, hollow: bool) -> None:
        if not own:
            return
        ground = worn().colours.bg
        drawn = marks(
            [(one.across, one.up) for one in own],
            size=MARK_SIDE,
            symbol="o",
            pen=[thin_pen(tone_colour(one.tone) if hollow else ground, 1.5) for one in own],
            brush=[QColor(ground if hollow else tone_colour(one.tone)) for one in own],
        )
        self.add(drawn, over=10)


def tone_colour(tone: int) -> str:
    """The accent for the first model, then the theme's colours of families."""
    others = [one for one in worn().families if one != worn().colours.accent]
    return worn().colours.accent if tone == 0 else others[(tone - 1) % len(others)]
