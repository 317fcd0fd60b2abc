"""Something a person should hear: what happened, what to do, and buttons that do it."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.theme import paint
from ui.theme.appearance import worn
from ui.widgets.button import Button, IconButton, Size
from ui.widgets.empty_state import Picture
from ui.widgets.flow import Flow
from ui.widgets.label import Text

# What it is about settles icon and colour; both are the states' own.
_LOOKS = {
    "error": ("too-big", "too_big"),
    "warning": ("warning", "tight"),
    "info": ("info", "partly"),
    "good": ("fits", "fits"),
}


class Notice(QWidget):
    """`pressed` carries the word of the button; `closed` when it was put away."""

    pressed = Signal(str)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None, *, closable: bool = True) -> None:
        super().__init__(parent)
        self._state = "partly"
        self._kind = ""
        self._buttons: list[Button] = []
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 10, 10, 10)
        row.setSpacing(10)
        self._icon = Picture("info", 18)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(2)
        self._what = Text(weight=500, wrap=True)
        self._next = Text(ink="text2", wrap=True)
        self._row = Flow()
        for widget in (self._what, self._next, self._row):
            column.addWidget(widget)
        row.addLayout(column, 1)
        self._close = IconButton("close", "Put away")
        if not closable:  # shown before it has its place, it would be a window of its own
            self._close.hide()
        self._close.clicked.connect(self._on_closed)
        row.addWidget(self._close, 0, Qt.AlignmentFlag.AlignTop)
        self.hide()

    def show_words(
        self, kind: str, what: str, next_step: str = "", buttons: Sequence[str] = ()
    ) -> None:
        """Say it and appear. `kind` is 'error', 'warning', 'info' or 'good'."""
        self._kind = kind
        icon, self._state = _LOOKS[kind]
        self._icon.show_icon(icon, self._state)
        self._what.show_text(what)
        self._next.show_text(next_step)
        self._next.setVisible(bool(next_step))
        self._show_buttons(buttons)
        self.setAccessibleName(f"{what} {next_step}".strip())
        self.show()
        self.update()
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def settle(self) -> None:
        """What failed has gone well since: an error has nothing more to say. Warnings stay."""
        if self._kind == "error":
            self.hide()

    def _show_buttons(self, words: Sequence[str]) -> None:
        if [button.text() for button in self._buttons] != list(words):
            for button in self._buttons:
                self._row.flow.removeWidget(button)
                button.deleteLater()
            self._buttons = [Button(word, size=Size.SMALL, parent=self._row) for word in words]
            for button in self._buttons:
                button.clicked.connect(self._on_pressed)
                self._row.flow.addWidget(button)
                button.show()
        self._row.setVisible(bool(words))

    def _on_pressed(self) -> None:
        button = self.sender()
        if isinstance(button, Button):
            self.pressed.emit(button.text())

    def _on_closed(self) -> None:
        self.hide()
        self.closed.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the ground."""
        fill = worn().states[self._state].fill
        area = self.contentsRect().toRectF()
        paint.box(paint.painter_of(self), area, paint.RADIUS, fill=fill)
