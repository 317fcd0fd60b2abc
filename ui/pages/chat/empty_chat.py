"""The chat before its first message: one line, one button, and questions one may begin with."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.widgets.button import Button, Size
from ui.widgets.empty_state import EmptyState
from ui.widgets.flow import Flow


class EmptyChat(EmptyState):
    """`asked` carries the question that was pressed."""

    asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("chat", "", "", parent)
        self._questions: tuple[str, ...] = ()
        self._chips = Flow(self, centred=True)
        self._chips.setAccessibleName("Questions to begin with")
        self.column.insertWidget(self.column.count() - 1, self._chips)
        self._chips.hide()

    def show_questions(self, questions: Sequence[str]) -> None:
        """Offer these; none takes the row away."""
        if tuple(questions) == self._questions:
            return
        self._questions = tuple(questions)
        while (item := self._chips.flow.takeAt(0)) is not None:
            chip = item.widget()
            if chip is not None:
                chip.hide()
                chip.deleteLater()
        for question in questions:
            chip = Button(question, size=Size.SMALL, parent=self._chips)
            chip.clicked.connect(lambda _on=False, words=question: self.asked.emit(words))
            self._chips.flow.addWidget(chip)
        self._chips.setVisible(bool(questions))
