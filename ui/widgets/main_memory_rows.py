"""Reserved and expected in RAM, one above the other, and the gap in one line."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from launcher.memory.estimate import Basis
from ui.text.main_memory import MainMemoryView
from ui.text.numbers import gib
from ui.text.words import BASES
from ui.theme import paint
from ui.theme.appearance import worn
from ui.theme.type import Type, font, px
from ui.widgets import basis_mark
from ui.widgets.label import Text

_ROW = 20
_GAP = 8


class MainMemoryRows(QWidget):
    """Two figures that line up with the legend's. None: there is nothing in main memory."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._reserved = FigureRow("Reserved by the engine")
        self._resident = FigureRow("Expected in RAM")
        self._gap = Text(kind=Type.AXIS, ink="text2", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget in (self._reserved, self._resident, self._gap):
            column.addWidget(widget)

    def show_main_memory(self, main: MainMemoryView | None) -> None:
        """Show both figures and why they differ."""
        self.setVisible(main is not None)
        if main is not None:
            self._reserved.show_figure(main.reserved, main.reserved_basis)
            self._resident.show_figure(main.resident, main.resident_basis)
            self._gap.show_text(main.gap)


class FigureRow(QWidget):
    """A name, bytes, and where the figure comes from, drawn in one go."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._size = -1
        self._basis: Basis | None = None
        self._fonts = (font(Type.SECONDARY), font(Type.SECONDARY, weight=500))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_figure(self, size: int, basis: Basis) -> None:
        """Show so many bytes."""
        if (size, basis) != (self._size, self._basis):
            self._size, self._basis = size, basis
            self.setAccessibleName(f"{self._name} {gib(size)} GiB, {BASES[basis].word}")
            self.setToolTip(BASES[basis].meaning)
            self.update()

    def sizeHint(self) -> QSize:
        """One line."""
        return QSize(160, px(_ROW))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw name, figure and mark."""
        painter = paint.painter_of(self)
        theme = worn()
        mark = px(basis_mark.SIDE)
        area = QRectF(0, 0, self.width() - mark - _GAP, self.height())
        figure = gib(max(0, self._size))
        side = Qt.AlignmentFlag.AlignRight
        paint.words(painter, area, figure, self._fonts[1], theme.colours.text, flags=side)
        area.setRight(area.right() - paint.breadth(self._fonts[1], figure) - _GAP)
        paint.words(painter, area, self._name, self._fonts[0], theme.colours.text2)
        if self._basis is not None:
            at = QPointF(self.width() - mark, round((self.height() - mark) / 2))
            basis_mark.draw_mark(painter, self._basis, at, mark, theme)
