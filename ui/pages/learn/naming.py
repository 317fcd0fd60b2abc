"""A name pasted by a person: its pieces in place, a sentence, warnings, every piece explained."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QVBoxLayout, QWidget

from ui.pages.learn.view import EXAMPLES
from ui.text.name_view import NameView, PieceView
from ui.theme.type import Type, px
from ui.widgets.button import Button, Size
from ui.widgets.flow import Flow
from ui.widgets.label import Elided, Text
from ui.widgets.name_strip import NameStrip
from ui.widgets.scroll_column import ScrollColumn
from ui.widgets.surface import Card, Hairline
from ui.widgets.warning_lines import WarningLines

_WIDEST = 860
_MOST = 20_000  # characters taken
_HINT = "A file's name, a repository or a tag"


class Naming(ScrollColumn):
    """`edited` carries what a person typed, pasted or took from the examples."""

    edited = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(widest=px(_WIDEST), margin=24, gap=px(16), parent=parent)
        self._field = QLineEdit()
        self._field.setAccessibleName("A model's name")
        self._field.setPlaceholderText(_HINT)
        self._field.setClearButtonEnabled(False)
        self._field.setMaxLength(_MOST)
        self._examples = Flow(gap=8)
        self._strip = NameStrip()
        self._sentence = Text("", Type.LEAD, wrap=True)
        self._warnings = WarningLines()
        self._parts = _Parts()
        self._card = Card("raised")
        self._parts_card = Card("bg")
        self._build()
        self._field.textEdited.connect(self.edited)

    def show_text(self, text: str) -> None:
        """Stand at this name."""
        if text != self._field.text():
            self._field.setText(text)
            self._field.setCursorPosition(0)

    def show_name(self, view: NameView | None) -> None:
        """Show what it says; None: nothing was entered."""
        there = view is not None and bool(view.pieces)
        for widget in (self._card, self._parts_card):
            widget.setVisible(there)
        if view is not None and there:
            self._strip.show_name(view)
            self._sentence.show_text(view.sentence)
            self._parts.show_pieces(view.pieces)
        self._warnings.show_lines(view.warnings if view else ())

    def focus_field(self) -> None:
        """Take the keyboard to the field."""
        self._field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._field.selectAll()

    def _build(self) -> None:
        for example in EXAMPLES:
            button = Button(example, size=Size.SMALL)
            button.setAccessibleName(f"Example: {example}")
            button.clicked.connect(lambda _on, name=example: self.edited.emit(name))
            self._examples.flow.addWidget(button)
        inside = QVBoxLayout(self._card)
        inside.setContentsMargins(px(16), px(16), px(16), px(16))
        inside.setSpacing(px(16))
        inside.addWidget(self._strip)
        inside.addWidget(self._sentence)
        parts = QVBoxLayout(self._parts_card)
        parts.setContentsMargins(px(16), px(8), px(16), px(8))
        parts.addWidget(self._parts)
        column = self.column
        column.addWidget(Text("Paste a name to see what each part of it means.", ink="text2"))
        column.addWidget(self._field)
        column.addWidget(self._examples)
        column.addWidget(self._card)
        column.addWidget(self._warnings)
        column.addWidget(self._parts_card)
        column.addStretch(1)


class _Parts(QWidget):
    """Every piece with its sentence, one under the other."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[tuple[QWidget, Elided, Text]] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(px(16))
        self._grid.setVerticalSpacing(0)
        self._grid.setColumnStretch(1, 1)

    def show_pieces(self, pieces: Sequence[PieceView]) -> None:
        while len(self._rows) < len(pieces):
            self._add()
        for number, (line, text, meaning) in enumerate(self._rows):
            there = number < len(pieces)
            if there:
                text.show_text(pieces[number].text)
                text.show_ink("accent" if pieces[number].strong else "text")
                meaning.show_text(pieces[number].meaning)
            line.setVisible(there and number > 0)
            for widget in (text, meaning):
                widget.setVisible(there)

    def _add(self) -> None:
        number = len(self._rows)
        line = Hairline(parent=self)
        text = Elided("", Type.CODE, weight=600, middle=True, parent=self)
        meaning = Text("", wrap=True, parent=self)
        text.setFixedWidth(px(168))
        for widget in (text, meaning):
            widget.setContentsMargins(0, px(6), 0, px(6))
        self._grid.addWidget(line, 2 * number, 0, 1, 2)
        self._grid.addWidget(text, 2 * number + 1, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(meaning, 2 * number + 1, 1)
        self._rows.append((line, text, meaning))
