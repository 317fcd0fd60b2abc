"""The Privacy page: a table of hosts, and what to turn where one would rather not."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from ui.pages.privacy.host_row import WIDE_ENOUGH, HostRow, set_columns
from ui.pages.privacy.view import HEADINGS, INTRODUCTION, HostView
from ui.theme.type import Type, px
from ui.widgets.label import Text
from ui.widgets.scroll_column import ScrollColumn
from ui.widgets.surface import Card, Hairline


class PrivacyPage(QWidget):
    """`setting_asked` carries the name of a setting a person wants to look at."""

    setting_asked = Signal(str)

    def __init__(self, lead: str, parent: QWidget | None = None) -> None:
        """`lead` is the one sentence that stands first."""
        super().__init__(parent)
        self.setObjectName("page")
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._shown: tuple[HostView, ...] = ()
        self._table = Table()
        scroll = ScrollColumn(widest=px(880), margin=32, gap=16)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)
        scroll.column.addWidget(Text("Privacy", Type.TITLE, weight=600))
        scroll.column.addWidget(Text(lead, weight=500, wrap=True))
        scroll.column.addWidget(Text(INTRODUCTION, ink="text2", wrap=True))
        scroll.column.addWidget(self._table)
        scroll.column.addStretch(1)

    def show_hosts(self, hosts: Sequence[HostView]) -> None:
        """Show these; costs nothing where they are shown already."""
        if tuple(hosts) != self._shown:
            self._shown = tuple(hosts)
            for row in self._table.show_hosts(self._shown):
                row.setting_asked.connect(self.setting_asked)


class Table(Card):
    """The headings, and a row for each host."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Hosts Snug talks to")
        self._head = _head()
        self._under_head = Hairline()
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(16), px(8), px(16), px(8))
        column.setSpacing(0)
        column.addWidget(self._head)
        column.addWidget(self._under_head)
        column.addLayout(self._rows)

    def show_hosts(self, hosts: Sequence[HostView]) -> tuple[HostRow, ...]:
        """Show these instead of those before; the rows that were made."""
        while (item := self._rows.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        made = tuple(HostRow(host, self) for host in hosts)
        for number, row in enumerate(made):
            if number:
                self._rows.addWidget(Hairline(parent=self))
            self._rows.addWidget(row)
        return made

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where rows have one column they say themselves what is what."""
        super().resizeEvent(event)
        in_columns = self.width() - px(32) >= px(WIDE_ENOUGH)
        self._head.setVisible(in_columns)
        self._under_head.setVisible(in_columns)


def _head() -> QWidget:
    box = QWidget()
    grid = QGridLayout(box)
    set_columns(grid)
    for column, words in enumerate(HEADINGS):
        grid.addWidget(Text(words, Type.SECONDARY, ink="text2"), 0, column)
    return box
