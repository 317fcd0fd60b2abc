"""Repositories of the Hub beside a family: a field to add one, and those that were added."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from ui.pages.compare.asked import repository_in
from ui.pages.compare.chips import Chips
from ui.pages.compare.gathered import Trouble
from ui.pages.compare.troubles import Troubles
from ui.theme.type import px
from ui.widgets.button import Button, Kind, Size
from ui.widgets.told_line import ToldLine

_WRITTEN = "A repository is written owner/name, such as ggml-org/gemma-3-4b-it-GGUF."
_THERE = "That repository is on the board already."
_MOST = 6
_ENOUGH = f"There is room for {_MOST} repositories. Take one away first."


class Repositories(QWidget):
    """`edited` carries all that are added. `button` opens the field; it stands elsewhere.

    `pressed` carries a repository that is not on the board and the words of a button beside it.
    """

    edited = Signal(tuple)
    pressed = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.button = Button("Add a repository…", Kind.QUIET, size=Size.SMALL, icon="plus")
        self._added: tuple[str, ...] = ()
        self._told_of: tuple[Trouble, ...] = ()
        self._field = QLineEdit()
        self._field.setAccessibleName("Repository on Hugging Face")
        self._field.setPlaceholderText("owner/name of a repository with GGUF files")
        self._add = Button("Add", size=Size.SMALL)
        self._told = ToldLine()
        self._typing = QWidget()
        self._chips = Chips()
        self._troubles = Troubles()
        self._build()
        self.button.clicked.connect(self._on_button_clicked)
        self._add.clicked.connect(self._on_add)
        self._field.returnPressed.connect(self._on_add)
        self._chips.taken_away.connect(self._on_taken_away)
        self._troubles.pressed.connect(self.pressed)

    def show_added(self, added: tuple[str, ...]) -> None:
        """Show these, each with a button that takes it away."""
        if added == self._added:
            return
        self._added = added
        self._chips.show_added(added, self.button)
        self._chips.setVisible(bool(added))
        self.show_troubles([one for one in self._told_of if one.repo in added])
        self._show()

    def show_troubles(self, troubles: Sequence[Trouble]) -> None:
        """Say of these why they are not on the board."""
        self._told_of = tuple(troubles)
        focused = self._troubles.focused
        self._chips.show_states({one.repo: one.line for one in troubles})
        self._troubles.show_troubles(troubles)
        if focused and not self._troubles.focused:
            self._chips.focus_on(focused)

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(6))
        row = QHBoxLayout(self._typing)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(8))
        self._field.setMaximumWidth(px(420))
        row.addWidget(self._field, 1)
        row.addWidget(self._add)
        row.addStretch(1)
        for widget in (self._typing, self._told, self._chips, self._troubles):
            column.addWidget(widget)
        self._typing.hide()
        self._chips.hide()
        self.hide()

    def _show(self) -> None:
        self.setVisible(bool(self._added) or not self._typing.isHidden())

    def _on_button_clicked(self) -> None:
        self._typing.setVisible(self._typing.isHidden())
        self._told.show_words("")
        self._show()
        if not self._typing.isHidden():
            self._field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_add(self) -> None:
        found = repository_in(self._field.text())
        if found is None:
            self._told.show_words(_WRITTEN)
        elif found in self._added:
            self._told.show_words(_THERE)
        elif len(self._added) >= _MOST:
            self._told.show_words(_ENOUGH)
        else:
            self._told.show_words("")
            self._field.clear()
            self._typing.hide()
            self.edited.emit((*self._added, found))

    def _on_taken_away(self, repo: str) -> None:
        self.edited.emit(tuple(one for one in self._added if one != repo))
