"""Ways to other entries, as small buttons in a row that wraps."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from ui.pages.learn.view import Link
from ui.widgets.button import Button, Size
from ui.widgets.flow import Flow


class Links(Flow):
    """`taken` carries a slug. Buttons are made once and only re-said."""

    taken = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, gap=8)
        self._links: tuple[Link, ...] = ()
        self._buttons: list[Button] = []

    def show_links(self, links: Sequence[Link]) -> None:
        """Offer these."""
        self._links = tuple(links)
        while len(self._buttons) < len(self._links):
            self._add()
        for number, button in enumerate(self._buttons):
            there = number < len(self._links)
            if there:
                button.show_text(self._links[number].words)
                button.setAccessibleName(f"See {self._links[number].words}")
            button.setVisible(there)
        self.setVisible(bool(self._links))
        self.updateGeometry()

    def focus_first(self) -> None:
        """Take the keyboard to the first."""
        if self._links:
            self._buttons[0].setFocus(Qt.FocusReason.TabFocusReason)

    def _add(self) -> None:
        number = len(self._buttons)
        button = Button("", size=Size.SMALL, parent=self)
        button.clicked.connect(lambda: self.taken.emit(self._links[number].slug))
        self._buttons.append(button)
        self.flow.addWidget(button)
