"""The model that is built in, offered at the foot of the first page."""

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.pages.welcome.guide_view import GuideView
from ui.theme.type import px
from ui.widgets.button import Button
from ui.widgets.empty_state import Picture
from ui.widgets.label import Text
from ui.widgets.surface import Surface

WIDEST: Final = 920  # of the page's column, to stand under it
MARGIN: Final = 32


class GuideRow(Surface):
    """Set apart from the downloads by a hairline. `pressed`: somebody wants to talk to it."""

    pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("bg", line="top", parent=parent)
        self._title = Text("", weight=600, wrap=True)
        self._words = Text("", ink="text2", wrap=True)
        self._button = Button("")
        self._button.clicked.connect(self.pressed)
        inner = QWidget()
        inner.setMaximumWidth(px(WIDEST))
        outer = QHBoxLayout(self)
        outer.setContentsMargins(MARGIN, px(12), MARGIN, px(12))
        outer.addStretch(1)
        outer.addWidget(inner, 1000)
        outer.addStretch(1)
        row = QHBoxLayout(inner)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(12))
        row.addWidget(Picture("snug", 32), 0, Qt.AlignmentFlag.AlignVCenter)
        words = QVBoxLayout()
        words.setSpacing(px(2))
        words.addWidget(self._title)
        words.addWidget(self._words)
        row.addLayout(words, 1)
        row.addWidget(self._button, 0, Qt.AlignmentFlag.AlignVCenter)

    def show_view(self, view: GuideView) -> None:
        """Make this offer."""
        self._title.show_text(view.title)
        self._words.show_text(view.words)
        self._button.show_text(view.button)
        self._button.setAccessibleName(f"{view.button}: Snug's little guide")
