"""What follows, and the buttons that do it."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.pages.compare.verdict import LETTERS
from ui.theme.type import Type, px
from ui.widgets.button import Button, Kind
from ui.widgets.flow import Flow
from ui.widgets.label import Text
from ui.widgets.surface import Card

_MOST = len(LETTERS)


class SoWhat(Card):
    """`taken` carries the place of the chosen file; `third_asked` to set another beside them."""

    taken = Signal(int)
    third_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("panel", parent=parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(16), px(12), px(16), px(16))
        column.setSpacing(px(6))
        self._words = Text("", Type.BODY, wrap=True)
        self._row = Flow()
        self._buttons = [Button(f"Choose {letter}") for letter in LETTERS]
        self._more = Button("")
        for number, button in enumerate(self._buttons):
            button.clicked.connect(lambda _=False, number=number: self.taken.emit(number))
            self._row.flow.addWidget(button)
            button.hide()
        self._row.flow.addWidget(self._more)
        self._more.clicked.connect(self.third_asked)
        column.addWidget(Text("So what", weight=600))
        column.addWidget(self._words)
        column.addSpacing(px(4))
        column.addWidget(self._row)
        column.addStretch(1)

    def show_words(self, words: str, titles: Sequence[str], take: int | None) -> None:
        """Say it, and offer each of the chosen; the one to take stands out."""
        self._words.show_text(words)
        for number, button in enumerate(self._buttons):
            there = number < len(titles)
            button.setVisible(there)
            if there:
                button.setAccessibleName(f"Choose {LETTERS[number]}, {titles[number]}")
                button.setToolTip(titles[number])
                button.show_kind(Kind.PRIMARY if number == take else Kind.PLAIN)
        self._more.setVisible(bool(titles) and len(titles) < _MOST)
        self._more.show_text("Add a second" if len(titles) == 1 else "Add a third")
        self._row.updateGeometry()
