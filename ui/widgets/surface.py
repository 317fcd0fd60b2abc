"""Plain surfaces: a card, a column of colour, a hairline, a grey place where something will be."""

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import paint
from ui.theme.appearance import worn
from ui.theme.type import px


class Surface(QWidget):
    """A flat ground in one of the theme's colours, square, with a hairline at one side or none."""

    def __init__(self, role: str = "bg", *, line: str = "", parent: QWidget | None = None) -> None:
        """`line` is '', 'left', 'right', 'top' or 'bottom'."""
        super().__init__(parent)
        self._role = role
        self._line = line

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Fill it."""
        colours = worn()
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(colours.ink(self._role)))
        width, height = self.width(), self.height()
        lines = {
            "left": QRectF(0, 0, 1, height),
            "right": QRectF(width - 1, 0, 1, height),
            "top": QRectF(0, 0, width, 1),
            "bottom": QRectF(0, height - 1, width, 1),
        }
        if self._line:
            painter.fillRect(lines[self._line], QColor(colours.colours.line))


class Card(QWidget):
    """A frame around things that belong together."""

    def __init__(
        self, role: str = "raised", *, chosen: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._role = role
        self._chosen = chosen

    def show_chosen(self, *, chosen: bool) -> None:
        """Wear the accent's edge, or the hairline."""
        self._chosen = chosen
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the frame."""
        theme = worn()
        edge = theme.colours.accent if self._chosen else theme.colours.line
        paint.box(
            paint.painter_of(self),
            self.rect().toRectF(),
            paint.RADIUS,
            fill=theme.ink(self._role),
            edge=edge,
            width=2 if self._chosen else 1,
        )


class Hairline(QWidget):
    """One pixel between things."""

    def __init__(self, *, upright: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        if upright:
            self.setFixedWidth(1)
        else:
            self.setFixedHeight(1)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Fill it."""
        QPainter(self).fillRect(self.rect(), QColor(worn().colours.line))


class Skeleton(QWidget):
    """Grey lines that hold the place of text which is on its way."""

    def __init__(self, lines: int = 1, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines = lines
        self.setAccessibleName("Loading")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """As high as the lines it stands for."""
        return QSize(160, px(20) * self._lines)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the lines; the last is shorter, as a paragraph's is."""
        painter = paint.painter_of(self)
        height = px(20)
        for number in range(self._lines):
            last = number == self._lines - 1
            width = self.width() * (0.6 if last else 1.0)
            area = QRectF(0, number * height + height * 0.25, width, height * 0.5)
            paint.box(painter, area, 4, fill=worn().colours.bubble)
