"""What an earlier load really took, beside the exact plan, which it never changes."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from launcher.memory.estimate import Basis
from ui.theme.type import Type
from ui.widgets.basis_mark import BasisMark
from ui.widgets.label import Text


class MeasuredLine(QWidget):
    """One sentence; away where nothing differed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = Text(kind=Type.SECONDARY, ink="text2", wrap=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._words, 1)
        row.addWidget(BasisMark(Basis.MEASURED), 0, Qt.AlignmentFlag.AlignTop)
        self.hide()

    def show_words(self, words: str) -> None:
        """Say this; '' puts it away."""
        self._words.show_text(words)
        self.setVisible(bool(words))
