"""A line that never leaves a doubt: the figures below are for an imagined computer."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.theme import paint
from ui.theme.appearance import worn
from ui.theme.type import Type, px
from ui.widgets.button import Button, Kind, Size
from ui.widgets.empty_state import Picture
from ui.widgets.label import Text


class ImaginedBar(QWidget):
    """`change_asked` for another one, `back_asked` for this computer."""

    change_asked = Signal()
    back_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(px(24), px(6), px(16), px(6))
        row.setSpacing(px(8))
        row.addWidget(Picture("cpu", 18, "partly"), 0, Qt.AlignmentFlag.AlignVCenter)
        self._words = Text("", Type.SECONDARY, wrap=True)
        row.addWidget(self._words, 1)
        change = Button("Change", Kind.QUIET, size=Size.SMALL)
        back = Button("Back to this computer", Kind.QUIET, size=Size.SMALL)
        change.clicked.connect(self.change_asked)
        back.clicked.connect(self.back_asked)
        row.addWidget(change)
        row.addWidget(back)
        self.hide()

    def show_computer(self, words: str) -> None:
        """Name the computer; '' puts the line away."""
        self._words.show_text(f"Plans are for an imagined computer: {words}")
        self.setAccessibleName(f"Imagined computer: {words}")
        self.setVisible(bool(words))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the ground."""
        painter = paint.painter_of(self)
        state = worn().states["partly"]
        paint.box(painter, self.rect().toRectF(), 0, fill=state.fill)
