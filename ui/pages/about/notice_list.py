"""The third-party notices: a list that can be searched, and the chosen one's whole text."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFont,
    QFontMetricsF,
    QPainter,
    QResizeEvent,
    QStandardItem,
    QStandardItemModel,
)
from PySide6.QtWidgets import (
    QBoxLayout,
    QListView,
    QPlainTextEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from ui.pages.about.view import NoticeRow, count_words
from ui.theme import paint
from ui.theme.appearance import worn
from ui.theme.type import Type, font, px
from ui.widgets.label import Text
from ui.widgets.search_field import SearchField
from ui.widgets.surface import Card

_ROW = int(Qt.ItemDataRole.UserRole)
_HIGH = 380
_ABOVE = 180
_LIST = 230
_WIDE_ENOUGH = 800  # below it the text stands under the list
_ROW_HEIGHT = 44
_UNBOUND = 16_777_215  # the widest a widget may be
Index = QModelIndex | QPersistentModelIndex


class NoticeList(QWidget):
    """`searched` with what a person types; `chosen` with a row's place among all notices."""

    searched = Signal(str)
    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._search = SearchField("Search notices")
        self._count = Text("", Type.SECONDARY, ink="text2")
        self._rows = QStandardItemModel(self)
        self._list = QListView()
        self._text = QPlainTextEdit()
        self._both = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._search.edited.connect(self.searched)
        self._build()
        self._list.selectionModel().currentChanged.connect(self._on_current_changed)

    def show_rows(self, rows: Sequence[NoticeRow], all_of_them: int) -> None:
        """List these, and show the first."""
        self._rows.clear()
        for row in rows:
            item = QStandardItem(row.title)
            item.setEditable(False)
            item.setData(row, _ROW)
            item.setData(f"{row.title}, {row.licence}", Qt.ItemDataRole.AccessibleTextRole)
            self._rows.appendRow(item)
        self._count.show_text(count_words(len(rows), all_of_them))
        if rows:
            self._list.setCurrentIndex(self._rows.index(0, 0))
        else:
            self.show_text("Nothing was found.")

    def show_text(self, text: str) -> None:
        """Show this notice, from its beginning."""
        self._text.setPlainText(text)
        self._text.verticalScrollBar().setValue(0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little room the text stands under the list: licences have long lines."""
        super().resizeEvent(event)
        self._lay()

    def _lay(self) -> None:
        beside = self.width() >= px(_WIDE_ENOUGH)
        way = QBoxLayout.Direction
        self._both.setDirection(way.LeftToRight if beside else way.TopToBottom)
        self._list.setMaximumWidth(px(_LIST) if beside else _UNBOUND)
        self._list.setFixedHeight(px(_HIGH if beside else _ABOVE))

    def _build(self) -> None:
        self._list.setModel(self._rows)
        self._list.setItemDelegate(_Delegate(self._list))
        self._list.setAccessibleName("Third-party notices")
        self._list.setMouseTracking(True)
        self._list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.viewport().setAutoFillBackground(False)
        self._text.setReadOnly(True)
        self._text.setTabChangesFocus(True)
        self._text.setFont(font(Type.CODE))
        self._text.setAccessibleName("The notice")
        self._text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._both.addWidget(self._list)
        self._both.addWidget(self._framed(), 1)
        self._both.setSpacing(px(12))
        self._text.setFixedHeight(px(_HIGH))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(8))
        column.addWidget(self._search)
        column.addWidget(self._count)
        column.addLayout(self._both)
        self._lay()

    def _framed(self) -> Card:
        card = Card("panel")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(px(8), px(4), px(4), px(4))
        inside.addWidget(self._text)
        return card

    def _on_current_changed(self, now: QModelIndex, _before: QModelIndex) -> None:
        row = now.data(_ROW)
        if isinstance(row, NoticeRow):
            self.chosen.emit(row.place)


class _Delegate(QStyledItemDelegate):
    """A name, and its licence under it."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(px(120), px(_ROW_HEIGHT))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row = index.data(_ROW)
        if not isinstance(row, NoticeRow):
            return
        colours = worn().colours
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(option.rect).adjusted(0, 1, -px(4), -1)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if chosen:
            paint.box(painter, box, paint.SMALL_RADIUS, fill=colours.tint)
        elif option.state & QStyle.StateFlag.State_MouseOver:
            paint.box(painter, box, paint.SMALL_RADIUS, fill=colours.bubble)
        if chosen and option.state & QStyle.StateFlag.State_HasFocus:
            paint.ring(painter, box, paint.SMALL_RADIUS, colours.accent)
        inner = box.adjusted(px(8), px(4), -px(8), -px(4))
        half = inner.height() / 2
        name = font(Type.BODY, weight=600 if chosen else 400)
        ink = colours.accent if chosen else colours.text
        top = QRectF(inner.left(), inner.top(), inner.width(), half)
        paint.words(painter, top, _short(row.title, name, inner), name, ink)
        small = font(Type.SECONDARY)
        below = QRectF(inner.left(), inner.top() + half, inner.width(), half)
        paint.words(painter, below, _short(row.licence, small, inner), small, colours.text2)
        painter.restore()


def _short(words: str, face: QFont, area: QRectF) -> str:
    end = Qt.TextElideMode.ElideRight
    return QFontMetricsF(face).elidedText(words, end, area.width())
