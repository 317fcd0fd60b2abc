"""The same points as a table, for whoever would rather read or hear them."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSortFilterProxyModel, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QWidget

from ui.pages.compare.facts_view import FIGURES, TABLE, TableRow
from ui.pages.compare.table_columns import WHY, column_widths
from ui.pages.compare.verdict import LETTERS
from ui.theme.type import Type, font, px
from ui.widgets.sorted_table import KEY, SortedRows, SortedTable, wanted_width

_BESIDE = 16  # pixels beside the words of a cell
_EDGE = 8  # pixels between the last column and the scroll bar
_FIRST = 3  # the column it is sorted by at first


class PointsModel(SortedRows[TableRow]):
    """The points; those that are chosen have their letters."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(TABLE, FIGURES, parent)
        self._chosen: tuple[str, ...] = ()

    def show_chosen(self, keys: Sequence[str]) -> None:
        """Mark these with their letters."""
        self._chosen = tuple(keys)
        self.tell_again()

    def words(self, row: TableRow, column: int) -> str:
        """As SortedRows'."""
        words = row.cells[column]
        if column == 0 and row.key in self._chosen:
            return f"{LETTERS[self._chosen.index(row.key)]} · {words}"
        return words

    def tip_of(self, row: TableRow, column: int) -> str:
        """The reason, whose own column may be left out."""
        why = row.cells[WHY]
        return why if column == WHY else f"{self.words(row, column)}. {why}"

    def face(self, row: TableRow, column: int) -> QFont:  # noqa: ARG002  the same in all
        """As SortedRows'."""
        return font(Type.SECONDARY, weight=600 if row.key in self._chosen else 400)


class PointsTable(SortedTable):
    """`taken` carries the key of the row that was activated; columns sort by a click."""

    taken = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("All files of the board", parent)
        self._points = PointsModel(self)
        self.hold(self._points, QSortFilterProxyModel(self), by=_FIRST, edge=_EDGE)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.doubleClicked.connect(self._on_taken)

    def show_rows(self, rows: tuple[TableRow, ...]) -> None:
        """Show these, sorted as before."""
        self._points.show_rows(rows)
        self.fit(_wanted(rows))

    def widths(self, room: int, wanted: Sequence[int]) -> Mapping[int, int]:
        """As SortedTable's."""
        return column_widths(room, wanted, scale=px(100) / 100)

    def show_chosen(self, keys: Sequence[str]) -> None:
        """Mark these with their letters."""
        self._points.show_chosen(keys)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter takes the row; everything else is the table's own."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._on_taken(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def _on_taken(self, index: QModelIndex | QPersistentModelIndex) -> None:
        key = index.data(KEY)
        if isinstance(key, str):
            self.taken.emit(key)


def _wanted(rows: Sequence[TableRow]) -> list[int]:
    """How wide each column would be for all its words (pixels)."""
    strong = font(Type.SECONDARY, weight=600)
    found = []
    for column, heading in enumerate(TABLE):
        before = f"{LETTERS[0]} · " if column == 0 else ""
        words = {f"{before}{row.cells[column]}" for row in rows} if column != WHY else set()
        found.append(round(wanted_width(heading, words, strong)) + px(_BESIDE))
    return found
