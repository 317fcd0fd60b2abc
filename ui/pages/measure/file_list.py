"""The files one can measure, each with a tick, and the buttons that add another."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QScrollArea, QVBoxLayout, QWidget

from ui.pages.measure.wanted import Candidate
from ui.theme.type import Type, px
from ui.widgets.button import Button, Kind, Size
from ui.widgets.flow import Flow
from ui.widgets.label import Text
from ui.widgets.tick_row import TickRow

_MOST_SEEN = 8  # rows; below them one scrolls
_ROW = 28


class FileList(QWidget):
    """`edited` carries the paths that are ticked, `added` files from elsewhere."""

    edited = Signal(tuple)
    added = Signal(object)  # Path

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: dict[Path, TickRow] = {}
        self._offered: tuple[Candidate, ...] = ()
        self._none = Text("There is no model on this disk yet.", ink="text2", wrap=True)
        self._inner = QWidget()
        self._column = QVBoxLayout(self._inner)
        self._scroll = QScrollArea()
        self._add = Button("Add a file…", Kind.QUIET, size=Size.SMALL, icon="plus")
        self._add.clicked.connect(self._on_add)
        self._build()

    def show_files(self, offered: Sequence[Candidate], ticked: Sequence[Path]) -> None:
        """Offer these; rows that stay are kept."""
        if tuple(offered) != self._offered:
            self._rebuild(tuple(offered))
        for path, row in self._rows.items():
            row.show_value(path in ticked)

    def take_keyboard(self) -> None:
        """To the first file, or to the button that adds one."""
        first = next(iter(self._rows.values()), None)
        (first or self._add).setFocus(Qt.FocusReason.OtherFocusReason)

    def _rebuild(self, offered: tuple[Candidate, ...]) -> None:
        held = next((path for path, row in self._rows.items() if row.hasFocus()), None)
        self._offered = offered
        for row in self._rows.values():
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._rows = {
            one.path: TickRow(one.title, one.detail, str(one.path), self._inner) for one in offered
        }
        for row in self._rows.values():
            row.edited.connect(lambda _on: self._tell())
            self._column.addWidget(row)
            row.show()
        if held in self._rows:
            self._rows[held].setFocus(Qt.FocusReason.OtherFocusReason)
        self._none.setVisible(not offered)
        self._scroll.setVisible(bool(offered))
        seen = min(len(offered), _MOST_SEEN)
        self._scroll.setFixedHeight(seen * (px(_ROW) + 2))

    def _tell(self) -> None:
        self.edited.emit(tuple(path for path, row in self._rows.items() if row.isChecked()))

    def _on_add(self) -> None:
        chosen, _filter = QFileDialog.getOpenFileName(
            self, "Measure a file", "", "Models (*.gguf);;All files (*)"
        )
        if chosen:
            self.added.emit(Path(chosen))

    def _build(self) -> None:
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(self._inner)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(6))
        column.addWidget(Text("Files", Type.SECONDARY, ink="text2"))
        column.addWidget(self._none)
        column.addWidget(self._scroll)
        buttons = Flow()
        buttons.flow.addWidget(self._add)
        column.addWidget(buttons)
        column.addStretch(1)
        self._scroll.hide()
