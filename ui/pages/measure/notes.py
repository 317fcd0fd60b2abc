"""What a reader of the figures must know: in sight where it is little, folded where it is much."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.theme.type import Type, px
from ui.widgets.button import Button, Kind, Size
from ui.widgets.label import Text

_IN_SIGHT = 2  # notes that are not folded


class Notes(QWidget):
    """Lines of text under a button that unfolds them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._notes: tuple[str, ...] = ()
        self._open = False
        self._words = Text("", Type.SECONDARY, ink="text2", wrap=True)
        self._button = Button("", Kind.QUIET, size=Size.SMALL, icon="chevron-right")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(4))
        column.addWidget(self._button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._words)
        self._button.clicked.connect(self._on_clicked)
        self.hide()

    def show_notes(self, notes: Sequence[str]) -> None:
        """Say these; away where there are none."""
        self._notes = tuple(notes)
        self._words.show_text("\n".join(notes))
        self._show()

    def _show(self) -> None:
        many = len(self._notes) > _IN_SIGHT
        self._button.setVisible(many)
        self._button.show_text(f"{len(self._notes)} notes on these figures")
        self._button.show_icon("chevron-down" if self._open else "chevron-right")
        self._words.setVisible(bool(self._notes) and (self._open or not many))
        self.setVisible(bool(self._notes))

    def _on_clicked(self) -> None:
        self._open = not self._open
        self._show()
