"""Sentences one must know, each with its sign."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.theme.type import px
from ui.widgets.empty_state import Picture
from ui.widgets.label import Text

_SIGN = 16


class WarningLines(QWidget):
    """Lines are made once and only re-said; without any it takes no room."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: list[_Line] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(px(8))
        self.hide()

    def show_lines(self, lines: Sequence[str]) -> None:
        """Say these."""
        while len(self._lines) < len(lines):
            line = _Line(self)
            self._lines.append(line)
            self._column.addWidget(line)
        for number, line in enumerate(self._lines):
            there = number < len(lines)
            if there:
                line.show_words(lines[number])
            line.setVisible(there)
        self.setVisible(bool(lines))


class _Line(QWidget):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._words = Text("", wrap=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(10))
        row.addWidget(Picture("warning", _SIGN, "tight"), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._words, 1)

    def show_words(self, words: str) -> None:
        self._words.show_text(words)
        self.setAccessibleName(f"Warning: {words}")
