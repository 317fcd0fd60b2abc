"""The memory panel: the one widget that stands wherever a plan is made.

It shows a PanelView and tells what a person turned. It is built once; a tick of
the slider only re-says what changed, and every figure moves in the same frame.
What comes and goes while one drags stands under the slider, never above it.
"""

from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from launcher.memory.choices import Choices
from launcher.planning.auto_fit import Step
from ui.text.fitting_view import PlanView, PriceView
from ui.text.panel import PanelView
from ui.theme.type import Type, px
from ui.widgets.button import Button, Kind, Size
from ui.widgets.context_choice import ContextChoice
from ui.widgets.device_rows import DeviceRows
from ui.widgets.dimmed import show_dimmed
from ui.widgets.fit_badge import FitBadge
from ui.widgets.imagined_mark import ImaginedMark
from ui.widgets.label import Elided, Text
from ui.widgets.load_choices import LoadChoices
from ui.widgets.measured_line import MeasuredLine
from ui.widgets.notice import Notice
from ui.widgets.price_list import PriceList, TakenList
from ui.widgets.scroll_column import ScrollColumn
from ui.widgets.surface import Hairline, Surface

WIDTH = 304
INSPECTOR_WIDTH = 288
_WIDEST = 460
_TWO_COLUMNS = 560  # from this width on, what it takes and what one chooses stand side by side
_PADDING = 16
_PLAN = "the plan that was found"
_UNDO = "Undo"


@dataclass(frozen=True, slots=True)
class _Taken:
    """Something taken at one press, what it made of the choices, and what they were before."""

    what: str
    before: Choices
    after: Choices
    steps: tuple[Step, ...] = ()


class MemoryPanel(Surface):
    """`edited` carries the Choices as a person turned them; `show_view` never emits it.

    `inspector` is the form beside the chat: bars less high, choices one under the other.
    Further things go into `body` (under the choices), `corner` (right of the title) and
    `foot` (always in sight, for the button that follows from the plan).
    """

    edited = Signal(object)  # Choices
    details_asked = Signal()

    def __init__(self, *, inspector: bool = False, parent: QWidget | None = None) -> None:
        super().__init__("panel", line="left", parent=parent)
        self._choices = Choices()
        self._taken: list[_Taken] = []
        self._possible: Choices | None = None  # the last that could be
        self._computer = ""
        self._refused = Notice(closable=False)
        self._stale = Text("For the last possible choices:", Type.SECONDARY, ink="tight")
        self._title = Elided("Memory", Type.LEAD, weight=600)
        self._badge = FitBadge()
        self._imagined = ImaginedMark()
        self._devices = DeviceRows(inspector=inspector)
        self._context = ContextChoice(offers_largest=False)
        self._prices = PriceList()
        self._undo = TakenList()
        self._measured = MeasuredLine()
        self._choose = LoadChoices(stacked=inspector)
        self._details = Button("All choices and explanations", Kind.QUIET, size=Size.SMALL)
        self._notes = Text(kind=Type.SECONDARY, ink="text2", wrap=True)
        self._scroll = ScrollColumn(margin=_PADDING, gap=12)
        self._halves = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._between = Hairline()
        self.corner = QHBoxLayout()
        self.body = QVBoxLayout()
        self.foot = QVBoxLayout()
        self._build()
        self._connect()
        self.setFixedWidth(panel_width(inspector=inspector))

    def show_view(self, view: PanelView) -> None:
        """Show this plan."""
        if view.computer != self._computer:
            self._computer = view.computer
            self._scroll.verticalScrollBar().setValue(0)
        if view.choices != self._choices:  # somebody else chose: there is nothing to go back to
            self._drop_taken()
        self._choices = view.choices
        self._title.show_text(view.headline)
        self._badge.show_fit(view.fit)
        self._imagined.show_computer(view.computer)
        self._devices.show_devices(view.devices, view.main)
        self._show_refusal(view)
        self._prices.show_fitting(
            view.fitting,
            largest=view.largest,
            basis=view.largest_basis,
            context=view.context.asked,
        )
        self._choose.show_choices(view)
        self._measured.show_words(view.measured)
        notes = "\n".join(view.notes)
        self._notes.show_text(notes)
        self._notes.setVisible(bool(notes))

    def forget(self) -> None:
        """Another model: what was taken for the last one cannot be undone here."""
        self._drop_taken()
        self._possible = None
        self._refused.hide()
        self._scroll.verticalScrollBar().setValue(0)

    def _show_refusal(self, view: PanelView) -> None:
        """What was chosen cannot be: say so in sight, and claim nothing of it."""
        said, context = view.refused, view.context
        if said is None:
            self._possible = view.choices
            self._refused.hide()
            self._context.show_context(context, largest=view.largest, basis=view.largest_basis)
        else:
            words = [_UNDO] if self._possible is not None else []
            self._refused.show_words("warning", said.what, said.next, words)
            self._context.show_unknown(view.choices.context)
        show_dimmed(self._devices, dimmed=said is not None)
        self._stale.setVisible(said is not None)
        self._prices.setVisible(said is None)

    def _drop_taken(self) -> None:
        self._taken.clear()
        self._show_taken()

    def showEvent(self, event: QShowEvent) -> None:
        """Take room for the foot only where something was put there."""
        super().showEvent(event)
        below = _PADDING if self.foot.count() else 0
        self.foot.setContentsMargins(_PADDING, below // 2, _PADDING, below)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Two columns where there is room, as under the files of a narrow window."""
        super().resizeEvent(event)
        wide = self.width() >= px(_TWO_COLUMNS)
        beside, under = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._halves.setDirection(beside if wide else under)
        self._halves.setSpacing(24 if wide else 12)
        self._between.setVisible(not wide)

    # --- building ------------------------------------------------------------------------------

    def _build(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 0, 0, 0)
        outer.setSpacing(0)
        self._refused.setContentsMargins(_PADDING, 12, _PADDING, 0)
        outer.addWidget(self._refused)
        outer.addWidget(self._scroll, 1)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._title, 1)
        head.addWidget(self._badge)
        head.addLayout(self.corner)
        column = self._scroll.column
        column.addLayout(head)
        column.addWidget(self._imagined)
        column.addWidget(self._stale)
        self._stale.hide()
        column.addLayout(self._halves)
        column.addLayout(self.body)
        column.addStretch(1)
        self._halves.setSpacing(12)
        self._halves.addWidget(self._devices, 1)
        self._halves.addWidget(self._between)
        self._halves.addLayout(self._choosing(), 1)
        self.foot.setSpacing(8)
        outer.addLayout(self.foot)

    def _choosing(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(12)
        offered = (self._context, self._prices, self._undo, self._measured, self._notes)
        for widget in (*offered, Hairline(), self._choose, self._details):
            column.addWidget(widget)
        column.addStretch(1)
        self._notes.hide()
        return column

    def _connect(self) -> None:
        self._context.edited.connect(self._on_context_edited)
        self._choose.edited.connect(self._on_choice_edited)
        self._prices.largest_taken.connect(self._on_context_edited)
        self._prices.price_taken.connect(self._on_price_taken)
        self._prices.plan_taken.connect(self._on_plan_taken)
        self._undo.undo_asked.connect(self._on_undo_asked)
        self._refused.pressed.connect(self._on_refusal_undone)
        self._details.clicked.connect(self.details_asked)

    # --- a person's doing ----------------------------------------------------------------------

    def _tell(self, choices: Choices) -> None:
        self._choices = choices
        self._show_taken()
        self.edited.emit(choices)

    def _on_context_edited(self, tokens: int) -> None:
        self._tell(replace(self._choices, context=tokens))

    def _on_choice_edited(self, turned: dict[str, Any]) -> None:
        self._tell(replace(self._choices, **turned))

    def _on_price_taken(self, price: PriceView) -> None:
        self._take(price.what, replace(price.choices, context=self._choices.context))

    def _on_plan_taken(self, plan: PlanView) -> None:
        self._take(_PLAN, plan.choices, plan.steps)

    def _on_undo_asked(self) -> None:
        if self._taken:
            self._tell(self._taken.pop().before)

    def _on_refusal_undone(self, _word: str) -> None:
        if self._possible is not None:
            self._tell(self._possible)

    def _take(self, what: str, after: Choices, steps: tuple[Step, ...] = ()) -> None:
        self._taken.append(_Taken(what, self._choices, after, steps))
        self._tell(after)

    def _show_taken(self) -> None:
        """The way back; the plan's steps only while nothing else was turned since."""
        last = self._taken[-1] if self._taken else None
        if last is None:
            self._undo.show_taken("", ())
            return
        same = replace(last.after, context=0) == replace(self._choices, context=0)
        self._undo.show_taken(last.what, last.steps if same else ())


def panel_width(*, inspector: bool) -> int:
    """How wide the panel is: as in the look, and wider with larger text, within reason."""
    usual = INSPECTOR_WIDTH if inspector else WIDTH
    return min(px(usual), _WIDEST)
