"""A device's memory as it is now: thin, under the rail, with the part that is Snug's."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.text.numbers import gib_coarse
from ui.text.rail_view import MeterView
from ui.theme import paint
from ui.theme.appearance import worn
from ui.theme.type import Type, font, px

_BAR = 6
_GAP = 1.5
_LEAST = 2.0


class Meter(QWidget):
    """Label and figures over a bar; narrow, the bar alone."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view = MeterView(label="", others=0, own=0, total=0)
        self._narrow = False
        self._fonts = (font(Type.AXIS), font(Type.AXIS, weight=600))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_view(self, view: MeterView) -> None:
        """Show this device."""
        if view == self._view:
            return
        self._view = view
        self.setAccessibleName(view.sentence)
        self.setToolTip(view.sentence)
        self.update()

    def show_narrow(self, *, narrow: bool) -> None:
        """Show the bar alone."""
        self._narrow = narrow
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """The bar, and a line of words above it where there is room."""
        return QSize(36, _BAR if self._narrow else px(16) + 4 + _BAR)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the line and the bar."""
        painter = paint.painter_of(self)
        colours = worn().colours
        view = self._view
        if not self._narrow:
            line = QRectF(0, 0, self.width(), px(16))
            paint.words(painter, line, view.label, self._fonts[0], colours.text2)
            self._draw_figures(painter, view)
        bar = QRectF(0, self.height() - _BAR, self.width(), _BAR)
        clip = paint.rounded(bar, _BAR / 2)
        painter.fillPath(clip, QColor(colours.line))
        if not view.total:
            return
        painter.setClipPath(clip)
        others = QRectF(bar)
        others.setWidth(bar.width() * view.others / view.total)
        painter.fillRect(others, QColor(colours.line2))
        if view.own:
            own = QRectF(bar)
            own.setLeft(others.right() + _GAP)
            own.setWidth(max(_LEAST, bar.width() * view.own / view.total - _GAP))
            painter.fillRect(own, QColor(colours.accent))

    def _draw_figures(self, painter: QPainter, view: MeterView) -> None:
        colours = worn().colours
        rest = f" of {gib_coarse(view.total)} GiB"
        line = QRectF(0, 0, self.width(), px(16))
        right = Qt.AlignmentFlag.AlignRight
        paint.words(painter, line, rest, self._fonts[0], colours.text2, flags=right)
        line.setRight(line.right() - paint.breadth(self._fonts[0], rest))
        strong = gib_coarse(view.used)
        paint.words(painter, line, strong, self._fonts[1], colours.text, flags=right)
