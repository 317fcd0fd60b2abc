"""What fits and what more would cost: one card of links under the context slider."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from launcher.memory.estimate import Basis
from launcher.planning.auto_fit import Step
from ui.text.fitting_view import FittingView, PlanView, PriceView
from ui.text.numbers import whole
from ui.theme.type import Type
from ui.widgets.button import Button, Size
from ui.widgets.label import Text
from ui.widgets.link_row import SIDE, LinkRow
from ui.widgets.surface import Card

_EDGE = 4


class PriceList(Card):
    """Each line takes something: the largest context, a concession, the whole plan.

    `largest_taken` carries tokens, `price_taken` a PriceView, `plan_taken` a PlanView.
    Lines are made when they are first needed and only re-said after that.
    """

    largest_taken = Signal(int)
    price_taken = Signal(object)
    plan_taken = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._largest_tokens: int | None = None
        self._prices: tuple[PriceView, ...] = ()
        self._plan: PlanView | None = None
        self._lack = _Line(ink="too_big")
        self._largest = LinkRow(notch=True, marked=True)
        self._hint = _Line()
        self._rows: list[LinkRow] = []
        self._listed = QVBoxLayout()
        self._summary = Text(kind=Type.AXIS, ink="text2", wrap=True)
        self._fit = Button("Fit it for me", size=Size.SMALL)
        self._build()

    def show_fitting(
        self,
        found: FittingView,
        *,
        largest: int | None,
        basis: Basis | None,
        context: int,
    ) -> None:
        """Show what was worked out; `largest` and the `context` one has are tokens."""
        self._largest_tokens = largest
        self._lack.show_ink("tight" if found.state == "tight" else "too_big")
        self._lack.show_line(found.lack)
        self._largest.show_row(
            found.largest,
            "none" if largest is None else whole(largest),
            help_text=_largest_help(largest, context),
            basis=basis if largest is not None else None,
            pressable=largest is not None and largest != context,
        )
        self._hint.show_line(found.hint)
        self._show_prices(found.prices, basis, fresh=found.fresh)
        self._show_plan(found.plan)

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(_EDGE, _EDGE, _EDGE, _EDGE)
        column.setSpacing(0)
        self._listed.setSpacing(0)
        column.addWidget(self._lack)
        column.addWidget(self._largest)
        column.addWidget(self._hint)
        column.addLayout(self._listed)
        self._below = QWidget()
        below = QVBoxLayout(self._below)
        below.setContentsMargins(SIDE, 4, SIDE, 4)
        below.setSpacing(4)
        below.addWidget(self._fit)
        below.addWidget(self._summary)
        column.addWidget(self._below)
        self._below.hide()
        self._largest.taken.connect(self._on_largest_taken)
        self._fit.clicked.connect(self._on_fit_clicked)

    def _show_prices(
        self, prices: tuple[PriceView, ...], basis: Basis | None, *, fresh: bool
    ) -> None:
        self._prices = prices
        while len(self._rows) < len(prices):
            row = LinkRow(marked=True, parent=self)
            row.taken.connect(self._on_price_taken)
            self._rows.append(row)
            self._listed.addWidget(row)
        for number, row in enumerate(self._rows):
            if number < len(prices):
                price = prices[number]
                row.show_row(
                    price.what,
                    price.figure,
                    price.cost,
                    help_text=price.help,
                    basis=Basis.ARITHMETIC if basis is not None else None,
                    pressable=fresh,
                )
            row.setVisible(number < len(prices))

    def _show_plan(self, plan: PlanView | None) -> None:
        self._plan = plan
        self._below.setVisible(plan is not None)
        if plan is not None:
            self._summary.show_text(plan.summary)
            self._fit.setAccessibleDescription(plan.summary)

    def _on_largest_taken(self) -> None:
        if self._largest_tokens is not None:
            self.largest_taken.emit(self._largest_tokens)

    def _on_price_taken(self) -> None:
        row = self.sender()
        if isinstance(row, LinkRow) and row in self._rows:
            number = self._rows.index(row)
            if number < len(self._prices):
                self.price_taken.emit(self._prices[number])

    def _on_fit_clicked(self) -> None:
        if self._plan is not None:
            self.plan_taken.emit(self._plan)


class TakenList(QWidget):
    """What was taken last, step by step, and the way back."""

    undo_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._undo = LinkRow(parent=self)
        self._steps: list[tuple[Text, Text]] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)
        self._column.addWidget(self._undo)
        self._undo.taken.connect(self.undo_asked)
        self.hide()

    def show_taken(self, what: str, steps: Sequence[Step]) -> None:
        """Say what was taken; '' puts this away."""
        self.setVisible(bool(what))
        self._undo.show_row(f"Undo: {what}", "", help_text="Back to what was chosen before.")
        while len(self._steps) < len(steps):
            both = (
                Text(kind=Type.SECONDARY, wrap=True, parent=self),
                Text(kind=Type.AXIS, ink="text2", wrap=True, parent=self),
            )
            self._steps.append(both)
            for text in both:
                text.setContentsMargins(SIDE, 0, SIDE, 0)
                self._column.addWidget(text)
        for number, (what_text, why_text) in enumerate(self._steps):
            there = number < len(steps)
            if there:
                what_text.show_text(steps[number].what)
                why_text.show_text(steps[number].why)
            what_text.setVisible(there)
            why_text.setVisible(there and bool(steps[number].why))


class _Line(Text):
    """A line within the card, with the card's inner margins; away while it has nothing to say."""

    def __init__(self, ink: str = "text2") -> None:
        super().__init__(kind=Type.SECONDARY, ink=ink, wrap=True)
        self.setContentsMargins(SIDE, 4, SIDE, 2)
        self.hide()

    def show_line(self, words: str) -> None:
        """Say this."""
        self.show_text(words)
        self.setVisible(bool(words))


def _largest_help(largest: int | None, context: int) -> str:
    if largest is None:
        return "Not even the shortest context keeps the reserve."
    if largest == context:
        return "This is the context chosen now."
    return f"Set the context to {whole(largest)} tokens."
