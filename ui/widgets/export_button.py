"""The button that saves what a page shows: as a picture, or its figures for other programs."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from ui.widgets.button import Button
from ui.widgets.saving import with_ending

_UNDER: Final = 4
_KINDS: Final = {  # by the file's ending: words of the menu, and of the dialog
    "png": ("Picture (PNG)…", "Pictures (*.png)"),
    "csv": ("Figures (CSV)…", "CSV (*.csv)"),
    "json": ("Figures (JSON)…", "JSON (*.json)"),
}


class ExportButton(Button):
    """`export_asked` carries 'png', 'csv' or 'json' and the file a person named."""

    export_asked = Signal(str, object)  # Path

    def __init__(
        self, kinds: Sequence[str], *, title: str, name: str, parent: QWidget | None = None
    ) -> None:
        super().__init__("Export", icon="download", parent=parent)
        self._kinds, self._title, self._name = kinds, title, name
        self.clicked.connect(self._on_clicked)

    def _on_clicked(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for kind in self._kinds:
            menu.addAction(_KINDS[kind][0], partial(self._ask, kind))
        menu.popup(self.mapToGlobal(QPoint(0, self.height() + _UNDER)))

    def _ask(self, kind: str) -> None:
        usual, files = f"{self._name}.{kind}", _KINDS[kind][1]
        chosen, _filter = QFileDialog.getSaveFileName(self, self._title, usual, files)
        if chosen:
            self.export_asked.emit(kind, with_ending(Path(chosen), f".{kind}"))
