"""A quiet table of a few rows: words at the left, figures aligned at the right."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from ui.text.words import FITS
from ui.theme.type import Type, font, px
from ui.widgets.fit_badge import FitBadge
from ui.widgets.label import Text
from ui.widgets.surface import Hairline


class Cell(StrEnum):
    """What stands in a column."""

    WORDS = "words"
    FIGURE = "figure"
    FIT = "fit"  # one of the four states


@dataclass(frozen=True, slots=True)
class Column:
    """A column's heading and what stands in it."""

    heading: str
    cell: Cell = Cell.FIGURE


class FigureTable(QWidget):
    """Rows are made when they are first needed, and only re-said after that."""

    def __init__(
        self, name: str, columns: Sequence[Column], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._columns = tuple(columns)
        self._rows: list[list[Text | FitBadge]] = []
        self._fonts = (font(Type.BODY), font(Type.BODY, weight=600))
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(px(12))
        self._grid.setVerticalSpacing(px(4))
        for place, column in enumerate(self._columns):
            heading = Text(column.heading, Type.SECONDARY, ink="text2", wrap=True)
            heading.setMinimumWidth(_longest_word(heading))
            self._grid.addWidget(heading, 0, place)
            heading.setAlignment(_alignment(column) | Qt.AlignmentFlag.AlignBottom)
            self._grid.setColumnStretch(place, 2 if column.cell is Cell.WORDS else 1)
        self._grid.addWidget(Hairline(), 1, 0, 1, len(self._columns))

    def show_rows(self, rows: Sequence[Sequence[str]], *, strong: int | None = None) -> None:
        """Show these; the one at the place `strong` stands out."""
        while len(self._rows) < len(rows):
            self._add_row()
        for place, cells in enumerate(self._rows):
            there = place < len(rows)
            for cell, words in zip(cells, rows[place] if there else (), strict=False):
                _show(cell, words)
                cell.setFont(self._fonts[place == strong])
            if there:
                cells[0].setAccessibleName(self._sentence(rows[place]))
            for cell in cells:
                cell.setVisible(there)

    def _add_row(self) -> None:
        place = len(self._rows) + 2
        cells: list[Text | FitBadge] = []
        for number, column in enumerate(self._columns):
            cell = FitBadge(parent=self) if column.cell is Cell.FIT else self._text(column)
            self._grid.addWidget(cell, place, number)
            if isinstance(cell, FitBadge):
                self._grid.setAlignment(cell, Qt.AlignmentFlag.AlignLeft)
            cells.append(cell)
        self._rows.append(cells)

    def _text(self, column: Column) -> Text:
        text = Text(wrap=column.cell is Cell.WORDS, parent=self)
        text.setAlignment(_alignment(column))
        return text

    def _sentence(self, row: Sequence[str]) -> str:
        """A row for those who hear it."""
        said = [row[0]]
        for column, words in zip(self._columns[1:], row[1:], strict=True):
            if words:
                known = FITS[words].word if column.cell is Cell.FIT else words
                said.append(f"{column.heading} {known}".strip())
        return ", ".join(said)


def _alignment(column: Column) -> Qt.AlignmentFlag:
    side = (
        Qt.AlignmentFlag.AlignRight if column.cell is Cell.FIGURE else Qt.AlignmentFlag.AlignLeft
    )
    return side | Qt.AlignmentFlag.AlignVCenter


def _longest_word(text: Text) -> int:
    words = text.text().split()
    return max((text.fontMetrics().horizontalAdvance(word) + 2 for word in words), default=0)


def _show(cell: Text | FitBadge, words: str) -> None:
    if isinstance(cell, FitBadge):
        cell.show_fit(words)
    else:
        cell.show_text(words)
