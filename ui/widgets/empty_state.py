"""A page with nothing on it: one line, and one button that changes that."""

from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.theme import icons, paint
from ui.theme.appearance import worn
from ui.theme.type import Type, px
from ui.widgets.button import Button, Kind, Size
from ui.widgets.label import Text


class EmptyState(QWidget):
    """`pressed` when the button is; without button words there is none."""

    pressed = Signal()

    def __init__(
        self, icon: str, line: str, button: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        column = self.column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 24)
        column.setSpacing(16)
        column.addStretch()
        column.addWidget(Picture(icon, 32), 0, Qt.AlignmentFlag.AlignHCenter)
        self._line = Text(line, Type.LEAD, ink="text2", wrap=True)
        self._line.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self._line)
        self._button = Button(button, Kind.PRIMARY, size=Size.LARGE)
        if not button:  # a widget shown before it has its place would be a window of its own
            self._button.hide()
        self._button.clicked.connect(self.pressed)
        column.addWidget(self._button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch()

    def show_words(self, line: str, button: str = "") -> None:
        """Say this instead."""
        self._line.show_text(line)
        self._button.show_text(button)
        self._button.setVisible(bool(button))


class Picture(QWidget):
    """An icon that stands alone and says nothing to a screen reader."""

    def __init__(
        self, icon: str, side: int = 18, ink: str = "text3", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._icon_name = icon
        self._ink = ink
        self.setFixedSize(QSize(px(side), px(side)))

    def show_icon(self, icon: str, ink: str) -> None:
        """Show this icon in this colour role."""
        self._icon_name, self._ink = icon, ink
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it."""
        painter = paint.painter_of(self)
        icons.draw(painter, self._icon_name, worn().ink(self._ink), QPointF(0, 0), self.width())
