"""What is said of one word."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from ui.pages.learn.entry_view import EntryView
from ui.pages.learn.links import Links
from ui.theme.type import Type, px
from ui.widgets.button import Button, Kind, Size
from ui.widgets.label import Text
from ui.widgets.scroll_column import ScrollColumn

_WIDEST = 640
_MOST_FACTS = 6


class EntryCard(ScrollColumn):
    """`taken` carries a slug, `source_asked` an address, `back_asked` the way to the last word."""

    taken = Signal(str)
    source_asked = Signal(str)
    back_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(widest=px(_WIDEST), margin=24, gap=px(12), parent=parent)
        self._url = ""
        self._back = Button("Back", Kind.QUIET, size=Size.SMALL, icon="chevron-left")
        self._title = Text("", Type.TITLE, weight=600, wrap=True)
        self._also = Text("", Type.SECONDARY, ink="text2", wrap=True)
        self._short = Text("", Type.LEAD, ink="text2", wrap=True)
        self._text = Text("", wrap=True)
        self._facts = _Facts()
        self._here_title = Text("", weight=600)
        self._here = Text("", wrap=True)
        self._see = Text("See also", Type.SECONDARY, ink="text2")
        self._links = Links()
        self._source = Text("", Type.SECONDARY, ink="text2", wrap=True)
        self._open = Button("Open the source", Kind.QUIET, size=Size.SMALL, icon="external")
        self._build()
        self._back.clicked.connect(self.back_asked)
        self._links.taken.connect(self.taken)
        self._open.clicked.connect(lambda: self.source_asked.emit(self._url))

    def show_entry(self, view: EntryView) -> None:
        """Show this entry from its beginning."""
        self._url = view.url
        self._title.show_text(view.title)
        self._short.show_text(view.short)
        self._text.show_text(view.text)
        self._show(self._also, f"Also called {view.also}" if view.also else "")
        self._facts.show_facts(view.facts)
        self._show(self._here_title, view.here_title)
        self._show(self._here, "\n".join(view.here))
        self._links.show_links(view.links)
        self._see.setVisible(bool(view.links))
        self._show(self._source, f"Source: {view.source}." if view.source else "")
        self._open.setAccessibleDescription(view.url)
        self._open.setToolTip(view.url)
        self._open.setVisible(bool(view.url))
        self.setAccessibleName(f"{view.title}. {view.short} {view.text}")
        self.verticalScrollBar().setValue(0)

    def show_back(self, *, shown: bool) -> None:
        """Offer the way back, or not."""
        self._back.setVisible(shown)

    def focus_first(self) -> None:
        """Take the keyboard to the first way on."""
        self._links.focus_first()

    def _build(self) -> None:
        column = self.column
        column.addWidget(self._back, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._title)
        column.addWidget(self._also)
        column.addWidget(self._short)
        column.addWidget(self._text)
        column.addWidget(self._facts)
        column.addWidget(self._here_title)
        column.addWidget(self._here)
        column.addSpacing(px(4))
        column.addWidget(self._see)
        column.addWidget(self._links)
        column.addWidget(self._source)
        column.addWidget(self._open, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        self._back.hide()

    @staticmethod
    def _show(label: Text, words: str) -> None:
        label.show_text(words)
        label.setVisible(bool(words))


class _Facts(QWidget):
    """Labels and values, a line each."""

    def __init__(self) -> None:
        super().__init__()
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(px(16))
        grid.setVerticalSpacing(px(4))
        grid.setColumnStretch(1, 1)
        self._lines = [(Text("", ink="text2"), Text("", wrap=True)) for _ in range(_MOST_FACTS)]
        for number, (label, value) in enumerate(self._lines):
            grid.addWidget(label, number, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(value, number, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(grid)

    def show_facts(self, facts: tuple[tuple[str, str], ...]) -> None:
        for number, (label, value) in enumerate(self._lines):
            there = number < len(facts)
            for text, words in zip(
                (label, value), facts[number] if there else ("", ""), strict=True
            ):
                text.show_text(words)
                text.setVisible(there)
        self.setVisible(bool(facts))
