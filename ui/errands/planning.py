"""The plan that moves with the sliders: arithmetic in the same frame, then the engine's word."""

from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from launcher.actions.estimate import estimate_exactly, estimate_now
from launcher.actions.parts import Parts
from launcher.errors import ChoiceError
from launcher.hardware.facts import Machine
from launcher.memory.choices import Choices
from launcher.memory.estimate import Estimate
from launcher.memory.fit import judge, largest_context
from launcher.models.facts import ModelFacts
from ui.bridge.background import Background
from ui.bridge.latest import Latest
from ui.text.failures import sentence_for
from ui.text.memory_view import panel_view
from ui.text.panel import PanelView


class PlanErrand(QObject):
    """Answers one question after another; an older answer that comes late is dropped.

    `planned` carries a PanelView, `refused` the Sentence for choices that cannot be.
    """

    planned = Signal(object)
    refused = Signal(object)

    def __init__(self, parts: Parts, background: Background, parent: QObject) -> None:
        super().__init__(parent)
        self._parts = parts
        self._exact = Latest(background, self)
        self._largest_for: tuple[int, Machine, Choices, int] | None = None
        self._largest: int | None = None

    def plan(self, facts: ModelFacts, choices: Choices, machine: Machine, *, reserve: int) -> None:
        """Tell what this would take: now by arithmetic, then by the engine's dry run."""
        try:
            first = estimate_now(facts, choices, machine, reserve=reserve)
            largest = self._largest_context(facts, choices, machine, reserve)
        except ChoiceError as error:
            self._exact.drop()
            self.refused.emit(sentence_for(error))
            return
        self._tell(first, choices, machine, largest, reserve)
        if machine.imagined:
            return
        self._exact.ask(
            lambda: estimate_exactly(self._parts, facts, choices, machine),
            done=lambda answer: self._tell(answer, choices, machine, largest, reserve),
            failed=lambda _error: None,  # the arithmetic stands, and is labelled as such
        )

    def drop(self) -> None:
        """Want no further answer."""
        self._exact.drop()

    def _tell(
        self,
        answer: Estimate,
        choices: Choices,
        machine: Machine,
        largest: int | None,
        reserve: int,
    ) -> None:
        fit = judge(answer, reserve=reserve)
        view: PanelView = panel_view(
            answer, machine, choices, largest=largest, fit=str(fit), reserve=reserve
        )
        self.planned.emit(view)

    def _largest_context(
        self, facts: ModelFacts, choices: Choices, machine: Machine, reserve: int
    ) -> int | None:
        """Does not depend on the context chosen, so a drag of the slider asks only once."""
        question = (id(facts), machine, replace(choices, context=0), reserve)
        if question != self._largest_for:
            self._largest_for = question
            self._largest = largest_context(facts, choices, machine, reserve=reserve) or None
        return self._largest
