"""A place in the rail: icon and word, or the icon alone where there is little room."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from ui.theme import icons, paint
from ui.theme.appearance import worn
from ui.theme.type import Type, font, px

_ICON = 18
_LEFT = 10
_GAP = 12
_HEIGHT = 36


class RailButton(QAbstractButton):
    """One of several; the checked one is where one is."""

    def __init__(self, icon: str, word: str, hint: str, parent: QWidget | None = None) -> None:
        """`hint` is the keyboard shortcut, said in the tooltip."""
        super().__init__(parent)
        self._icon_name = icon
        self._narrow = False
        self._fonts = (font(Type.BODY, weight=500), font(Type.BODY, weight=600))
        self.setText(word)
        self.setAccessibleName(word)
        self.setToolTip(f"{word}  {hint}" if hint else word)
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def show_narrow(self, *, narrow: bool) -> None:
        """Show the icon alone."""
        self._narrow = narrow
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """36 high."""
        if self._narrow:
            return QSize(px(_HEIGHT), px(_HEIGHT))
        word = round(paint.breadth(self._fonts[1], self.text()))
        return QSize(_LEFT * 2 + px(_ICON) + _GAP + word, px(_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        """The icon's square."""
        return QSize(px(_HEIGHT), px(_HEIGHT))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the tint, the icon, the word and the ring."""
        painter = paint.painter_of(self)
        colours = worn().colours
        area = self.rect().toRectF()
        chosen = self.isChecked()
        if chosen:
            paint.box(painter, area, paint.RADIUS, fill=colours.tint)
        elif self.underMouse():
            paint.box(painter, area, paint.RADIUS, fill=colours.bubble)
        if self.hasFocus():
            paint.ring(painter, area, paint.RADIUS, colours.accent)
        ink = colours.accent if chosen else colours.text2
        side = px(_ICON)
        left = (self.width() - side) / 2 if self._narrow else _LEFT
        at = QPointF(round(left), round((self.height() - side) / 2))
        icons.draw(painter, self._icon_name, ink, at, side)
        if not self._narrow:
            start = _LEFT + side + _GAP
            room = QRectF(start, 0, self.width() - start - 4, self.height())
            paint.words(painter, room, self.text(), self._fonts[chosen], ink)
