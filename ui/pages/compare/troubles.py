"""A line for every repository that is not on the board: why, and what can be done."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.pages.compare.gathered import Trouble
from ui.theme.type import Type, px
from ui.widgets.button import Button, Kind, Size
from ui.widgets.empty_state import Picture
from ui.widgets.label import Text


class Troubles(QWidget):
    """`pressed` carries the repository and the words of the button."""

    pressed = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._told: tuple[Trouble, ...] = ()
        self._lines: list[_Line] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(px(4))
        self.hide()

    @property
    def focused(self) -> str:
        """The repository on whose line the keyboard is; '' where it is elsewhere."""
        within = self.window().focusWidget()
        lines = [one for one in self._lines if within is not None and one.isAncestorOf(within)]
        return lines[0].repo if lines else ""

    def show_troubles(self, troubles: Sequence[Trouble]) -> None:
        """Tell these."""
        if tuple(troubles) == self._told:
            return
        self._told = tuple(troubles)
        for line in self._lines:
            self._column.removeWidget(line)
            line.hide()
            line.deleteLater()
        self._lines = [_Line(one, self) for one in troubles]
        for line in self._lines:
            line.pressed.connect(self.pressed)
            self._column.addWidget(line)
            line.show()
        self.setVisible(bool(troubles))


class _Line(QWidget):
    """The sentence and its buttons."""

    pressed = Signal(str, str)

    def __init__(self, trouble: Trouble, parent: QWidget) -> None:
        super().__init__(parent)
        self.repo = trouble.repo
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(6))
        row.addWidget(Picture("warning", 16, "tight"))
        row.addWidget(Text(trouble.line, Type.SECONDARY, ink="text2", wrap=True), 1)
        for words in trouble.buttons:
            button = Button(words, Kind.QUIET, size=Size.SMALL, parent=self)
            button.setAccessibleName(f"{words}: {trouble.repo}")
            button.clicked.connect(lambda _=False, words=words: self._tell(words))
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)

    def _tell(self, words: str) -> None:
        self.pressed.emit(self.repo, words)
