"""A file that may be given: its name, a button that asks for one, one that takes it away."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from ui.theme.type import Type, px
from ui.widgets.button import Button, IconButton, Size
from ui.widgets.label import Elided


class FileField(QWidget):
    """`edited` carries the file's path, or None where it was taken away."""

    edited = Signal(object)

    def __init__(
        self,
        name: str,
        *,
        none: str,
        kinds: str,
        parent: QWidget | None = None,
    ) -> None:
        """`none` is what is used without a file, `kinds` what the dialog offers."""
        super().__init__(parent)
        self._name = name
        self._none = none
        self._kinds = kinds
        self.setAccessibleName(name)
        self._words = Elided(none, Type.BODY, middle=True)
        self._choose = Button("A file…", size=Size.SMALL)
        self._choose.setAccessibleName(f"{name}: a file…")
        self._away = IconButton("close", f"{name}: use no file")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(6))
        row.addWidget(self._words, 1)
        row.addWidget(self._away)
        row.addWidget(self._choose)
        self._away.hide()
        self._choose.clicked.connect(self._on_choose)
        self._away.clicked.connect(lambda: self.edited.emit(None))

    def show_value(self, path: Path | None) -> None:
        """Show this file; None what is used without one."""
        self._words.show_text(path.name if path else self._none)
        self._words.show_more(str(path) if path else "")
        self._away.setVisible(path is not None)

    def _on_choose(self) -> None:
        chosen, _filter = QFileDialog.getOpenFileName(self, self._name, "", self._kinds)
        if chosen:
            self.edited.emit(Path(chosen))
