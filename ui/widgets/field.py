"""A label and the control it names."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.theme.type import Type
from ui.widgets.fraction_field import FractionField
from ui.widgets.label import Text
from ui.widgets.number_field import NumberField
from ui.widgets.term import Term


class LabelledField(QWidget):
    """The label beside the control, or above it; help and fault stand under it.

    `term` is the entry of the glossary that the label leads to.
    """

    def __init__(
        self,
        label: str,
        control: QWidget,
        *,
        above: bool = False,
        help_text: str = "",
        term: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.control = control
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        ink = "text2" if above else "text"
        name = (
            Term(label, term, Type.SECONDARY, ink=ink)
            if term
            else Text(label, Type.SECONDARY, ink=ink)
        )
        name.setBuddy(control)
        if not control.accessibleName():
            control.setAccessibleName(label)
        if above:
            column.addWidget(name)
            column.addWidget(control)
        else:
            row = QHBoxLayout()
            row.setSpacing(12)
            row.addWidget(name, 5)
            row.addWidget(control, 7)
            column.addLayout(row)
        self._help_text = help_text
        self._below = Text(help_text, Type.SECONDARY, ink="text3", wrap=True)
        if not help_text:  # shown before it has its place, it would be a window of its own
            self._below.hide()
        column.addWidget(self._below)
        if help_text:
            control.setAccessibleDescription(help_text)
        if isinstance(control, NumberField | FractionField):
            control.told.connect(self.show_fault)

    def show_fault(self, sentence: str) -> None:
        """Say what is wrong with what was entered; '' says the help again."""
        self._below.show_ink("too_big" if sentence else "text3")
        self._below.show_text(sentence or self._help_text)
        self._below.setVisible(bool(self._below.text()))
