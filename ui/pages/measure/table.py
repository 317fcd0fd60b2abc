"""What was measured, file by file: sorted by any column, copied with the keyboard."""

from collections.abc import Mapping, Sequence
from typing import Final

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QSortFilterProxyModel,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QMenu, QWidget

from ui.pages.measure.columns import HEADINGS, column_widths
from ui.pages.measure.figures import COLUMNS, NOT_MEASURED, UNKNOWN
from ui.pages.measure.view import Row
from ui.theme.type import Type, font, px
from ui.widgets.sorted_table import KEY, ORDER, ROW, SortedRows, SortedTable, wanted_width

_BESIDE: Final = 12  # pixels beside the words of a cell
_EDGE: Final = 2
_HEAD: Final = 32
Index = QModelIndex | QPersistentModelIndex


class MeasuredModel(SortedRows[Row]):
    """The measured files."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(HEADINGS, range(1, len(HEADINGS)), parent)

    def heard(self, row: Row, column: int) -> str:
        """As SortedRows': a dash says nothing."""
        words = row.cells[column]
        return NOT_MEASURED if words == UNKNOWN else words

    def tip_of(self, row: Row, column: int) -> str:  # noqa: ARG002  the same in all
        """As SortedRows'."""
        return row.tip

    def meaning(self, column: int) -> str:
        """As SortedRows'."""
        return COLUMNS[column - 1].meaning if column else ""

    def face(self, row: Row, column: int) -> QFont:  # noqa: ARG002  the same in all
        """As SortedRows'."""
        return font(Type.SECONDARY, weight=400 if column else 500)


class _Sorted(QSortFilterProxyModel):
    """What is unknown stays below, whichever way one sorts."""

    def lessThan(self, left: Index, right: Index) -> bool:
        one, other = left.data(ORDER), right.data(ORDER)
        unknown = float("inf")
        if unknown in (one, other) and self.sortOrder() is Qt.SortOrder.DescendingOrder:
            return bool(one == unknown and other != unknown)
        return bool(one < other)


class MeasuredTable(SortedTable):
    """`pointed` carries the key of the row one is on; `copied` and `removed` keys of several."""

    pointed = Signal(str)
    copied = Signal(tuple)
    removed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("What was measured", parent)
        self._measured = MeasuredModel(self)
        self._sorted = _Sorted(self)
        self.hold(self._measured, self._sorted, by=0, edge=_EDGE)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.horizontalHeader().setFixedHeight(px(_HEAD))
        self.selectionModel().currentRowChanged.connect(self._on_row_changed)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._on_menu_asked)

    def show_rows(self, rows: tuple[Row, ...]) -> None:
        """Show these, sorted as before; as high as they are many."""
        self._measured.show_rows(rows)
        self.setFixedHeight(px(_HEAD) + len(rows) * px(ROW) + 2)
        self.fit(_wanted(rows))

    def widths(self, room: int, wanted: Sequence[int]) -> Mapping[int, int]:
        """As SortedTable's."""
        return column_widths(room, wanted, scale=px(100) / 100)

    def show_pointed(self, key: str) -> None:
        """Be on that row; '' on none."""
        now = self.currentIndex().data(KEY)
        if key == (now or ""):
            return
        found = [self._sorted.index(n, 0) for n in range(self._sorted.rowCount())]
        index = next((one for one in found if one.data(KEY) == key), QModelIndex())
        self.setCurrentIndex(index)

    @property
    def chosen(self) -> tuple[str, ...]:
        """The keys of the selected rows, from top to bottom."""
        lines = sorted(self.selectionModel().selectedRows(), key=lambda index: index.row())
        return tuple(str(index.data(KEY)) for index in lines)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy and Delete; everything else is the table's own."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copied.emit(self.chosen)
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and len(self.chosen) == 1:
            self.removed.emit(self.chosen[0])
        else:
            super().keyPressEvent(event)

    def _on_row_changed(self, now: QModelIndex, _before: QModelIndex) -> None:
        self.pointed.emit(str(now.data(KEY) or ""))

    def _on_menu_asked(self, at: QPoint) -> None:
        if not self.chosen:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        keys = self.chosen
        menu.addAction("Copy", lambda: self.copied.emit(keys))
        if len(keys) == 1:
            menu.addAction("Remove this result", lambda: self.removed.emit(keys[0]))
        menu.popup(self.viewport().mapToGlobal(at))


def _wanted(rows: Sequence[Row]) -> list[int]:
    """How wide each column would be for all its words (pixels)."""
    found = []
    for column, heading in enumerate(HEADINGS):
        face = font(Type.SECONDARY, weight=400 if column else 500)
        words = [row.cells[column] for row in rows]
        found.append(round(wanted_width(heading, words, face)) + px(_BESIDE))
    return found
