"""The loaded model, under the rail: its name, how it is loaded, and the way to let it go."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.text.rail_view import NO_MODEL, LoadedView
from ui.text.tips import tip
from ui.theme.type import Type
from ui.widgets.button import IconButton
from ui.widgets.label import Elided
from ui.widgets.surface import Card


class LoadedCard(Card):
    """`eject_asked` when the button is pressed."""

    eject_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("raised", parent=parent)
        self._narrow = False
        self._row = QHBoxLayout(self)
        self._row.setSpacing(4)
        column = QVBoxLayout()
        column.setSpacing(2)
        self._name = Elided(kind=Type.SECONDARY, weight=600)
        self._detail = Elided(kind=Type.SECONDARY, ink="text2")
        column.addWidget(self._name)
        column.addWidget(self._detail)
        self._eject = IconButton("eject", "Eject the model from memory")
        self._eject.clicked.connect(self.eject_asked)
        self._row.addLayout(column, 1)
        self._row.addWidget(self._eject, 0, Qt.AlignmentFlag.AlignVCenter)
        self._view = NO_MODEL

    def show_view(self, view: LoadedView) -> None:
        """Show this model."""
        self._view = view
        self._name.show_text(view.name)
        self._name.show_more(*view.lines)
        self._detail.show_text(view.detail)
        self._eject.show_name(f"Eject {view.name} from memory")
        self.setAccessibleName(f"{view.name}, {view.detail}")
        self._arrange()

    def show_narrow(self, *, narrow: bool) -> None:
        """Show the button alone."""
        self._narrow = narrow
        self._arrange()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the card, where there is room for one."""
        if not self._narrow:
            super().paintEvent(event)

    def _arrange(self) -> None:
        narrow = self._narrow
        self._row.setContentsMargins(*((4, 0, 4, 0) if narrow else (10, 8, 6, 8)))
        self._name.setVisible(not narrow)
        self._detail.setVisible(not narrow)
        self._eject.setVisible(self._view.can_eject)
        self.setVisible(self._view.can_eject or not narrow)
        view = self._view
        self.setToolTip(tip(view.name, view.detail, *view.lines) if narrow else "")
