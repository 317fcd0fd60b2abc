"""The files that were made here: kept as models of one's own, or removed."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from launcher.actions.made import Made
from launcher.units import size_text
from ui.theme.type import Type, px
from ui.widgets.button import Button, IconButton, Kind, Size
from ui.widgets.label import Elided, Text

KEEP = "Keep in My models"


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeRow:
    """A made file: its path, name and figures."""

    path: Path
    name: str
    detail: str


def made_rows(made: Sequence[Made]) -> tuple[MadeRow, ...]:
    """The files in words."""
    return tuple(
        MadeRow(
            path=one.path,
            name=one.path.name,
            detail=f"{size_text(one.size)} · {one.bits_per_weight:.2f} bits per weight",
        )
        for one in made
    )


class MadeList(QWidget):
    """`kept` and `removed` carry the path of a file, `all_removed` nothing."""

    kept = Signal(object)  # Path
    removed = Signal(object)  # Path
    all_removed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: dict[Path, _Line] = {}
        self._told = Text("", Type.SECONDARY, ink="text2", wrap=True)
        self._all = Button("Remove all", Kind.QUIET, size=Size.SMALL)
        self._all.clicked.connect(self.all_removed)
        self._column = QVBoxLayout()
        self._column.setSpacing(px(2))
        head = QHBoxLayout()
        head.setSpacing(px(12))
        head.addWidget(Text("Made here", Type.LEAD, weight=600))
        head.addWidget(self._told, 1)
        head.addWidget(self._all)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(4))
        column.addLayout(head)
        column.addLayout(self._column)
        self.hide()

    def show_made(self, made: Sequence[Made]) -> None:
        """Show these; rows that stay are kept."""
        rows = made_rows(made)
        for gone in self._rows.keys() - {row.path for row in rows}:
            line = self._rows.pop(gone)
            self._column.removeWidget(line)
            line.hide()
            line.deleteLater()
        for row in rows:
            if row.path not in self._rows:
                line = _Line(row, self)
                line.keep.clicked.connect(lambda _=False, path=row.path: self.kept.emit(path))
                line.away.clicked.connect(lambda _=False, path=row.path: self.removed.emit(path))
                self._rows[row.path] = line
                self._column.addWidget(line)
        total = size_text(sum(one.size for one in made))
        self._told.show_text(f"{total} in the cache; a model you keep is in My models.")
        self._all.setVisible(len(made) > 1)
        self.setVisible(bool(made))


class _Line(QWidget):
    def __init__(self, row: MadeRow, parent: QWidget) -> None:
        super().__init__(parent)
        self.keep = Button(KEEP, size=Size.SMALL)
        self.keep.setAccessibleName(f"{KEEP}: {row.name}")
        self.away = IconButton("trash", f"Remove {row.name}")
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(px(8))
        line.addWidget(Elided(row.name, middle=True), 1)
        line.addWidget(Text(row.detail, Type.SECONDARY, ink="text2"))
        line.addWidget(self.keep)
        line.addWidget(self.away)
