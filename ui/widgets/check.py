"""Yes or no."""

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QCheckBox, QWidget

from ui.theme import icons, paint
from ui.theme.appearance import worn
from ui.theme.type import px

_SIDE = 16
_GAP = 10


class Check(QCheckBox):
    """`edited` when a person ticked it; `show_value` never emits it."""

    edited = Signal(bool)

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.clicked.connect(self.edited)

    def show_value(self, value: bool) -> None:  # noqa: FBT001  the one value it has
        """Show it ticked or not."""
        self.setChecked(value)

    def hitButton(self, at: QPoint) -> bool:
        """The words belong to it."""
        return self.rect().contains(at)

    def sizeHint(self) -> QSize:
        """Box and words."""
        words = round(paint.breadth(self.font(), self.text())) + 2
        return QSize(px(_SIDE) + 4 + (_GAP + words if self.text() else 0), px(24))

    def minimumSizeHint(self) -> QSize:
        """Never without its words."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the box, the tick and the words."""
        painter = paint.painter_of(self)
        colours = worn().colours
        side = px(_SIDE)
        top = round((self.height() - side) / 2)
        area = QRectF(2, top, side, side)
        on = self.isEnabled()
        if self.isChecked():
            paint.box(painter, area, 4, fill=colours.accent if on else colours.line2)
            icons.draw(painter, "check", colours.on_accent, QPointF(4, top + 2), side - 4)
        else:
            edge = colours.text2 if self.underMouse() and on else colours.line2
            paint.box(painter, area, 4, fill=colours.raised, edge=edge, width=1.5)
        if self.hasFocus():
            paint.ring(painter, area.adjusted(-2, -2, 2, 2), 6, colours.accent)
        words = QRectF(2 + side + _GAP, 0, self.width(), self.height())
        ink = colours.text if on else colours.text3
        paint.words(painter, words, self.text(), self.font(), ink)
