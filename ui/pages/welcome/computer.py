"""The computer in four lines, and beside them the page's one large figure."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from ui.pages.welcome.view import ComputerLine, ComputerView
from ui.theme.appearance import worn
from ui.theme.type import Type, px
from ui.widgets.empty_state import Picture
from ui.widgets.label import Elided, Text
from ui.widgets.memory_bar import BarHeight, MemoryBar
from ui.widgets.surface import Card

_FIGURE_WIDTH = 272
_NARROW = 680  # below it the figure stands under the lines
_ANY_WIDTH = 16_777_215  # QWIDGETSIZE_MAX


class ComputerCard(Card):
    """Shows a ComputerView."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("raised", parent=parent)
        self._lines: list[tuple[Picture, Elided, Elided]] = []
        self._grid = QGridLayout()
        self._grid.setContentsMargins(px(20), px(16), px(20), px(16))
        self._grid.setHorizontalSpacing(px(12))
        self._grid.setVerticalSpacing(px(12))
        self._grid.setColumnStretch(1, 5)
        self._grid.setColumnStretch(2, 5)
        self._figure = Text("", Type.FIGURE, weight=600)
        self._words = Text("", ink="text2", wrap=True)
        self._bar = MemoryBar(BarHeight.SECOND)
        self._others = Text("", Type.SECONDARY, ink="text2")
        self._reserve = Text("", Type.SECONDARY, ink="text2")
        self._room = self._figure_box()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self._row.addLayout(self._grid, 1)
        self._row.addWidget(self._room)

    def show_view(self, view: ComputerView) -> None:
        """Show this computer."""
        while len(self._lines) < len(view.lines):
            self._add_line()
        for line, row in zip(view.lines, self._lines, strict=False):
            _show_line(row, line)
        for row in self._lines[len(view.lines) :]:
            for cell in row:
                cell.hide()
        self._figure.show_text(view.figure)
        self._words.show_text(view.words)
        self._bar.show_device(view.bar)
        self._others.show_text(view.others)
        self._reserve.show_text(view.reserve)

    def _add_line(self) -> None:
        row = (Picture("cpu", 18, "text2"), Elided("", weight=500), Elided("", ink="text2"))
        for column, cell in enumerate(row):
            self._grid.addWidget(cell, len(self._lines), column)
        self._lines.append(row)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The figure beside the lines, or under them."""
        super().resizeEvent(event)
        wide = self.width() >= px(_NARROW)
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._row.setDirection(across if wide else down)
        self._room.setMinimumWidth(px(_FIGURE_WIDTH) if wide else 0)
        self._room.setMaximumWidth(px(_FIGURE_WIDTH) if wide else _ANY_WIDTH)
        self._room.show_line("left" if wide else "top")

    def _figure_box(self) -> "_FigureBox":
        room = _FigureBox()
        column = QVBoxLayout(room)
        column.setContentsMargins(px(24), px(12), px(24), px(12))
        column.setSpacing(px(4))
        figure = QHBoxLayout()
        figure.setSpacing(px(6))
        figure.addWidget(self._figure, 0, Qt.AlignmentFlag.AlignBaseline)
        figure.addWidget(Text("GiB", Type.LEAD, ink="text2"), 0, Qt.AlignmentFlag.AlignBaseline)
        figure.addStretch(1)
        column.addLayout(figure)
        column.addWidget(self._words)
        column.addWidget(self._bar)
        legend = QHBoxLayout()
        legend.addWidget(self._others)
        legend.addStretch(1)
        legend.addWidget(self._reserve)
        column.addLayout(legend)
        return room


class _FigureBox(QWidget):
    """Set apart by a hairline at its left or above it."""

    def __init__(self) -> None:
        super().__init__()
        self._line = "left"

    def show_line(self, where: str) -> None:
        self._line = where
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        across = self._line == "top"
        line = QRectF(0, 0, self.width() if across else 1, 1 if across else self.height())
        QPainter(self).fillRect(line, QColor(worn().colours.line))


def _show_line(row: tuple[Picture, Elided, Elided], line: ComputerLine) -> None:
    icon, title, detail = row
    icon.show_icon(line.icon, "text2")
    title.show_text(line.title)
    detail.show_text(line.detail)
    for cell in row:
        cell.show()
