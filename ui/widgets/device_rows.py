"""The devices of a plan, one under the other: name, sum, bar, and the legend of the first."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.text.main_memory import MainMemoryView
from ui.text.numbers import gib
from ui.text.panel import DeviceView
from ui.theme.type import Type
from ui.widgets.label import Elided, Figure, Text
from ui.widgets.main_memory_rows import MainMemoryRows
from ui.widgets.memory_bar import BarHeight, MemoryBar
from ui.widgets.memory_legend import MemoryLegend


class DeviceRow(QWidget):
    """One device."""

    def __init__(self, height: BarHeight, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        head = QHBoxLayout()
        head.setSpacing(8)
        self._title = Elided(weight=600, kind=Type.SECONDARY)
        self._sum = Figure(Type.SECONDARY)
        head.addWidget(self._title, 1)
        head.addWidget(self._sum)
        self._bar = MemoryBar(height)
        self._tells_over = height is BarHeight.LARGE  # elsewhere it would move what is below
        self._over = Figure(Type.SECONDARY)
        self._note = Text(kind=Type.SECONDARY, ink="text2", wrap=True)
        column.addLayout(head)
        column.addWidget(self._bar)
        column.addWidget(self._over)
        column.addWidget(self._note)
        self._note.hide()
        self._over.hide()

    def show_device(self, device: DeviceView) -> None:
        """Show this device."""
        over = device.over > 0
        self._title.show_text(device.title)
        of = f"of {gib(device.capacity)} GiB" if device.capacity else "GiB"
        self._sum.show_figure(gib(device.used), of, ink="too_big" if over else "text")
        self._sum.updateGeometry()
        self._bar.show_device(device)
        if over and self._tells_over:
            self._over.show_figure(f"{gib(device.over)} GiB over", ink="too_big")
        self._over.setVisible(over and self._tells_over)
        self._note.show_text(device.note)
        self._note.setVisible(bool(device.note))


class DeviceRows(QWidget):
    """All of them. Rows are made when a device first appears and kept."""

    def __init__(self, *, inspector: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(12)
        first = DeviceRow(BarHeight.INSPECTOR if inspector else BarHeight.PANEL)
        self._legend = MemoryLegend()
        self._main = MainMemoryRows()
        self._rows = [first]
        listed = QVBoxLayout()
        listed.setSpacing(4)
        listed.addWidget(first)
        listed.addWidget(self._legend)
        self._column.addLayout(listed)
        self._column.addWidget(self._main)
        self._column.setAlignment(Qt.AlignmentFlag.AlignTop)

    def show_devices(
        self, devices: tuple[DeviceView, ...], main: MainMemoryView | None = None
    ) -> None:
        """Show these; `main` stands under the main memory, which is the last of them."""
        while len(self._rows) < len(devices):
            row = DeviceRow(BarHeight.SECOND)
            self._rows.append(row)
            self._column.insertWidget(self._column.count() - 1, row)
        for number, row in enumerate(self._rows):
            if number < len(devices):
                row.show_device(devices[number])
            row.setVisible(number < len(devices))
        if devices:
            self._legend.show_device(devices[0])
        self._legend.setVisible(bool(devices))
        self._main.show_main_memory(main)
