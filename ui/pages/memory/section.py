"""A heading, and what stands under it."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.theme.type import Type, px
from ui.widgets.label import Text
from ui.widgets.surface import Hairline


class Section(QWidget):
    """Things go into `column`. A hairline sets it apart from what is above."""

    def __init__(self, heading: str, *, line: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(px(8))
        if line:
            self.column.addWidget(Hairline())
            self.column.addSpacing(px(4))
        title = Text(heading, Type.LEAD, weight=600, wrap=True)
        self.column.addWidget(title)
