"""A table of rows that are sorted by any column, with as many columns as there is room for."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Final, Generic, Protocol, TypeVar

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
)
from PySide6.QtGui import QFont, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from ui.text.tips import tip
from ui.theme import paint
from ui.theme.type import Type, font, px

ORDER: Final = Qt.ItemDataRole.UserRole
KEY: Final = Qt.ItemDataRole.UserRole + 1
_ARROW: Final = " ↑"  # room is kept for it, whichever column is sorted
ROW: Final = 28  # pixels
_HEADS: Final = (
    "QHeaderView::up-arrow, QHeaderView::down-arrow { width: 0; height: 0; }"
    "QHeaderView::section { padding: 0 4px; }"
)
Index = QModelIndex | QPersistentModelIndex
_NOWHERE: Final = QModelIndex()


class SortedRow(Protocol):
    """A row: its key, the words of its cells, and what each cell is sorted by."""

    @property
    def key(self) -> str:
        """Which row it is."""

    @property
    def cells(self) -> tuple[str, ...]:
        """What is read."""

    @property
    def order(self) -> tuple[float | str, ...]:
        """What is sorted by."""


R = TypeVar("R", bound=SortedRow)


class SortedRows(QAbstractTableModel, Generic[R]):
    """Rows as they are; sorting is the proxy's. `figures` are the columns set to the right."""

    def __init__(
        self, headings: Sequence[str], figures: Collection[int], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.headings = headings
        self._figures = figures
        self.rows: tuple[R, ...] = ()
        self._sorted_by = -1
        self._arrow = ""

    # --- what another table says otherwise ------------------------------------------------------

    def words(self, row: R, column: int) -> str:
        """What is read in a cell."""
        return row.cells[column]

    def heard(self, row: R, column: int) -> str:
        """What is heard of a cell behind its heading."""
        return self.words(row, column)

    def tip_of(self, row: R, column: int) -> str:
        """The tooltip of a cell."""
        raise NotImplementedError

    def meaning(self, column: int) -> str:  # noqa: ARG002  of a table that explains none
        """The tooltip of a heading, '' for none."""
        return ""

    def face(self, row: R, column: int) -> QFont:
        """The font of a cell."""
        raise NotImplementedError

    # --- what is the same -----------------------------------------------------------------------

    def show_rows(self, rows: tuple[R, ...]) -> None:
        """Hold these; where only figures are other ones, what is selected stays so."""
        if [row.key for row in rows] == [row.key for row in self.rows]:
            self.rows = rows
            self.tell_again()
            return
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def tell_again(self) -> None:
        """Say that the same rows have other words."""
        if self.rows:
            end = self.index(len(self.rows) - 1, len(self.headings) - 1)
            self.dataChanged.emit(self.index(0, 0), end)

    def show_sorted(self, column: int, order: Qt.SortOrder) -> None:
        """Mark the column the table is sorted by."""
        self._sorted_by = column
        self._arrow = " ↑" if order is Qt.SortOrder.AscendingOrder else " ↓"
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.headings) - 1)

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """As QAbstractTableModel's."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """As QAbstractTableModel's."""
        return 0 if parent.isValid() else len(self.headings)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The columns' names, and what they mean."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            arrow = self._arrow if section == self._sorted_by else ""
            return f"{self.headings[section]}{arrow}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip(self.meaning(section)) or None
        return self._side(section) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """A cell's words, and what it is sorted by."""
        row, column = self.rows[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self.words(row, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip(self.tip_of(row, column))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self.headings[column]}: {self.heard(row, column)}"
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._side(column)
        if role == Qt.ItemDataRole.FontRole:
            return self.face(row, column)
        return row.order[column] if role == ORDER else row.key if role == KEY else None

    def _side(self, column: int) -> Qt.AlignmentFlag:
        right = column in self._figures
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        return side | Qt.AlignmentFlag.AlignVCenter


class SortedTable(QTableView):
    """Columns sort by a click, and come and go with the room there is."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._wanted: Sequence[int] = ()
        self._rows: SortedRows[Any] | None = None

    def widths(self, room: int, wanted: Sequence[int]) -> Mapping[int, int]:
        """Pixels of each column that is shown in `room` pixels; `wanted` is for all words."""
        raise NotImplementedError

    def hold(
        self, rows: SortedRows[Any], proxy: QSortFilterProxyModel, *, by: int, edge: int
    ) -> None:
        """Show these rows, sorted by that column; `edge` pixels stay free behind the last one."""
        self._rows, self._edge = rows, edge
        proxy.setSourceModel(rows)
        proxy.setSortRole(ORDER)
        self.setModel(proxy)
        columns = self.horizontalHeader()
        columns.sortIndicatorChanged.connect(rows.show_sorted)
        self.setSortingEnabled(True)
        # Qt's own arrow would lie over the words of a column of figures.
        columns.setStyleSheet(_HEADS)
        self.sortByColumn(by, Qt.SortOrder.AscendingOrder)
        self._dress()

    def fit(self, wanted: Sequence[int]) -> None:
        """As many columns as there is room for, so that nothing lies beyond the edge."""
        self._wanted = wanted
        if not wanted or self._rows is None:
            return
        widths = self.widths(self.viewport().width() - px(self._edge), wanted)
        for column in range(len(self._rows.headings)):
            self.setColumnHidden(column, column not in widths)
            if column in widths:
                self.setColumnWidth(column, widths[column])

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Columns go and come with the room there is."""
        super().resizeEvent(event)
        self.fit(self._wanted)

    def _dress(self) -> None:
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setAlternatingRowColors(True)
        self.setTabKeyNavigation(False)
        self.setCornerWidget(QWidget())
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.viewport().setAutoFillBackground(False)
        rows, columns = self.verticalHeader(), self.horizontalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(px(ROW))
        columns.setFont(font(Type.SECONDARY))
        columns.setHighlightSections(False)


def wanted_width(heading: str, words: Iterable[str], face: QFont) -> float:
    """How wide a column would be for all its words and its heading (pixels)."""
    widest = max((paint.breadth(face, one) for one in words), default=0)
    return max(widest, paint.breadth(font(Type.SECONDARY), f"{heading}{_ARROW}"))
