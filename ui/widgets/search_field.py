"""Where one types what one looks for."""

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from ui.theme import icons, paint
from ui.theme.appearance import worn
from ui.theme.type import px
from ui.widgets.button import IconButton

_ICON = 15
_LEFT = 10


class SearchField(QLineEdit):
    """`edited` on every change by a person, `submitted` on Enter; Esc empties it."""

    edited = Signal(str)
    submitted = Signal(str)

    def __init__(
        self, name: str = "Search", *, hint: str = "", parent: QWidget | None = None
    ) -> None:
        """`hint` stands in the empty field where the name is too long for it."""
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setPlaceholderText(hint or name)
        self.setTextMargins(px(_ICON) + _LEFT, 0, 24, 0)
        self._clear = IconButton("close", "Empty the search", side=22, parent=self)
        self._clear.hide()
        self._clear.clicked.connect(self._on_clear)
        self.textEdited.connect(self.edited)
        self.textChanged.connect(self._on_changed)
        self.returnPressed.connect(lambda: self.submitted.emit(self.text()))

    def show_value(self, text: str) -> None:
        """Show this text."""
        if text != self.text():
            self.setText(text)

    def _on_changed(self, text: str) -> None:
        self._clear.setVisible(bool(text))

    def _on_clear(self) -> None:
        self.clear()
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.edited.emit("")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc empties it, once there is something in it."""
        if event.key() == Qt.Key.Key_Escape and self.text():
            self._on_clear()
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the button at the end."""
        super().resizeEvent(event)
        side = self._clear.sizeHint()
        self._clear.resize(side)
        self._clear.move(
            self.width() - side.width() - 4, round((self.height() - side.height()) / 2)
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the glass before the text."""
        super().paintEvent(event)
        side = px(_ICON)
        at = QPointF(_LEFT, round((self.height() - side) / 2))
        icons.draw(paint.painter_of(self), "search", worn().colours.text2, at, side)
