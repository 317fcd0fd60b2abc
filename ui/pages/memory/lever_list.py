"""Every choice in its group, and those that would change nothing here with the reason."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from launcher.memory.estimate import Basis, ContextLengths
from ui.pages.memory.lever_row import LeverRow
from ui.pages.memory.lever_words import WORDS, Group
from ui.pages.memory.levers_view import IdleLever, Levers
from ui.pages.memory.section import Section
from ui.text.fitting_view import LARGEST
from ui.theme.type import Type, px
from ui.widgets.context_choice import ContextChoice
from ui.widgets.label import Text


class Reason(QWidget):
    """A choice that changes nothing here, and why."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = Text("", Type.SECONDARY, weight=500, wrap=True)
        self._reason = Text("", Type.SECONDARY, ink="text2", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._name)
        column.addWidget(self._reason)

    def show_idle(self, idle: IdleLever) -> None:
        """Say both."""
        self._name.show_text(idle.name)
        self._reason.show_text(idle.reason)


class LeverList(QWidget):
    """`turned` carries a choice's key and its new value. Rows are made when first needed."""

    turned = Signal(str, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = ContextChoice()
        self._rows: dict[str, LeverRow] = {}
        self._sections = {
            group: Section(group.value, line=number > 0) for number, group in enumerate(Group)
        }
        self._idle = Section("These would change nothing here")
        self._reasons: list[Reason] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(16))
        for section in (*self._sections.values(), self._idle):
            section.column.setSpacing(px(12))
            column.addWidget(section)
        self._sections[Group.CONVERSATION].column.addWidget(self._context)
        self._context.edited.connect(lambda tokens: self.turned.emit("context", tokens))

    def show_context(
        self,
        context: ContextLengths,
        *,
        largest: int | None,
        basis: Basis,
        largest_name: str = LARGEST,
    ) -> None:
        """Show the context as asked and granted, and what fits (tokens), by whose word."""
        self._context.show_context(
            context, largest=largest, basis=basis, largest_name=largest_name
        )

    def show_unknown(self, context: int) -> None:
        """Show the context as asked; nothing is known of it."""
        self._context.show_unknown(context)

    def show_levers(self, levers: Levers) -> None:
        """Show where each stands."""
        shown = {lever.key for lever in levers.turning}
        for lever in levers.turning:
            row = self._rows.get(lever.key)
            if row is None:
                section = self._sections[lever.group]
                row = self._rows[lever.key] = LeverRow(lever, section)
                row.turned.connect(self.turned)
                section.column.insertWidget(self._place(lever.key, section), row)
            row.show_lever(lever)
            row.show()
        for key, row in self._rows.items():
            if key not in shown:
                row.hide()
        self._show_idle(levers.idle)
        self._hide_empty(shown)

    def _show_idle(self, idle: tuple[IdleLever, ...]) -> None:
        while len(self._reasons) < len(idle):
            reason = Reason(self._idle)
            self._reasons.append(reason)
            self._idle.column.addWidget(reason)
        for number, reason in enumerate(self._reasons):
            if number < len(idle):
                reason.show_idle(idle[number])
            reason.setVisible(number < len(idle))

    def _place(self, key: str, section: Section) -> int:
        """Before the first row that stands later in the order of words."""
        order = list(WORDS)
        later = [
            section.column.indexOf(row)
            for other, row in self._rows.items()
            if other != key
            and WORDS[other].group is WORDS[key].group
            and order.index(other) > order.index(key)
        ]
        return min(later, default=section.column.count())

    def _hide_empty(self, shown: set[str]) -> None:
        filled = {WORDS[key].group for key in shown} | {Group.CONVERSATION}
        for group, section in self._sections.items():
            section.setVisible(group in filled)
