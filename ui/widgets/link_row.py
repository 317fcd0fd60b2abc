"""A row that can be pressed: words at the left, a figure at the right, a quiet line under them."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from launcher.memory.estimate import Basis
from ui.theme import paint
from ui.theme.appearance import worn
from ui.theme.tokens import Theme
from ui.theme.type import Type, font, px
from ui.widgets import basis_mark
from ui.widgets.context_slider import draw_triangle

_LINE = 18
_UNDER = 14
_PAD = 3  # above and below
SIDE = 8  # left and right of the words
_NOTCH = 16
_GAP = 8


class LinkRow(QAbstractButton):
    """`taken` when a person presses it. Built once and only re-said.

    What cannot be pressed now keeps the keyboard's focus and does nothing. `notch` draws
    the slider's filled notch before the words; `marked` keeps a place for a basis mark at
    the right, in line with the marks of the legend.
    """

    taken = Signal()

    def __init__(
        self, *, notch: bool = False, marked: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._notch = notch
        self._marked = marked
        self._pressable = True
        self._said = ("", "", "")
        self._basis: Basis | None = None
        self._fonts = (font(Type.SECONDARY), font(Type.SECONDARY, weight=600), font(Type.AXIS))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.clicked.connect(self._on_clicked)

    def show_row(
        self,
        words: str,
        figure: str,
        under: str = "",
        *,
        help_text: str = "",
        basis: Basis | None = None,
        pressable: bool = True,
    ) -> None:
        """Say this; `help_text` is the tooltip, and what is heard after the name."""
        higher = bool(under) != bool(self._said[2])
        self._said, self._basis = (words, figure, under), basis
        self.setAccessibleName(f"{words}: {figure}" if figure else words)
        self.setAccessibleDescription(help_text or under)
        self.setToolTip(help_text)
        self._pressable = pressable
        hand = Qt.CursorShape.PointingHandCursor
        self.setCursor(hand if pressable else Qt.CursorShape.ArrowCursor)
        if higher:
            self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """One line, or two."""
        lines = px(_LINE) + (px(_UNDER) if self._said[2] else 0)
        return QSize(160, lines + 2 * _PAD)

    def minimumSizeHint(self) -> QSize:
        """Words are shortened where there is no room."""
        return QSize(80, self.sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return takes it as Space does."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def _on_clicked(self) -> None:
        if self._pressable:
            self.taken.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the row; what can be pressed wears the accent."""
        painter = paint.painter_of(self)
        theme = worn()
        self._draw_ground(painter, theme)
        words, figure, under = self._said
        mark = px(basis_mark.SIDE) if self._marked else 0
        left = SIDE + (_NOTCH if self._notch else 0)
        right = self.width() - SIDE - (mark + _GAP if mark else 0)
        line = QRectF(left, _PAD, right - left, px(_LINE))
        taken = paint.breadth(self._fonts[1], figure)
        ink = theme.colours.text if self._pressable else theme.colours.text2
        side = Qt.AlignmentFlag.AlignRight
        paint.words(painter, line, figure, self._fonts[1], ink, flags=side)
        name = line.adjusted(0, 0, -taken - _GAP, 0)
        link = theme.colours.accent if self._pressable else theme.colours.text2
        paint.words(painter, name, words, self._fonts[0], link)
        if under:
            below = QRectF(left, line.bottom() - 1, right - left, px(_UNDER))
            paint.words(painter, below, under, self._fonts[2], theme.colours.text2)
        if self._notch:
            centre = QPointF(SIDE + 4.5, line.center().y())
            draw_triangle(
                painter, centre, QColor(theme.colours.text), theme.colours.raised, filled=True
            )
        if self._basis is not None and mark:
            top = round(line.center().y() - mark / 2)
            at = QPointF(self.width() - SIDE - mark, top)
            basis_mark.draw_mark(painter, self._basis, at, mark, theme)

    def _draw_ground(self, painter: QPainter, theme: Theme) -> None:
        around = self.rect().toRectF()
        if self._pressable and (self.underMouse() or self.isDown()):
            paint.box(painter, around, paint.SMALL_RADIUS, fill=theme.colours.tint)
        if self.hasFocus():
            paint.ring(painter, around, paint.SMALL_RADIUS, theme.colours.accent)
