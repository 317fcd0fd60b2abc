"""A line that says what became of what was typed; away while there is nothing to say."""

from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QWidget

from ui.theme.type import Type
from ui.widgets.label import Text


class ToldLine(Text):
    """Stands under the field it speaks of, and is read out when it appears."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", Type.SECONDARY, ink="tight", wrap=True, parent=parent)
        self.hide()

    def show_words(self, words: str) -> None:
        """Say this; '' puts it away."""
        self.show_text(words)
        self.setVisible(bool(words))
        if words:
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))
