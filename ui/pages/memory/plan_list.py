"""The plan that was found, step by step, and the price list of a longer conversation."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from launcher.memory.choices import Choices
from launcher.memory.estimate import Basis
from ui.pages.memory.fit_view import FitView, PriceRow, StepRow
from ui.pages.memory.section import Section
from ui.text.words import BASES
from ui.theme.type import Type, px
from ui.widgets.button import Button, Size
from ui.widgets.label import Text
from ui.widgets.surface import Skeleton


class StepList(Section):
    """What was decided and why."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("What was decided", parent=parent)
        self._outcome = Text("", ink="text2", wrap=True)
        self._steps: list[tuple[Text, Text]] = []
        self._rows = QVBoxLayout()
        self._rows.setSpacing(px(2))
        by_hand = "Every choice can still be turned by hand, or taken back."
        self.column.addWidget(self._outcome)
        self.column.addLayout(self._rows)
        self.column.addWidget(Text(by_hand, Type.SECONDARY, ink="text2", wrap=True))

    def show_steps(self, outcome: str, steps: tuple[StepRow, ...]) -> None:
        """Show these; none puts the section away."""
        self._outcome.show_text(outcome)
        while len(self._steps) < len(steps):
            what = Text("", weight=500, wrap=True, parent=self)
            why = Text("", Type.SECONDARY, ink="text2", wrap=True, parent=self)
            self._steps.append((what, why))
            self._rows.addWidget(what)
            self._rows.addWidget(why)
        for number, texts in enumerate(self._steps):
            there = number < len(steps)
            for text, words in zip(
                texts, (steps[number].what, steps[number].why) if there else (), strict=False
            ):
                text.show_text(words)
            for text in texts:
                text.setVisible(there)
        self.setVisible(bool(steps))


class PriceWidget(QWidget):
    """One concession with a button that takes it."""

    taken = Signal(object)  # Choices

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choices = Choices()
        self._what = Text("", weight=500, wrap=True)
        self._gain = Text("", Type.SECONDARY, wrap=True)
        self._cost = Text("", Type.SECONDARY, ink="text2", wrap=True)
        self._take = Button("Take", size=Size.SMALL)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(12))
        column = QVBoxLayout()
        column.setSpacing(0)
        for text in (self._what, self._gain, self._cost):
            column.addWidget(text)
        row.addLayout(column, 1)
        row.addWidget(self._take)
        self._take.clicked.connect(lambda: self.taken.emit(self._choices))

    def show_price(self, price: PriceRow) -> None:
        """Show this concession."""
        self._choices = price.choices
        self._what.show_text(price.what)
        self._gain.show_text(price.gain)
        self._cost.show_text(price.cost)
        self._take.setAccessibleName(f"Take: {price.what}. {price.gain} {price.cost}")


class PriceList(Section):
    """`taken` carries the choices of the concession a person takes."""

    taken = Signal(object)  # Choices

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("What would make room for a longer conversation", parent=parent)
        self._waiting = Skeleton(3)
        self._none = Text("Nothing more: the whole trained length fits.", ink="text2", wrap=True)
        self._basis = Text("", Type.SECONDARY, ink="text3", wrap=True)
        self._prices: list[PriceWidget] = []
        self._rows = QVBoxLayout()
        self._rows.setSpacing(px(12))
        for widget in (self._waiting, self._none):
            self.column.addWidget(widget)
        self.column.addLayout(self._rows)
        self.column.addWidget(self._basis)
        self.show_waiting()

    def show_waiting(self) -> None:
        """It is being worked out for the first time."""
        self._none.hide()
        self._basis.hide()
        for widget in self._prices:
            widget.hide()
        self._waiting.show()

    def show_nothing(self, words: str) -> None:
        """Say why there is no list."""
        self.show_waiting()
        self._waiting.hide()
        self._none.show_text(words)
        self._none.show()

    def show_prices(self, found: FitView) -> None:
        """Show these."""
        self._waiting.hide()
        while len(self._prices) < len(found.prices):
            widget = PriceWidget(self)
            widget.taken.connect(self.taken)
            self._prices.append(widget)
            self._rows.addWidget(widget)
        for number, widget in enumerate(self._prices):
            if number < len(found.prices):
                widget.show_price(found.prices[number])
            widget.setVisible(number < len(found.prices))
        self._none.show_text(found.none)
        self._none.setVisible(not found.prices)
        self._basis.show_text(BASES[Basis.ARITHMETIC].meaning)
        self._basis.setVisible(bool(found.prices))
