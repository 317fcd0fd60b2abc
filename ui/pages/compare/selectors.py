"""What is compared, against what, and with how much room."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from launcher.choosing.board import Axis
from launcher.memory.choices import LEAST_CONTEXT, MOST_CONTEXT
from launcher.units import GIB
from ui.pages.compare.asked import AXES, Asked
from ui.pages.compare.repositories import Repositories
from ui.theme.type import px
from ui.widgets.combo import Combo
from ui.widgets.context_scale import STEP
from ui.widgets.flow import Flow
from ui.widgets.fraction_field import FractionField
from ui.widgets.label import Text
from ui.widgets.number_field import NumberField
from ui.widgets.told_line import ToldLine

HERE: Final = "here"
TYPED: Final = "typed"
ANOTHER: Final = "another"
_MOST_GIB: Final = 4096.0
_FIRST_GIB: Final = 8.0


class Selectors(QWidget):
    """`edited` carries what a person wants to see; `imagine_asked` for another computer."""

    edited = Signal(object)  # Asked
    imagine_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._asked = Asked(family="")
        self._families: tuple[str, ...] = ()
        self._first = _FIRST_GIB  # what a typed budget begins with
        self._family = Combo("Family")
        self._axis = Combo("Compared by")
        self._tokens = NumberField(
            "Context in tokens", least=LEAST_CONTEXT, most=MOST_CONTEXT, step=STEP, unit="tokens"
        )
        self._budget = Combo("Budget")
        self._gib = FractionField("Budget in GiB", most=_MOST_GIB)
        self._unit = Text("GiB", ink="text2")
        self._told = ToldLine()
        self.repositories = Repositories()
        self._build()
        self._family.edited.connect(self._on_family_edited)
        self._axis.edited.connect(self._on_axis_edited)
        self._tokens.edited.connect(self._on_tokens_edited)
        self._budget.edited.connect(self._on_budget_edited)
        self._gib.edited.connect(self._on_gib_edited)
        self._tokens.told.connect(self._told.show_words)
        self._gib.told.connect(self._told.show_words)
        self.repositories.edited.connect(self._on_repositories_edited)

    @property
    def asked(self) -> Asked:
        """What the selectors stand at."""
        return self._asked

    def show_families(self, families: Sequence[str]) -> None:
        """Offer these."""
        self._families = tuple(families)
        self._show_families()

    def show_asked(self, asked: Asked) -> None:
        """Stand at this."""
        self._asked = asked
        self._show_families()
        self._family.show_value(asked.family)
        self._axis.show_value(asked.axis)
        self._tokens.show_value(asked.context)
        self._budget.show_value(HERE if asked.budget is None else TYPED)
        self._show_gib()
        self.repositories.show_added(asked.repositories)

    def show_computer(self, *, imagined: bool) -> None:
        """Whose memory the budget is."""
        here = "The imagined computer" if imagined else "This computer"
        self._budget.show_options(
            ((HERE, here), (TYPED, "A number of GiB"), (ANOTHER, "Another computer…"))
        )
        self._budget.show_value(HERE if self._asked.budget is None else TYPED)

    def show_budget(self, budget: int | None) -> None:
        """The budget there is (bytes): one that is typed begins with it."""
        self._first = round(budget / GIB, 2) if budget else _FIRST_GIB

    def _show_families(self) -> None:
        alone = (("", "Only what was added"),) if self._asked.repositories else ()
        self._family.show_options((*((one, one) for one in self._families), *alone))
        self._family.show_value(self._asked.family)

    def _show_gib(self) -> None:
        budget = self._asked.budget
        for one in (self._gib, self._unit):
            one.setVisible(budget is not None)
        if budget is not None:
            self._gib.show_value(budget)

    def _take(self, asked: Asked) -> None:
        if asked != self._asked:
            self.show_asked(asked)
            self.edited.emit(asked)

    def _on_family_edited(self, family: object) -> None:
        self._take(replace(self._asked, family=str(family)))

    def _on_axis_edited(self, axis: object) -> None:
        self._take(replace(self._asked, axis=Axis(str(axis))))

    def _on_tokens_edited(self, tokens: int) -> None:
        self._take(replace(self._asked, context=tokens))

    def _on_budget_edited(self, budget: object) -> None:
        if budget == ANOTHER:
            self._budget.show_value(HERE if self._asked.budget is None else TYPED)
            self.imagine_asked.emit()
        elif budget == HERE:
            self._take(replace(self._asked, budget=None))
        else:
            self._take(replace(self._asked, budget=self._asked.budget or self._first))
            self._gib.setFocus(Qt.FocusReason.OtherFocusReason)
            self._gib.selectAll()

    def _on_gib_edited(self, budget: float) -> None:
        self._take(replace(self._asked, budget=budget))

    def _on_repositories_edited(self, added: tuple[str, ...]) -> None:
        first = self._families[0] if self._families and not added else ""
        family = self._asked.family or first
        self._take(replace(self._asked, family=family, repositories=added))

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(8))
        self._axis.show_options(AXES)
        self.show_computer(imagined=False)
        row = Flow()
        self._tokens.setFixedWidth(max(px(84), self._tokens.sizeHint().width()))
        self._gib.setFixedWidth(px(72))
        tokens = _together(Text("with", ink="text2"), self._tokens, Text("tokens", ink="text2"))
        budget = _together(self._budget, self._gib, self._unit)
        for one in (self._family, self.repositories.button, self._axis, tokens, budget):
            row.flow.addWidget(one)
        column.addWidget(row)
        column.addWidget(self._told)
        column.addWidget(self.repositories)
        self._show_gib()


def _together(*widgets: QWidget) -> QWidget:
    """Things that stay beside one another where the row breaks."""
    whole = QWidget()
    row = QHBoxLayout(whole)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(px(6))
    for one in widgets:
        row.addWidget(one)
    return whole
