"""The right of the page: every choice, and the plan that finds them by itself."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from launcher.memory.estimate import Basis, ContextLengths
from ui.pages.memory.fit_view import StepRow
from ui.pages.memory.lever_list import LeverList
from ui.pages.memory.levers_view import Levers
from ui.pages.memory.plan_list import StepList
from ui.text.fitting_view import LARGEST
from ui.theme.type import Type, px
from ui.widgets.button import Button, IconButton, Kind
from ui.widgets.flow import Flow
from ui.widgets.label import Text
from ui.widgets.notice import Notice

_FIT = "Fit it for me"
_UNDO = "Undo"
_RESET = "Back to what Snug would choose"


class Turning(QWidget):
    """Every signal is a person's doing; the show methods never emit."""

    turned = Signal(str, object)  # a choice's key and its new value
    fit_asked = Signal()
    reset_asked = Signal()
    undo_asked = Signal()
    redo_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._undo = IconButton("undo", "Take back the last change (Ctrl+Z)")
        self._redo = IconButton("redo", "Do it again (Ctrl+Shift+Z)")
        self._fit = Button(_FIT, Kind.PRIMARY)
        self._reset = Button(_RESET)
        self.notice = Notice(closable=False)  # stands where the page has it always in sight
        self._possible = True
        self._steps = StepList()
        self._levers = LeverList()
        self._steps.hide()
        self._build()
        self._undo.clicked.connect(self.undo_asked)
        self._redo.clicked.connect(self.redo_asked)
        self._fit.clicked.connect(self.fit_asked)
        self._reset.clicked.connect(self.reset_asked)
        self._levers.turned.connect(self.turned)
        self.notice.pressed.connect(self._on_notice_pressed)

    def show_context(
        self,
        context: ContextLengths,
        *,
        largest: int | None,
        basis: Basis,
        largest_name: str = LARGEST,
    ) -> None:
        """Show the context as asked and granted, and what fits (tokens), by whose word."""
        self._levers.show_context(context, largest=largest, basis=basis, largest_name=largest_name)

    def show_levers(self, levers: Levers) -> None:
        """Show where each choice stands."""
        self._levers.show_levers(levers)

    def show_refused(self, what: str, next_step: str, *, context: int) -> None:
        """Say why the choices cannot be, and offer the way back."""
        self._possible = False
        self._fit.setEnabled(False)
        back = _UNDO if self._undo.isEnabled() else _RESET
        self.notice.show_words("warning", what, next_step, [back])
        self._levers.show_unknown(context)

    def show_possible(self) -> None:
        """The choices can be."""
        if not self._possible:
            self._possible = True
            self._fit.setEnabled(True)
        self.notice.hide()

    def show_history(self, *, can_undo: bool, can_redo: bool) -> None:
        """Whether there is something to take back, and to do again."""
        self._undo.setEnabled(can_undo)
        self._redo.setEnabled(can_redo)

    def show_fitting(self, *, busy: bool) -> None:
        """Whether a plan is being looked for because a person asked."""
        self._fit.show_text("Working it out" if busy else _FIT)
        self._fit.setEnabled(not busy and self._possible)

    def show_steps(self, outcome: str, steps: tuple[StepRow, ...]) -> None:
        """Show how the plan was found; without steps there is nothing to show."""
        self._steps.show_steps(outcome, steps)

    def _on_notice_pressed(self, word: str) -> None:
        (self.undo_asked if word == _UNDO else self.reset_asked).emit()

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(16))
        head = QHBoxLayout()
        head.setSpacing(px(4))
        head.addWidget(Text("What can be turned", Type.LEAD, weight=600, wrap=True), 1)
        head.addWidget(self._undo)
        head.addWidget(self._redo)
        buttons = Flow(gap=px(8))
        buttons.flow.addWidget(self._fit)
        buttons.flow.addWidget(self._reset)
        column.addLayout(head)
        for widget in (buttons, self._steps, self._levers):
            column.addWidget(widget)
