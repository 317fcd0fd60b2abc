"""A word that is on or off, among others of its kind."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from ui.theme import icons, paint
from ui.theme.appearance import worn
from ui.theme.type import Type, font, px

_HEIGHT = 28
_PADDING = 10
_ICON = 12
_GAP = 5


class ToggleChip(QAbstractButton):
    """`edited` carries its word and whether it is on now; `show_state` never emits."""

    edited = Signal(str, bool)

    def __init__(self, word: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._figure = ""
        self._fonts = (font(Type.SECONDARY, weight=500), font(Type.AXIS))
        self.setText(word)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.clicked.connect(lambda on: self.edited.emit(self.text(), on))

    def show_state(self, figure: str, *, on: bool) -> None:
        """Say the figure beside the word, and be on or off."""
        self.setChecked(on)
        self.setAccessibleName(f"{self.text()}, {figure}" if figure else self.text())
        if figure != self._figure:
            self._figure = figure
            self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Room for the tick, the word and the figure."""
        words = paint.breadth(self._fonts[0], self.text()) + px(_ICON) + _GAP
        figure = paint.breadth(self._fonts[1], self._figure) + _GAP if self._figure else 0
        return QSize(round(words + figure) + 2 * _PADDING + 2, px(_HEIGHT))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter turns it as Space does."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the box, the tick or plus, the word and the figure."""
        painter = paint.painter_of(self)
        colours = worn().colours
        area = self.rect().toRectF()
        on = self.isChecked()
        over = self.underMouse() and self.isEnabled()
        fill = colours.tint if on else colours.bubble if over else colours.raised
        edge = colours.accent if on or self.hasFocus() else colours.line2
        width = 2 if self.hasFocus() else 1
        paint.box(painter, area, area.height() / 2, fill=fill, edge=edge, width=width)
        ink = colours.accent if on else colours.text
        side = px(_ICON)
        at = QPointF(_PADDING, round((self.height() - side) / 2))
        icons.draw(painter, "check" if on else "plus", ink if on else colours.text2, at, side)
        left = _PADDING + side + _GAP
        taken = paint.breadth(self._fonts[0], self.text())
        words = QRectF(left, 0, taken + 1, self.height())
        paint.words(painter, words, self.text(), self._fonts[0], ink)
        rest = QRectF(left + taken + _GAP, 0, self.width(), self.height())
        paint.words(painter, rest, self._figure, self._fonts[1], colours.text2)
