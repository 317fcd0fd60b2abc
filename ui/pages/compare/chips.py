"""The repositories beside a family: each can be taken away, and shows where nothing came of it."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.text.tips import tip
from ui.theme.type import px
from ui.widgets.button import Button, Size
from ui.widgets.empty_state import Picture
from ui.widgets.flow import Flow


class Chips(Flow):
    """`taken_away` carries the repository. The keyboard stays among them when one goes."""

    taken_away = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chips: dict[str, Chip] = {}

    def show_added(self, added: Sequence[str], otherwise: QWidget) -> None:
        """Show these; the keyboard goes to the next, or `otherwise` where there is none."""
        focused = next(
            (n for n, c in enumerate(self._chips.values()) if c.button.hasFocus()), None
        )
        gone = [repo for repo in self._chips if repo not in added]
        for repo in added:
            if repo not in self._chips:
                self._chips[repo] = chip = Chip(repo, self)
                chip.button.clicked.connect(lambda _=False, repo=repo: self.taken_away.emit(repo))
                self.flow.addWidget(chip)
                chip.show()
        was = list(self._chips)
        if focused is not None and was[focused] in gone:
            left = [repo for repo in was[focused:] + was[:focused][::-1] if repo not in gone]
            next_one = self._chips[left[0]].button if left else otherwise
            next_one.setFocus(Qt.FocusReason.OtherFocusReason)
        for repo in gone:
            chip = self._chips.pop(repo)
            self.flow.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self.updateGeometry()

    def show_states(self, said: Mapping[str, str]) -> None:
        """What is wrong with which of them."""
        for repo, chip in self._chips.items():
            chip.show_state(said.get(repo, ""))

    def focus_on(self, repo: str) -> None:
        """Take the keyboard to that one."""
        if repo in self._chips:
            self._chips[repo].button.setFocus(Qt.FocusReason.OtherFocusReason)


class Chip(QWidget):
    """A repository with the button that takes it away, behind a sign where it is not on board."""

    def __init__(self, repo: str, parent: QWidget) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(4))
        self._sign = Picture("warning", 16, "tight")
        self.button = Button(repo, size=Size.SMALL, icon="close")
        self.button.setAccessibleName(f"Take {repo} off the board")
        row.addWidget(self._sign)
        row.addWidget(self.button)
        self._sign.hide()

    def show_state(self, said: str) -> None:
        """What is wrong with it; '' where nothing is."""
        self._sign.setVisible(bool(said))
        for one in (self, self.button):
            one.setToolTip(tip(said) if said else "")
        self.button.setAccessibleDescription(said)
        self.updateGeometry()
