"""A device: its bar, and a table of what takes memory on it, each part explained."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.pages.memory.parts_view import DeviceParts, PartRow
from ui.text.numbers import with_unit
from ui.text.terms import PART_TERMS
from ui.theme.type import Type, px
from ui.widgets.basis_mark import BasisMark
from ui.widgets.device_rows import DeviceRow
from ui.widgets.label import Text
from ui.widgets.memory_bar import BarHeight
from ui.widgets.swatch import Swatch
from ui.widgets.term import Term


class PartWidget(QWidget):
    """One part: pattern, name, figure, where it comes from; under it what it is."""

    def __init__(self, row: PartRow, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        term = PART_TERMS.get(row.key)
        self._name = Term(row.name, term, weight=500) if term else Text(row.name, weight=500)
        self._figure = Text("", weight=600)
        self._mark = BasisMark()
        self._meaning = Text("", Type.SECONDARY, ink="text2", wrap=True, parent=self)
        self._smaller = Text("", Type.SECONDARY, ink="text3", wrap=True, parent=self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(2))
        head = QHBoxLayout()
        head.setSpacing(px(10))
        head.addWidget(Swatch(row.swatch), 0, Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(self._name, 1)
        head.addWidget(self._figure)
        head.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignVCenter)
        column.addLayout(head)
        below = QVBoxLayout()
        below.setContentsMargins(px(24), 0, px(24), 0)
        below.setSpacing(0)
        below.addWidget(self._meaning)
        below.addWidget(self._smaller)
        column.addLayout(below)

    def show_row(self, row: PartRow) -> None:
        """Say its figure and its words."""
        self._figure.show_text(with_unit(row.size))
        self._mark.show_basis(row.basis)
        for text, words in ((self._meaning, row.meaning), (self._smaller, row.smaller)):
            text.show_text(words)
            text.setVisible(bool(words))
        self.setAccessibleName(row.sentence)


class DeviceTable(QWidget):
    """One device. Rows are made when a part first appears, and kept in the bar's order."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bar = DeviceRow(BarHeight.LARGE)
        self._heading = Text("What takes memory", Type.SECONDARY, ink="text2", parent=self)
        self._rows: dict[str, PartWidget] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(px(10))
        self._column.addWidget(self._bar)
        self._column.addWidget(self._heading)

    def show_parts(self, parts: DeviceParts) -> None:
        """Show this device."""
        self._bar.show_device(parts.device)
        self._heading.setVisible(parts.explained)
        shown = {row.key for row in parts.rows}
        for place, row in enumerate(parts.rows):
            widget = self._rows.get(row.key)
            if widget is None:
                widget = self._rows[row.key] = PartWidget(row, self)
            if self._column.indexOf(widget) != place + 2:
                self._column.insertWidget(place + 2, widget)
            widget.show_row(row)
            widget.setVisible(True)
        for key, widget in self._rows.items():
            if key not in shown:
                widget.hide()


class DeviceTables(QWidget):
    """All of a plan's devices, one under the other."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tables: list[DeviceTable] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(px(24))

    def show_devices(self, devices: tuple[DeviceParts, ...]) -> None:
        """Show these."""
        while len(self._tables) < len(devices):
            table = DeviceTable(self)
            self._tables.append(table)
            self._column.addWidget(table)
        for number, table in enumerate(self._tables):
            if number < len(devices):
                table.show_parts(devices[number])
            table.setVisible(number < len(devices))
