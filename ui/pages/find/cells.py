"""Cells of the variant table whose figures change with a slider: drawn, so nothing is laid out."""

from collections.abc import Mapping

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from launcher.memory.estimate import Basis
from ui.pages.find.columns import GAP, Column
from ui.pages.find.variant_view import ABSENT
from ui.text.tips import tip
from ui.theme import paint
from ui.theme.appearance import worn
from ui.theme.type import Type, font, px
from ui.widgets.basis_mark import SIDE, draw_mark

MARK_GAP = 4
QUALITY_LEFT = 4  # words begin so far from the figures before them
_HEIGHT = 28


class CellLine(QWidget):
    """Cells side by side, as wide as they are told; how narrow it may become is not theirs."""

    def __init__(self, cells: Mapping[Column, QWidget], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cells = cells
        self._widths: Mapping[Column, int] = {}
        for cell in cells.values():
            cell.setParent(self)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def lay(self, widths: Mapping[Column, int]) -> None:
        """Show these columns, so wide (pixels)."""
        self._widths = widths
        left = 0
        for column, cell in self._cells.items():
            width = widths.get(column, 0)
            cell.setVisible(column in widths)
            if column in widths:
                cell.setGeometry(left, 0, width, self.height())
                left += width + px(GAP)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cells are as high as the line."""
        super().resizeEvent(event)
        self.lay(self._widths)

    def sizeHint(self) -> QSize:
        """One line high."""
        return QSize(0, px(_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        """Cells that have no room are left out by whoever tells the widths."""
        return self.sizeHint()


class FigureCell(QWidget):
    """A figure at the right; '' reads '—'. `marked` keeps a place for its basis."""

    def __init__(self, *, marked: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._marked = marked
        self._text = ""
        self._basis: Basis | None = None
        self._strong = False
        self._fonts = (font(Type.BODY), font(Type.BODY, weight=600))

    @property
    def text(self) -> str:
        """What it says."""
        return self._text or ABSENT

    def show_figure(self, text: str, *, basis: Basis | None = None, strong: bool = False) -> None:
        """Show this figure."""
        if (text, basis, strong) != (self._text, self._basis, self._strong):
            self._text, self._basis, self._strong = text, basis, strong
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it."""
        painter = paint.painter_of(self)
        theme = worn()
        side = px(SIDE)
        right = self.width() - (side + px(MARK_GAP) if self._marked else 0)
        ink = theme.colours.text if self._text else theme.colours.text3
        area = QRectF(0, 0, right, self.height())
        words = self._fonts[self._strong]
        paint.words(painter, area, self.text, words, ink, flags=Qt.AlignmentFlag.AlignRight)
        if self._marked and self._basis is not None:
            at = QPointF(self.width() - side, round((self.height() - side) / 2))
            draw_mark(painter, self._basis, at, side, theme)


class QualityCell(QAbstractButton):
    """A class of quality and its basis; `clicked` asks where it comes from."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._basis: Basis | None = None
        self._font = font(Type.BODY)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the row has a key for it
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def show_quality(self, words: str, basis: Basis | None, told: str) -> None:
        """Show this class; '' reads '—' and cannot be pressed."""
        if (words, basis) != (self.text(), self._basis):
            self._basis = basis
            self.setText(words)
            name = f"Where “{words}” comes from" if words else "Quality unknown"
            self.setAccessibleName(name)
            self.setEnabled(bool(words))
            hand, arrow = Qt.CursorShape.PointingHandCursor, Qt.CursorShape.ArrowCursor
            self.setCursor(hand if words else arrow)
        self.setToolTip(tip(told))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the words, underlined under the mouse, and the mark behind them."""
        painter = paint.painter_of(self)
        theme = worn()
        side, gap = px(SIDE), px(MARK_GAP) + 2
        over = self.isEnabled() and self.underMouse()
        words = QFont(self._font)
        words.setUnderline(over)
        text = self.text() or ABSENT
        ink = theme.colours.text if self.text() else theme.colours.text3
        left = px(QUALITY_LEFT)
        room = self.width() - left - (side + gap if self._basis is not None else 0)
        taken = min(paint.breadth(words, text) + 1, room)
        paint.words(painter, QRectF(left, 0, taken, self.height()), text, words, ink)
        if self._basis is not None:
            at = QPointF(round(left + taken) + gap, round((self.height() - side) / 2))
            draw_mark(painter, self._basis, at, side, theme)
