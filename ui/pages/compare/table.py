"""The same points as a table, for whoever would rather read or hear them."""

from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from ui.pages.compare.facts_view import FIGURES, TABLE, TableRow
from ui.pages.compare.table_columns import WHY, column_widths
from ui.pages.compare.verdict import LETTERS
from ui.text.tips import tip
from ui.theme import paint
from ui.theme.type import Type, font, px

ORDER: Final = Qt.ItemDataRole.UserRole
KEY: Final = Qt.ItemDataRole.UserRole + 1
_BESIDE: Final = 16  # pixels beside the words of a cell
_ARROW: Final = " ↑"  # room is kept for it, whichever column is sorted
_EDGE: Final = 8  # pixels between the last column and the scroll bar
_ROW: Final = 28
_HEADS: Final = (
    "QHeaderView::up-arrow, QHeaderView::down-arrow { width: 0; height: 0; }"
    "QHeaderView::section { padding: 0 4px; }"
)
Index = QModelIndex | QPersistentModelIndex
_NOWHERE: Final = QModelIndex()


class PointsModel(QAbstractTableModel):
    """Rows as they are; sorting is the proxy's."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._rows: tuple[TableRow, ...] = ()
        self._chosen: tuple[str, ...] = ()
        self._sorted_by = -1
        self._arrow = ""

    def show_rows(self, rows: tuple[TableRow, ...]) -> None:
        """Hold these."""
        if rows != self._rows:
            self.beginResetModel()
            self._rows = rows
            self.endResetModel()

    def show_sorted(self, column: int, order: Qt.SortOrder) -> None:
        """Mark the column the table is sorted by."""
        self._sorted_by = column
        self._arrow = " ↑" if order is Qt.SortOrder.AscendingOrder else " ↓"
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(TABLE) - 1)

    def show_chosen(self, keys: Sequence[str]) -> None:
        """Mark these with their letters."""
        self._chosen = tuple(keys)
        if self._rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, 0))

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """As QAbstractTableModel's."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """As QAbstractTableModel's."""
        return 0 if parent.isValid() else len(TABLE)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The columns' names."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            arrow = self._arrow if section == self._sorted_by else ""
            return f"{TABLE[section]}{arrow}"
        return _alignment(section) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """A cell's words, and what it is sorted by."""
        row, column = self._rows[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self._words(row, column)
        if role == Qt.ItemDataRole.ToolTipRole:  # the reason's own column may be left out
            why = row.cells[WHY]
            return tip(why if column == WHY else f"{self._words(row, column)}. {why}")
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{TABLE[column]}: {self._words(row, column)}"
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(column)
        if role == Qt.ItemDataRole.FontRole:
            return self._face(row)
        return row.order[column] if role == ORDER else row.key if role == KEY else None

    def _words(self, row: TableRow, column: int) -> str:
        words = row.cells[column]
        if column == 0 and row.key in self._chosen:
            return f"{LETTERS[self._chosen.index(row.key)]} · {words}"
        return words

    def _face(self, row: TableRow) -> QFont:
        return font(Type.SECONDARY, weight=600 if row.key in self._chosen else 400)


class PointsTable(QTableView):
    """`taken` carries the key of the row that was activated; columns sort by a click."""

    taken = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("All files of the board")
        self._wanted: list[int] = []
        self._points = PointsModel(self)
        self._sorted = QSortFilterProxyModel(self)
        self._sorted.setSourceModel(self._points)
        self._sorted.setSortRole(ORDER)
        self.setModel(self._sorted)
        columns = self.horizontalHeader()
        columns.sortIndicatorChanged.connect(self._points.show_sorted)
        self.setSortingEnabled(True)
        # Qt's own arrow would lie over the words of a column of figures.
        columns.setStyleSheet(_HEADS)
        self.setCornerWidget(QWidget())
        self.sortByColumn(3, Qt.SortOrder.AscendingOrder)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setAlternatingRowColors(True)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.viewport().setAutoFillBackground(False)
        self._lay_out()
        self.doubleClicked.connect(self._on_taken)

    def show_rows(self, rows: tuple[TableRow, ...]) -> None:
        """Show these, sorted as before."""
        self._points.show_rows(rows)
        self._wanted = _wanted(rows)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Columns go and come with the room there is."""
        super().resizeEvent(event)
        self._fit()

    def show_chosen(self, keys: Sequence[str]) -> None:
        """Mark these with their letters."""
        self._points.show_chosen(keys)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter takes the row; everything else is the table's own."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._on_taken(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def _on_taken(self, index: QModelIndex) -> None:
        key = index.data(KEY)
        if isinstance(key, str):
            self.taken.emit(key)

    def _lay_out(self) -> None:
        rows, columns = self.verticalHeader(), self.horizontalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(px(_ROW))
        columns.setFont(font(Type.SECONDARY))
        columns.setHighlightSections(False)

    def _fit(self) -> None:
        """As much as there is room for, so that nothing lies beyond the edge."""
        if not self._wanted:
            return
        room = self.viewport().width() - px(_EDGE)
        widths = column_widths(room, self._wanted, scale=px(100) / 100)
        for column in range(len(TABLE)):
            self.setColumnHidden(column, column not in widths)
            if column in widths:
                self.setColumnWidth(column, widths[column])


def _wanted(rows: Sequence[TableRow]) -> list[int]:
    """How wide each column would be for all its words (pixels)."""
    face, strong = font(Type.SECONDARY), font(Type.SECONDARY, weight=600)
    found = []
    for column, heading in enumerate(TABLE):
        words = {row.cells[column] for row in rows} if column != WHY else set()
        before = f"{LETTERS[0]} · " if column == 0 else ""
        widest = max((paint.breadth(strong, f"{before}{one}") for one in words), default=0)
        head = paint.breadth(face, f"{heading}{_ARROW}")
        found.append(round(max(widest, head)) + px(_BESIDE))
    return found


def _alignment(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column in FIGURES else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter
