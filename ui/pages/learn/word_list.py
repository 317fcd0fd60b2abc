"""The words in a list, under the headings of their groups."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from ui.pages.learn.view import WordRow
from ui.text.tips import tip
from ui.theme import paint
from ui.theme.appearance import worn
from ui.theme.type import Type, font, px

ROW = int(Qt.ItemDataRole.UserRole)
Index = QModelIndex | QPersistentModelIndex


class WordList(QListView):
    """`chosen` with a word's key as one goes through the list; `entered` on Enter.

    `show_rows` and `show_current` never emit.
    """

    chosen = Signal(str)
    entered = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = QStandardItemModel(self)
        self._rows: tuple[WordRow, ...] = ()
        self._showing = False
        self.setModel(self._words)
        self.setItemDelegate(_Delegate(self))
        self.setAccessibleName("Words")
        self.setMouseTracking(True)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        self.selectionModel().currentChanged.connect(self._on_current_changed)

    def show_rows(self, rows: Sequence[WordRow]) -> None:
        """Show these; nothing is chosen yet."""
        if tuple(rows) == self._rows:
            return
        self._rows = tuple(rows)
        self._showing = True
        self._words.clear()
        for row in self._rows:
            item = QStandardItem(row.title)
            item.setEditable(False)
            if row.is_heading:
                item.setFlags(Qt.ItemFlag.NoItemFlags)
            else:
                item.setData(row, ROW)
                item.setToolTip(tip(row.detail))
                item.setData(f"{row.title}. {row.detail}", Qt.ItemDataRole.AccessibleTextRole)
            self._words.appendRow(item)
        self._showing = False

    def show_current(self, key: str) -> bool:
        """Mark this one; False where it is not in the list."""
        place = next((n for n, row in enumerate(self._rows) if row.key and row.key == key), None)
        self._showing = True
        index = self._words.index(place, 0) if place is not None else QModelIndex()
        self.setCurrentIndex(index)
        if place is not None:
            self.scrollTo(index)
        self._showing = False
        return place is not None

    def step(self, by: int) -> None:
        """Go so many words on; headings do not count."""
        places = [n for n, row in enumerate(self._rows) if not row.is_heading]
        now = self.currentIndex().row()
        if not places:
            return
        at = places.index(now) + by if now in places else 0
        self.setCurrentIndex(self._words.index(places[min(max(at, 0), len(places) - 1)], 0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes on to what is said of the word."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        else:
            super().keyPressEvent(event)

    def _on_current_changed(self, now: QModelIndex, _before: QModelIndex) -> None:
        row = now.data(ROW)
        if not self._showing and isinstance(row, WordRow):
            self.chosen.emit(row.key)


class _Delegate(QStyledItemDelegate):
    """A heading, or a word."""

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(px(120), px(28) if index.data(ROW) is not None else px(36))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        colours = worn().colours
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(option.rect)
        row, side = index.data(ROW), px(8)
        inner = area.adjusted(side, 0, -side, 0)
        if not isinstance(row, WordRow):
            words = inner.adjusted(0, px(10), 0, 0)
            face = font(Type.SECONDARY, weight=600)
            paint.words(painter, words, str(index.data()), face, colours.text2)
            painter.restore()
            return
        box = area.adjusted(0, 1, 0, -1)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if chosen:
            paint.box(painter, box, paint.SMALL_RADIUS, fill=colours.tint)
        elif option.state & QStyle.StateFlag.State_MouseOver:
            paint.box(painter, box, paint.SMALL_RADIUS, fill=colours.bubble)
        if chosen and option.state & QStyle.StateFlag.State_HasFocus:
            paint.ring(painter, box, paint.SMALL_RADIUS, colours.accent)
        ink = colours.accent if chosen else colours.text
        face = font(Type.BODY, weight=600 if chosen else 400)
        paint.words(painter, inner, row.title, face, ink)
        painter.restore()
