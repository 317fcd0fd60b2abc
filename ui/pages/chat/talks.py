"""The list of conversations, under the days they were last changed."""

from collections.abc import Sequence

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRectF,
    QSize,
    Qt,
    Signal,
    SignalInstance,
)
from PySide6.QtGui import QFont, QKeyEvent, QPainter, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListView,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
)

from ui.pages.chat.view import TalkRow
from ui.theme import paint
from ui.theme.appearance import worn
from ui.theme.type import Type, font, px
from ui.widgets.button import IconButton
from ui.widgets.label import Text
from ui.widgets.search_field import SearchField
from ui.widgets.surface import Surface

ROW = int(Qt.ItemDataRole.UserRole)


class TalkList(Surface):
    """Conversations to choose from. Signals carry a conversation's number."""

    new_asked = Signal()
    chosen = Signal(int)
    search_edited = Signal(str)
    rename_asked = Signal(int)
    delete_asked = Signal(int)
    export_asked = Signal(int)
    marked = Signal(bool)  # whether one of the conversations is the open one

    def __init__(self) -> None:
        super().__init__("bg", line="right")
        self._model = QStandardItemModel(self)
        self._list = _List()
        self._list.setModel(self._model)
        self._list.setItemDelegate(_Delegate(self._list))
        self._list.delete_pressed.connect(lambda: self._emit_current(self.delete_asked))
        self._list.rename_pressed.connect(lambda: self._emit_current(self.rename_asked))
        self._list.customContextMenuRequested.connect(self._on_menu_requested)
        self._list.selectionModel().currentChanged.connect(self._on_current_changed)
        self._search = SearchField("Search conversations", hint="Search")
        self._search.edited.connect(self.search_edited)
        self._new = IconButton("edit", "New conversation")
        self._new.clicked.connect(self.new_asked)
        self._showing = False
        self._current: int | None = None
        head = QHBoxLayout()
        head.setContentsMargins(px(8), 0, 0, 0)
        head.addWidget(Text("Conversations", weight=600), 1)
        head.addWidget(self._new)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(8), px(10), px(8), px(8))
        column.setSpacing(px(8))
        column.addLayout(head)
        column.addWidget(self._search)
        column.addWidget(self._list, 1)
        self.setFixedWidth(px(188))

    def show_rows(self, rows: Sequence[TalkRow], current: int | None) -> None:
        """Show these; choosing by a person alone emits."""
        self._showing = True
        self._current = current
        self._model.clear()
        group = ""
        if not rows and self._search.text():
            self._append_heading("Nothing was found.")
        for row in rows:
            if row.group != group:
                group = row.group
                self._append_heading(group)
            item = QStandardItem(row.title)
            item.setEditable(False)
            item.setData(row, ROW)
            item.setToolTip(row.title)
            self._model.appendRow(item)
            if row.id == current:
                self._list.setCurrentIndex(item.index())
        self._showing = False
        self.marked.emit(current is not None)

    def open_menu(self, at: QPoint) -> None:
        """Offer what can be done with the open conversation; `at` is on the screen."""
        if self._current is not None:
            self._popup(self._current, at)

    def focus_search(self) -> None:
        """Take the keyboard to the search."""
        self._search.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _on_current_changed(self, now: QModelIndex, _before: QModelIndex) -> None:
        row = now.data(ROW)
        if not self._showing and isinstance(row, TalkRow):
            self.chosen.emit(row.id)

    def _emit_current(self, signal: SignalInstance) -> None:
        row = self._list.currentIndex().data(ROW)
        if isinstance(row, TalkRow):
            signal.emit(row.id)

    def _on_menu_requested(self, at: QPoint) -> None:
        row = self._list.indexAt(at).data(ROW)
        if isinstance(row, TalkRow):
            self._popup(row.id, self._list.viewport().mapToGlobal(at))

    def _popup(self, number: int, at: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("Rename…", lambda: self.rename_asked.emit(number))
        menu.addAction("Save as a file…", lambda: self.export_asked.emit(number))
        menu.addAction("Delete", lambda: self.delete_asked.emit(number))
        menu.popup(at)

    def _append_heading(self, words: str) -> None:
        heading = QStandardItem(words)
        heading.setFlags(Qt.ItemFlag.NoItemFlags)
        self._model.appendRow(heading)


class _List(QListView):
    delete_pressed = Signal()
    rename_pressed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Conversations")
        self.setMouseTracking(True)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.viewport().setAutoFillBackground(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete:
            self.delete_pressed.emit()
            return
        if event.key() == Qt.Key.Key_F2:
            self.rename_pressed.emit()
            return
        super().keyPressEvent(event)


class _Delegate(QStyledItemDelegate):
    """Draws a heading, or a conversation in two lines."""

    def sizeHint(
        self, _option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(px(120), px(48) if index.data(ROW) is not None else px(30))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        colours = worn().colours
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(option.rect)
        row = index.data(ROW)
        side = px(8)
        if not isinstance(row, TalkRow):
            words = area.adjusted(side, px(8), -side, 0)
            _line(painter, words, str(index.data()), colours.text3, font(Type.SECONDARY))
            painter.restore()
            return
        state = option.state
        box = area.adjusted(0, 1, 0, -1)
        if state & QStyle.StateFlag.State_Selected:
            paint.box(painter, box, paint.RADIUS, fill=colours.tint)
        elif state & QStyle.StateFlag.State_MouseOver:
            paint.box(painter, box, paint.RADIUS, fill=colours.bubble)
        if state & QStyle.StateFlag.State_HasFocus:
            paint.ring(painter, box, paint.RADIUS, colours.accent)
        top = box.adjusted(side, px(4), -side, -box.height() / 2)
        low = box.adjusted(side, box.height() / 2, -side, -px(4))
        _line(painter, top, row.title, colours.text, font(Type.BODY, weight=500))
        _line(painter, low, row.detail, colours.text2, font(Type.SECONDARY))
        painter.restore()


def _line(painter: QPainter, area: QRectF, text: str, colour: str, face: QFont) -> None:
    painter.setFont(face)
    painter.setPen(colour)
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(area.width()))
    flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextSingleLine
    painter.drawText(area, int(flags), shown)
