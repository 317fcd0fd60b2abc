"""What the chosen file's name says: its pieces, what the file holds, what one must know of it."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.pages.find.file_name import FileNameView
from ui.theme.type import Type, px
from ui.widgets.label import Text
from ui.widgets.name_strip import NameStrip
from ui.widgets.surface import Card
from ui.widgets.warning_lines import WarningLines


class NameCard(Card):
    """Hidden until there is a name to show."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("bg", parent=parent)
        self.setAccessibleName("What the name says")
        self._strip = NameStrip()
        self._holds = Text("", Type.SECONDARY, ink="text2", wrap=True)
        self._slow = Text("", Type.SECONDARY, ink="text2", wrap=True)
        self._warnings = WarningLines()
        column = QVBoxLayout(self)
        column.setContentsMargins(px(16), px(12), px(16), px(12))
        column.setSpacing(px(10))
        column.addWidget(Text("What the name says", weight=600))
        for widget in (self._strip, self._holds, self._warnings, self._slow):
            column.addWidget(widget)
        self.hide()

    def show_name(self, view: FileNameView) -> None:
        """Show this file's name."""
        self._strip.show_name(view.name)
        for label, words in ((self._holds, view.holds), (self._slow, view.slow)):
            label.show_text(words)
            label.setVisible(bool(words))
        self._warnings.show_lines(view.warnings)
        self.show()
