"""A row with a tick: a name that is shortened where it must be, and a figure at the right."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.text.tips import tip
from ui.theme import icons, paint
from ui.theme.appearance import worn
from ui.theme.type import Type, font, px
from ui.widgets.check import Check

_SIDE = 16
_LEFT = 8
_GAP = 10
_HEIGHT = 28


class TickRow(Check):
    """`edited` when a person ticked it. Both ends of a long name are kept.

    `more` stands in the tooltip, after the whole name where that is shortened.
    """

    def __init__(
        self, name: str, figure: str, more: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(name, parent)
        self._more = more
        self._figure = figure
        self._fonts = (font(Type.BODY), font(Type.SECONDARY))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"{name}, {figure}")

    @property
    def shown(self) -> str:
        """What there is room for."""
        middle = Qt.TextElideMode.ElideMiddle
        return QFontMetricsF(self._fonts[0]).elidedText(self.text(), middle, self._words().width())

    def sizeHint(self) -> QSize:
        """28 high."""
        return QSize(240, px(_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        """Words are shortened where there is no room."""
        return QSize(120, px(_HEIGHT))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Offer the whole name where it is shortened."""
        super().resizeEvent(event)
        whole = "" if self.shown == self.text() else self.text()
        self.setToolTip(tip(whole, self._more))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the tick, the name and the figure."""
        painter = paint.painter_of(self)
        colours = worn().colours
        around = self.rect().toRectF()
        if self.underMouse() and self.isEnabled():
            paint.box(painter, around, paint.SMALL_RADIUS, fill=colours.bubble)
        if self.hasFocus():
            paint.ring(painter, around, paint.SMALL_RADIUS, colours.accent)
        side = px(_SIDE)
        top = round((self.height() - side) / 2)
        box = QRectF(_LEFT, top, side, side)
        if self.isChecked():
            fill = colours.accent if self.isEnabled() else colours.line2
            paint.box(painter, box, 4, fill=fill)
            at = QPointF(_LEFT + 2, top + 2)
            icons.draw(painter, "check", colours.on_accent, at, side - 4)
        else:
            paint.box(painter, box, 4, fill=colours.raised, edge=colours.line2, width=1.5)
        ink = colours.text if self.isEnabled() else colours.text3
        paint.words(painter, self._words(), self.shown, self._fonts[0], ink)
        right = around.adjusted(0, 0, -_LEFT, 0)
        side_of = Qt.AlignmentFlag.AlignRight
        ink = colours.text2 if self.isEnabled() else colours.text3
        paint.words(painter, right, self._figure, self._fonts[1], ink, flags=side_of)

    def _words(self) -> QRectF:
        left = _LEFT + px(_SIDE) + _GAP
        taken = paint.breadth(self._fonts[1], self._figure) + _LEFT + _GAP
        return QRectF(left, 0, max(0.0, self.width() - left - taken), self.height())
