"""The words: a search and a list at the left, what is said of one at the right."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from ui.pages.learn.entry_card import EntryCard
from ui.pages.learn.entry_view import EntryView
from ui.pages.learn.types_table import TypesTable
from ui.pages.learn.types_view import TypesView
from ui.pages.learn.view import WordRow
from ui.pages.learn.word_list import WordList
from ui.theme.type import px
from ui.widgets.empty_state import EmptyState
from ui.widgets.search_field import SearchField
from ui.widgets.surface import Surface

# Pixels at usual text: with so much room the list is so wide.
_LISTS = ((860, 248), (600, 204), (0, 136))


class Words(QWidget):
    """Signals carry what a person asked for; the show methods never emit."""

    searched = Signal(str)
    chosen = Signal(str)  # a key from the list
    taken = Signal(str)  # a slug that something said leads to
    source_asked = Signal(str)
    back_asked = Signal()
    empty_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._search = SearchField("Search the words", hint="Search")
        self._list = WordList()
        self._side = Surface("bg", line="right")
        self._card = EntryCard()
        self._table = TypesTable()
        self._empty = EmptyState("search", "", "")
        self._stack = QStackedWidget()
        self._build()
        self._search.edited.connect(self.searched)
        self._search.submitted.connect(lambda _text: self._list.setFocus())
        self._search.installEventFilter(self)
        self._list.chosen.connect(self.chosen)
        self._list.entered.connect(self._on_list_entered)
        for source in (self._card, self._table):
            source.taken.connect(self.taken)
        self._card.source_asked.connect(self.source_asked)
        self._card.back_asked.connect(self.back_asked)
        self._empty.pressed.connect(self.empty_pressed)

    @property
    def asked(self) -> str:
        """What is searched for."""
        return self._search.text()

    def focus_search(self) -> None:
        """Take the keyboard to the search."""
        self._search.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def show_search(self, words: str) -> None:
        """Show this as searched for."""
        self._search.show_value(words)

    def show_rows(self, rows: Sequence[WordRow], current: str) -> bool:
        """List these and mark one; False where that one is not among them."""
        self._list.show_rows(rows)
        return self._list.show_current(current)

    def show_entry(self, view: EntryView, *, back: bool) -> None:
        """Say what there is to say of a word; `back`: there was one before it."""
        self._card.show_back(shown=back)
        self._card.show_entry(view)
        self._stack.setCurrentWidget(self._card)

    def show_types(self, view: TypesView) -> None:
        """Show the table of file types."""
        self._table.show_types(view)
        self._stack.setCurrentWidget(self._table)

    def show_nothing(self, line: str, button: str) -> None:
        """Nothing was found."""
        self._empty.show_words(line, button)
        self._stack.setCurrentWidget(self._empty)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Up and down go through the list while one writes."""
        if watched is self._search and isinstance(event, QKeyEvent):
            steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
            if event.type() is QEvent.Type.KeyPress and event.key() in steps:
                self._list.step(steps[Qt.Key(event.key())])
                return True
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little room the list gives some of its own."""
        super().resizeEvent(event)
        wide = next(wide for room, wide in _LISTS if self.width() >= px(room))
        self._side.setFixedWidth(px(wide))

    def _build(self) -> None:
        left = QVBoxLayout(self._side)
        left.setContentsMargins(px(12), px(12), px(8), px(8))
        left.setSpacing(px(8))
        left.addWidget(self._search)
        left.addWidget(self._list, 1)
        for page in (self._card, self._table, self._empty):
            self._stack.addWidget(page)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._side)
        row.addWidget(self._stack, 1)

    def _on_list_entered(self) -> None:
        if self._stack.currentWidget() is self._card:
            self._card.focus_first()
        elif self._stack.currentWidget() is self._table:
            self._table.focus_first()
