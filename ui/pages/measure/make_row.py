"""The quantizations that can be made from the reference."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.pages.measure.wanted import MakeChip
from ui.theme.type import Type, px
from ui.widgets.button import Button, Kind, Size
from ui.widgets.flow import Flow
from ui.widgets.label import Text
from ui.widgets.toggle_chip import ToggleChip

_NOT = "Others can be made from a file in F32, F16, BF16 or Q8_0: choose one as the reference."


class MakeRow(QWidget):
    """`edited` carries the names of those that are on."""

    edited = Signal(tuple)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chips: dict[str, ToggleChip] = {}
        self._offered: tuple[MakeChip, ...] = ()
        self._flow = Flow(gap=px(6))
        self._more = Button("More types", Kind.QUIET, size=Size.SMALL)
        self._all = False
        self._more.clicked.connect(self._on_more)
        self._flow.flow.addWidget(self._more)
        self._not = Text(_NOT, Type.SECONDARY, ink="text3", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(6))
        column.addWidget(self._not)
        column.addWidget(self._flow)
        self._flow.hide()

    def show_chips(self, chips: Sequence[MakeChip]) -> None:
        """Offer these; a chip is made once and only shown again after that."""
        self._offered = tuple(chips)
        for one in chips:
            if one.name not in self._chips:
                chip = ToggleChip(one.name, self._flow)
                chip.edited.connect(lambda _name, _on: self._tell())
                self._chips[one.name] = chip
            self._chips[one.name].show_state(one.size, on=one.taken)
        for widget in (*(self._chips[one.name] for one in chips), self._more):
            self._flow.flow.removeWidget(widget)
            self._flow.flow.addWidget(widget)
        self._not.setVisible(not chips)
        self._flow.setVisible(bool(chips))
        self._show_usual()

    def _show_usual(self) -> None:
        """The usual ones and those that are on; the rest when it is asked for."""
        seen = {one.name for one in self._offered if self._all or one.usual or one.taken}
        for name, chip in self._chips.items():
            chip.setVisible(name in seen)
        self._more.show_text("Fewer types" if self._all else "More types")
        self._more.setVisible(any(not one.usual for one in self._offered))
        self._flow.updateGeometry()

    def _on_more(self) -> None:
        self._all = not self._all
        self._show_usual()

    def _tell(self) -> None:
        on = (one.name for one in self._offered if self._chips[one.name].isChecked())
        self.edited.emit(tuple(on))
