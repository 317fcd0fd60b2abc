"""How layers are divided among several graphics cards: by itself, or in per cents."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from ui.theme.type import Type, px
from ui.widgets.check import Check
from ui.widgets.label import Elided, Text
from ui.widgets.number_field import NumberField
from ui.widgets.told_line import ToldLine

WHOLE = 100


class SplitFields(QWidget):
    """`edited` carries shares, one a card, or () for "by free memory"; `show_value` never emits.

    The parts always make a hundred: where one is changed, the others keep their proportion.
    """

    edited = Signal(object)  # tuple of floats

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parts: tuple[float, ...] = ()
        self._labels: list[Elided] = []
        self._fields: list[NumberField] = []
        self._units: list[Text] = []
        self._told: dict[int, str] = {}  # by the card's place
        self._line = ToldLine(self)
        self._by_itself = Check("By free memory")
        self._by_itself.setAccessibleName(f"{name}: by free memory")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(4))
        column.addWidget(self._by_itself)
        self._grid = QGridLayout()
        self._grid.setSpacing(px(4))
        self._grid.setColumnStretch(0, 1)
        column.addLayout(self._grid)
        column.addWidget(self._line)
        self._by_itself.edited.connect(self._on_by_itself)

    def show_value(
        self, parts: Sequence[float], titles: Sequence[str], *, automatic: bool
    ) -> None:
        """Show per cents for these cards; `automatic`: nobody chose them."""
        self._parts = tuple(parts)
        while len(self._fields) < len(parts):
            self._add_field()
        self._by_itself.show_value(automatic)
        for place, field in enumerate(self._fields):
            there = place < len(parts)
            if there:
                self._labels[place].show_text(titles[place])
                field.setAccessibleName(f"{titles[place]}, per cent of the layers")
                field.show_value(round(parts[place]))
            field.setEnabled(not automatic)
            field.setVisible(there)
            self._labels[place].setVisible(there)
            self._units[place].setVisible(there)

    def _add_field(self) -> None:
        place = len(self._fields)
        label = Elided(kind=Type.SECONDARY, parent=self)
        field = NumberField("", least=0, most=WHOLE, unit="%", parent=self)
        field.told.connect(lambda words, place=place: self._on_told(place, words))
        field.edited.connect(lambda value, place=place: self._on_edited(place, value))
        self._grid.addWidget(label, place, 0)
        self._grid.addWidget(field, place, 1)
        unit = Text("%", Type.SECONDARY, ink="text2", parent=self)
        unit.setBuddy(field)
        self._grid.addWidget(unit, place, 2)
        self._units.append(unit)
        self._labels.append(label)
        self._fields.append(field)

    def _on_told(self, place: int, words: str) -> None:
        self._told[place] = words
        self._line.show_words("\n".join(filter(None, self._told.values())))

    def _on_by_itself(self, automatic: bool) -> None:  # noqa: FBT001  Qt passes it so
        self.edited.emit(() if automatic else self._parts)

    def _on_edited(self, place: int, value: int) -> None:
        others = sum(part for number, part in enumerate(self._parts) if number != place)
        rest = WHOLE - value
        count = len(self._parts) - 1
        self.edited.emit(
            tuple(
                float(value)
                if number == place
                else (part * rest / others if others else rest / max(1, count))
                for number, part in enumerate(self._parts)
            )
        )
