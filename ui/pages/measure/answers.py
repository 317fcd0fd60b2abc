"""Answers to the same prompt, side by side."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from ui.pages.measure.answers_view import AnswerView, answers, prompts
from ui.pages.measure.view import Group
from ui.theme.type import Type, px
from ui.widgets.combo import Combo
from ui.widgets.label import Elided, Text
from ui.widgets.surface import Card

_COLUMN = 300  # pixels an answer takes at least
_SELECTABLE = (
    Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
)


class Answers(QWidget):
    """One prompt at a time; equal answers stand in one card."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._group: Group | None = None
        self._prompt = ""
        self._across = 0
        self._cards: list[_AnswerCard] = []
        self._shown = 0
        self._choice = Combo("Prompt")
        self._grid = QGridLayout()
        self._grid.setSpacing(px(12))
        head = QHBoxLayout()
        head.setSpacing(px(12))
        head.addWidget(Text("Answers side by side", Type.LEAD, weight=600))
        head.addWidget(self._choice, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(8))
        column.addLayout(head)
        column.addLayout(self._grid)
        self._choice.edited.connect(self._on_prompt_edited)
        self.hide()

    def show_group(self, group: Group) -> None:
        """Show what these answered; away where nothing was asked."""
        self._group = group
        asked = prompts(group)
        self.setVisible(bool(asked))
        if not asked:
            return
        if self._prompt not in asked:
            self._prompt = asked[0]
        self._choice.show_options([(one, one) for one in asked])
        self._choice.show_value(self._prompt)
        self._show(answers(group, self._prompt))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As many beside one another as there is room for."""
        super().resizeEvent(event)
        self._place()

    def _on_prompt_edited(self, prompt: object) -> None:
        self._prompt = str(prompt)
        if self._group is not None:
            self._show(answers(self._group, self._prompt))

    def _show(self, shown: Sequence[AnswerView]) -> None:
        while len(self._cards) < len(shown):
            self._cards.append(_AnswerCard(self))
        for number, card in enumerate(self._cards):
            if number < len(shown):
                card.show_view(shown[number])
            card.setVisible(number < len(shown))
        self._shown, self._across = len(shown), 0
        self._place()

    def _place(self) -> None:
        across = max(1, min(self._shown, self.width() // px(_COLUMN)))
        if across == self._across:
            return
        self._across = across
        for card in self._cards:
            self._grid.removeWidget(card)
        for number, card in enumerate(self._cards[: self._shown]):
            self._grid.addWidget(card, number // across, number % across)
        for column in range(self._grid.columnCount()):
            self._grid.setColumnStretch(column, 1 if column < across else 0)


class _AnswerCard(Card):
    def __init__(self, parent: QWidget) -> None:
        super().__init__("raised", parent=parent)
        self._titles = Elided("", Type.SECONDARY, weight=600)
        self._text = Text("", wrap=True)
        self._text.setTextInteractionFlags(_SELECTABLE)
        self._text.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._note = Text("", Type.SECONDARY, ink="text3", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(16), px(12), px(16), px(12))
        column.setSpacing(px(6))
        for widget in (self._titles, self._text, self._note):
            column.addWidget(widget)
        column.addStretch(1)

    def show_view(self, view: AnswerView) -> None:
        self._titles.show_text(view.titles)
        self._text.show_text(view.text)
        self._text.setAccessibleName(f"{view.titles}: {view.text}")
        self._note.show_text(view.note)
        self._note.setVisible(bool(view.note))
