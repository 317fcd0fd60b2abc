"""One host: in columns where there is room, else each thing under the other."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from ui.pages.privacy.view import HEADINGS, HostView
from ui.theme.type import Type, px
from ui.widgets.button import Button, Size
from ui.widgets.label import Text

WIDE_ENOUGH = 600  # below it a row has one column
_STRETCH = (3, 4, 5)
_TOP = Qt.AlignmentFlag.AlignTop


class HostRow(QWidget):
    """`setting_asked` carries the name of the setting that its button leads to."""

    setting_asked = Signal(str)

    def __init__(self, host: HostView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(host.sentence)
        self._host = host
        self._name = Text(host.breakable, weight=600, ink="text" if host.asked else "text2")
        self._name.setWordWrap(True)
        self._headings = tuple(Text(one, Type.SECONDARY, ink="text2") for one in HEADINGS[1:])
        self._parts = (Text(host.when, wrap=True), self._sent())
        self._grid = QGridLayout(self)
        self._in_columns: bool | None = None
        self._lay(in_columns=True)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As many columns as there is room for."""
        super().resizeEvent(event)
        self._lay(in_columns=self.width() >= px(WIDE_ENOUGH))

    def _lay(self, *, in_columns: bool) -> None:
        if in_columns is self._in_columns:
            return
        self._in_columns = in_columns
        while self._grid.takeAt(0) is not None:
            pass  # the widgets stay this row's own
        self._grid.addWidget(self._name, 0, 0, _TOP)
        for number, (heading, part) in enumerate(zip(self._headings, self._parts, strict=True)):
            if in_columns:
                self._grid.addWidget(part, 0, 1 + number, _TOP)
            else:
                self._grid.addWidget(heading, 1 + 2 * number, 0)
                self._grid.addWidget(part, 2 + 2 * number, 0)
            heading.setParent(self)
            heading.setVisible(not in_columns)
        set_columns(self._grid, in_columns=in_columns)

    def _sent(self) -> QWidget:
        host = self._host
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(8))
        column.addWidget(Text(host.sent, wrap=True))
        if host.turn_off:
            column.addWidget(Text(host.turn_off, Type.SECONDARY, ink="text2", wrap=True))
        if host.setting:
            button = Button(host.button, size=Size.SMALL, icon="sliders")
            button.clicked.connect(lambda: self.setting_asked.emit(host.setting))
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        return whole


def set_columns(grid: QGridLayout, *, in_columns: bool = True) -> None:
    """The columns of all rows stand under each other."""
    grid.setContentsMargins(0, px(10), 0, px(10))
    grid.setHorizontalSpacing(px(24) if in_columns else 0)
    grid.setVerticalSpacing(px(4))
    for column, stretch in enumerate(_STRETCH):
        grid.setColumnStretch(column, stretch if in_columns or column == 0 else 0)
