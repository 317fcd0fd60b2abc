"""The Find page: a search and its results, and behind a result the model's own page."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from ui.pages.find.catalog_view import AGAIN, Origin, count_words
from ui.pages.find.model_page import ModelPage
from ui.pages.find.results import ResultList
from ui.theme.type import Type, px
from ui.widgets.combo import Combo
from ui.widgets.empty_state import EmptyState
from ui.widgets.label import Text
from ui.widgets.notice import Notice
from ui.widgets.search_field import SearchField
from ui.widgets.surface import Skeleton

TYPING_MS = 300  # a search begins when the typing rests for so long
SORTS = (
    ("trending", "Trending"),
    ("downloads", "Most downloads"),
    ("likes", "Most likes"),
    ("updated", "Newest"),
)


class FindPage(QWidget):
    """`search_asked(query, sort)` when the typing rests; `again_asked` after a failure."""

    search_asked = Signal(str, str)
    again_asked = Signal()
    back_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.results = ResultList()
        self.model = ModelPage()
        self.notice = Notice(closable=False)
        self._search = SearchField("Search models on Hugging Face")
        self._sort = Combo("Sort by")
        self._words = Text("", Type.SECONDARY, ink="text2")
        self._waiting = Skeleton(8)
        self._empty = EmptyState("search", "")
        self._below = QStackedWidget()
        self._stack = QStackedWidget()
        self._origin: Origin | None = None  # what the notice says
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(TYPING_MS)
        self._build()
        self._typing.timeout.connect(self._on_typing_rested)
        self._search.edited.connect(lambda _text: self._typing.start())
        self._search.submitted.connect(lambda _text: self._on_typing_rested())
        self._sort.edited.connect(lambda _value: self._on_typing_rested())
        self.notice.pressed.connect(lambda _word: self.again_asked.emit())
        self.model.back_asked.connect(self.back_asked)

    def focus_search(self) -> None:
        """Take the keyboard to the search."""
        self._search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._search.selectAll()

    def search_for(self, words: str) -> None:
        """Search for these words, as if a person had typed them."""
        self.show_results()
        self._search.setText(words)
        self._on_typing_rested()

    def show_results(self) -> None:
        """Show the search and what it found."""
        self._stack.setCurrentIndex(0)

    def show_model(self) -> None:
        """Show the page of one model."""
        self._stack.setCurrentWidget(self.model)

    def show_waiting(self) -> None:
        """A search is under way and nothing has come yet."""
        self.notice.hide()
        self._sort.setEnabled(True)
        self._words.show_text("Searching")
        self._below.setCurrentIndex(1)

    def show_count(self, count: int, *, complete: bool) -> None:
        """So many have come."""
        self.notice.hide()
        self._sort.setEnabled(True)
        if not count and complete:
            self._words.show_text("")
            self._empty.show_words("Nothing was found. Fewer or other words may help.")
            self._below.setCurrentWidget(self._empty)
            return
        self._words.show_text(f"{count} models" if complete else f"The first {count} models")
        self._below.setCurrentIndex(0)

    def show_known(self, count: int, origin: Origin) -> None:
        """So many are the catalog's, and why they are shown; in its own order."""
        self._words.show_text(count_words(count))
        self._sort.setEnabled(False)
        self.show_origin(origin)
        self._below.setCurrentIndex(0)

    def show_origin(self, origin: Origin) -> None:
        """Say this above the rows; once, however often it is found."""
        if origin != self._origin or self.notice.isHidden():
            self._origin = origin
            self.notice.show_words(origin.kind, origin.what, origin.next, origin.buttons)

    def show_failure(self, what: str, next_step: str) -> None:
        """Say why nothing came."""
        self._sort.setEnabled(True)
        self._words.show_text("")
        self.show_origin(Origin(kind="error", what=what, next=next_step, buttons=(AGAIN,)))
        self._below.setCurrentIndex(0)

    def _build(self) -> None:
        self._sort.show_options(SORTS)
        self._sort.show_value("trending")
        results = QWidget()
        outer = QHBoxLayout(results)
        outer.setContentsMargins(px(32), px(24), px(32), 0)
        inner = QWidget()
        inner.setMaximumWidth(px(960))
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(12))
        column.addWidget(Text("Find a model", Type.TITLE, weight=600))
        row = QHBoxLayout()
        row.setSpacing(px(12))
        self._search.setMinimumHeight(px(36))
        row.addWidget(self._search, 1)
        self._sort.setFixedWidth(px(176))
        row.addWidget(self._sort)
        column.addLayout(row)
        column.addWidget(self._words)
        column.addWidget(self.notice)
        waiting = QWidget()
        holds = QVBoxLayout(waiting)
        holds.setContentsMargins(0, px(8), 0, 0)
        holds.addWidget(self._waiting)
        holds.addStretch(1)
        self._below.addWidget(self.results)
        self._below.addWidget(waiting)
        self._below.addWidget(self._empty)
        column.addWidget(self._below, 1)
        outer.addStretch(1)
        outer.addWidget(inner, 1000)
        outer.addStretch(1)
        self._stack.addWidget(results)
        self._stack.addWidget(self.model)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._stack)

    def _on_typing_rested(self) -> None:
        self._typing.stop()
        self.search_asked.emit(self._search.text().strip(), str(self._sort.value))
