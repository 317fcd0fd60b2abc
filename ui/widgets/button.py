"""Buttons: words with or without an icon, and icons alone.

The mouse presses them without taking the keyboard's focus from where one
writes; Tab reaches them all, and then the ring is seen. Space presses them, and so does Enter.
"""

from enum import StrEnum

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QPushButton, QSizePolicy, QWidget

from ui.theme import icons, paint
from ui.theme.appearance import worn
from ui.theme.tokens import Theme
from ui.theme.type import Type, font, px

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_GAP = 8
_ICON = 16


class Kind(StrEnum):
    """How much a button asks to be pressed."""

    PRIMARY = "primary"
    PLAIN = "plain"
    QUIET = "quiet"  # words alone, in the accent
    DANGER = "danger"


class Size(StrEnum):
    """How high a button is: 28, 32 or 40 at usual text."""

    SMALL = "small"
    NORMAL = "normal"
    LARGE = "large"


_HEIGHTS = {Size.SMALL: 28, Size.NORMAL: 32, Size.LARGE: 40}
_PADDING = {Size.SMALL: 10, Size.NORMAL: 12, Size.LARGE: 16}


class Button(QPushButton):
    """A button with words."""

    def __init__(
        self,
        text: str,
        kind: Kind = Kind.PLAIN,
        *,
        size: Size = Size.NORMAL,
        icon: str | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._kind = kind
        self._size = size
        self._icon_name = icon
        strong = kind is Kind.PRIMARY or size is Size.LARGE
        self.setFont(font(Type.BODY, weight=600 if strong else 500))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def show_text(self, text: str) -> None:
        """Say this; costs nothing where it is said already."""
        if text != self.text():
            self.setText(text)
            self.updateGeometry()

    def show_icon(self, name: str | None) -> None:
        """Wear this icon."""
        if name != self._icon_name:
            self._icon_name = name
            self.updateGeometry()
            self.update()

    def show_kind(self, kind: Kind) -> None:
        """Ask as much to be pressed as this."""
        if kind is not self._kind:
            self._kind = kind
            self.update()

    def sizeHint(self) -> QSize:
        """Its words, icon and padding."""
        padding = px(_PADDING[self._size])
        icon = px(_ICON) + _GAP if self._icon_name else 0
        return QSize(round(self._breadth()) + icon + 2 * padding, px(_HEIGHTS[self._size]))

    def minimumSizeHint(self) -> QSize:
        """Never shorter than its words."""
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses it, as Space does."""
        if not _pressed_by(event, self):
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the box, the icon, the words and the ring."""
        painter = paint.painter_of(self)
        theme = worn()
        ink = self._draw_box(painter, theme)
        icon = px(_ICON) if self._icon_name else 0
        gap = _GAP if icon else 0
        room = self.width() - icon - gap
        left = (room - min(room, self._breadth())) / 2
        if self._icon_name:
            top = (self.height() - icon) / 2
            icons.draw(painter, self._icon_name, ink, QPointF(round(left), round(top)), icon)
        area = QRectF(left + icon + gap, 0, self.width() - left - icon - gap, self.height())
        paint.words(painter, area, self._words(), self.font(), ink)

    def _draw_box(self, painter: QPainter, theme: Theme) -> str:
        """Draw the box and give the colour of what stands in it."""
        colours = theme.colours
        area = self.rect().toRectF()
        over = self.underMouse() or self.isDown()
        fill, edge, ink = self._look(theme, over=over)
        if self.hasFocus():
            paint.ring(painter, area, paint.RADIUS, colours.accent)
            if self._kind is Kind.PRIMARY:
                area = area.adjusted(3.5, 3.5, -3.5, -3.5)
                paint.box(painter, area, paint.RADIUS - 3.5, fill=fill)
                return ink
            edge = colours.accent
        paint.box(
            painter, area, paint.RADIUS, fill=fill, edge=edge, width=2 if self.hasFocus() else 1
        )
        return ink

    def _look(self, theme: Theme, *, over: bool) -> tuple[str | None, str | None, str]:
        colours = theme.colours
        if not self.isEnabled():
            quiet = self._kind is Kind.QUIET
            return None, None if quiet else colours.line, colours.text3
        if self._kind is Kind.PRIMARY:
            fill = colours.accent_hover if over else colours.accent
            return fill, None, colours.on_accent
        if self._kind is Kind.QUIET:
            return colours.tint if over else None, None, colours.accent
        if self._kind is Kind.DANGER:
            state = theme.states["too_big"]
            return state.fill if over else colours.raised, state.ink, state.ink
        return colours.bubble if over else colours.raised, colours.line2, colours.text

    def _words(self) -> str:
        return self.text().replace("&", "")

    def _breadth(self) -> float:
        return paint.breadth(self.font(), self._words()) + 1


class IconButton(QAbstractButton):
    """An icon alone; its name is its tooltip and what a screen reader says."""

    def __init__(
        self, icon: str, name: str, *, side: int = 28, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._icon_name = icon
        self._side = side
        self._primary = False
        self.show_name(name)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def show_name(self, name: str) -> None:
        """What it does, in words."""
        self.setAccessibleName(name)
        self.setToolTip(name)

    def show_icon(self, icon: str) -> None:
        """Wear this icon."""
        if icon != self._icon_name:
            self._icon_name = icon
            self.update()

    def make_primary(self) -> None:
        """Fill it with the accent: the one thing to do here (send)."""
        self._primary = True
        self.update()

    def sizeHint(self) -> QSize:
        """A square."""
        return QSize(px(self._side), px(self._side))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses it, as Space does."""
        if not _pressed_by(event, self):
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the box, the icon and the ring."""
        painter = paint.painter_of(self)
        colours = worn().colours
        area = self.rect().toRectF()
        fill, ink = self._look()
        radius = paint.RADIUS if self._side > 28 else paint.SMALL_RADIUS
        if self.hasFocus():
            paint.ring(painter, area, radius, colours.accent)
            area = area.adjusted(3, 3, -3, -3)
            radius -= 3
        if fill:
            paint.box(painter, area, radius, fill=fill)
        side = px(18 if self._side > 28 else _ICON)
        at = QPointF(round((self.width() - side) / 2), round((self.height() - side) / 2))
        icons.draw(painter, self._icon_name, ink, at, side)

    def _look(self) -> tuple[str | None, str]:
        colours = worn().colours
        over = self.underMouse() or self.isDown()
        if self._primary and self.isEnabled():
            return colours.accent_hover if over else colours.accent, colours.on_accent
        if not self.isEnabled():
            return colours.bubble if self._primary else None, colours.line2
        if self.isChecked():
            return colours.tint, colours.accent
        return colours.bubble if over else None, colours.text if over else colours.text2


def _pressed_by(event: QKeyEvent, button: QAbstractButton) -> bool:
    """Whether the key is Enter, which presses the button once however long it is held."""
    if event.key() not in _ENTER:
        return False
    if not event.isAutoRepeat():
        button.click()
    event.accept()
    return True
