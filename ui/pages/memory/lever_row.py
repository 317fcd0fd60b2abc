"""One choice: its name, the control that turns it, and what it does in plain words."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.pages.memory.levers_view import Control, Lever
from ui.text.terms import LEVER_TERMS
from ui.theme.type import Type, px
from ui.widgets.check import Check
from ui.widgets.combo import Combo
from ui.widgets.label import Text
from ui.widgets.number_field import NumberField
from ui.widgets.split_fields import SplitFields
from ui.widgets.term import Term
from ui.widgets.told_line import ToldLine

_FIELD = 92
_Turn = Combo | NumberField | Check | SplitFields


class LeverRow(QWidget):
    """`turned` carries the choice's key and its new value; `show_lever` never emits it."""

    turned = Signal(str, object)

    def __init__(self, lever: Lever, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._key = lever.key
        self._control = _control(lever)
        self._control.setAccessibleDescription(lever.words)
        self._words = Text(lever.words, Type.SECONDARY, ink="text2", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(2))
        if lever.control is Control.SWITCH:
            column.addWidget(self._control)
        elif lever.control is Control.SPLIT:
            column.addWidget(self._name(lever))
            column.addWidget(self._control)
        else:
            column.addLayout(self._line(lever))
        if isinstance(self._control, NumberField):
            told = ToldLine()
            self._control.told.connect(told.show_words)
            column.addWidget(told)
        column.addWidget(self._words)
        self._control.edited.connect(self._on_edited)

    def show_lever(self, lever: Lever) -> None:
        """Show where it stands."""
        control = self._control
        if isinstance(control, Combo):
            control.show_options(lever.options)
            control.show_value(lever.value)
        elif isinstance(control, NumberField):
            control.setRange(lever.least, lever.most)
            control.show_value(_whole(lever.value))
        elif isinstance(control, Check):
            control.show_value(bool(lever.value))
        else:
            parts = lever.value if isinstance(lever.value, tuple) else ()
            titles = [words for _, words in lever.options]
            control.show_value(parts, titles, automatic=lever.automatic)

    def _line(self, lever: Lever) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(px(12))
        name = self._name(lever)
        name.setBuddy(self._control)
        line.addWidget(name, 5)
        line.addWidget(self._control, 6 if lever.control is Control.CHOICE else 0)
        line.setAlignment(self._control, Qt.AlignmentFlag.AlignVCenter)
        return line

    @staticmethod
    def _name(lever: Lever) -> Text:
        term = LEVER_TERMS.get(lever.key)
        if term is None:
            return Text(lever.name, weight=500, wrap=True)
        return Term(lever.name, term, weight=500, wrap=True)

    def _on_edited(self, value: object) -> None:
        self.turned.emit(self._key, value)


def _control(lever: Lever) -> _Turn:
    if lever.control is Control.SWITCH:
        return Check(lever.name)
    if lever.control is Control.SPLIT:
        return SplitFields(lever.name)
    if lever.control is Control.NUMBER:
        field = NumberField(lever.name, least=lever.least, most=lever.most, step=lever.step)
        field.setFixedWidth(px(_FIELD))
        return field
    return Combo(lever.name)


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0
