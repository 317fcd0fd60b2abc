"""The plan that moves with the sliders: arithmetic in the same frame, then the engine's word.

Once a person rests, it is worked out what would fit: the longest context, a plan for
the one asked for, and what more would cost. All but the plan holds for every context.
"""

from collections import OrderedDict
from dataclasses import dataclass, replace
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from launcher.actions.estimate import estimate_exactly, estimate_now
from launcher.actions.fit import Fitting, fit_exactly
from launcher.actions.parts import Parts
from launcher.actions.receipts import measured_here
from launcher.errors import ChoiceError
from launcher.hardware.facts import Machine
from launcher.measurement.receipt import Receipt
from launcher.memory.anatomy import Same
from launcher.memory.choices import Choices
from launcher.memory.estimate import Basis, Estimate
from launcher.memory.fit import Fit, judge, largest_context
from launcher.models.facts import ModelFacts
from ui.bridge.background import Background
from ui.bridge.latest import Latest
from ui.text.failures import sentence_for
from ui.text.fitting_view import FittingView, fitting_view
from ui.text.memory_view import panel_view

REST_MS: Final = 250  # without a further tick before what fits is worked out
KEPT: Final = 512  # exact answers: a hand that goes back and forth is answered at once


@dataclass(frozen=True, slots=True, kw_only=True)
class _About:
    """What a question is about, the choices aside."""

    model: Same
    machine: Machine
    reserve: int

    def is_like(self, other: "_About") -> bool:
        """Whether no more differs than what is free just now: an answer for one may stand for
        the other until its own comes."""
        return (self.model, self.reserve, _size(self.machine)) == (
            other.model,
            other.reserve,
            _size(other.machine),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Question:
    about: _About
    choices: Choices

    @property
    def timeless(self) -> Choices:
        """What the longest context and the prices depend on: everything but the context."""
        return replace(self.choices, context=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """What fits, and what an earlier load of the kind took, for one question."""

    question: _Question
    fitting: Fitting
    receipt: Receipt | None


class PlanErrand(QObject):
    """Answers one question after another; an older answer that comes late is not shown.

    `planned` carries a PanelView, `refused` the Sentence for choices that cannot be.
    """

    planned = Signal(object)
    refused = Signal(object)

    def __init__(self, parts: Parts, background: Background, parent: QObject) -> None:
        super().__init__(parent)
        self._parts = parts
        self._exact = Latest(background, self)
        self._fitting = Latest(background, self)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self._on_rested)
        self._asked: _Question | None = None
        self._shown: Estimate | None = None
        self._kept: OrderedDict[Choices, Estimate] = OrderedDict()
        self._found: _Found | None = None
        self._largest_for: tuple[_About, Choices] | None = None
        self._largest: int | None = None

    def plan(self, facts: ModelFacts, choices: Choices, machine: Machine, *, reserve: int) -> None:
        """Tell what this would take: now by arithmetic, then by the engine's dry run."""
        about = _About(model=Same(facts), machine=machine, reserve=reserve)
        question = _Question(about=about, choices=choices)
        self._rest.stop()
        if self._asked is None or self._asked.about != about:
            self._kept.clear()
        self._asked = question
        known = self._kept.get(choices)
        try:
            first = known or estimate_now(facts, choices, machine, reserve=reserve)
            if known is None and not machine.imagined:
                self._ask_exactly(question)  # the engine works while the window draws
            else:
                self._exact.drop()
                self._rest.start()
            self._tell(first)
        except ChoiceError as error:
            self.drop()
            self.refused.emit(sentence_for(error))

    def drop(self) -> None:
        """Want no further answer."""
        self._asked = None
        self._rest.stop()
        self._exact.drop()
        self._fitting.drop()

    # --- the exact answer ----------------------------------------------------------------------

    def _ask_exactly(self, question: _Question) -> None:
        about, choices = question.about, question.choices

        def keep(answer: Estimate) -> None:
            self._keep(question, answer)

        def done(answer: Estimate) -> None:
            keep(answer)
            self._tell(answer)
            self._rest.start()

        self._exact.ask(
            lambda: estimate_exactly(self._parts, about.model.facts, choices, about.machine),
            done=done,
            late=keep,
            failed=lambda _error: None,  # the arithmetic stands, and is labelled as such
        )

    def _keep(self, question: _Question, answer: Estimate) -> None:
        """Remember it for as long as the same model is looked at on the same machine."""
        exact = answer.basis.kv is Basis.ENGINE
        if exact and self._asked is not None and self._asked.about == question.about:
            self._kept[question.choices] = answer
            if len(self._kept) > KEPT:
                self._kept.popitem(last=False)

    # --- what fits -----------------------------------------------------------------------------

    def _on_rested(self) -> None:
        question = self._asked
        if question is None or self._is_settled(question):
            return
        about, choices = question.about, question.choices

        def work() -> _Found:
            facts, machine = about.model.facts, about.machine
            return _Found(
                question=question,
                fitting=fit_exactly(self._parts, facts, choices, machine),
                receipt=None if machine.imagined else measured_here(self._parts, facts, choices),
            )

        self._fitting.ask(
            work,
            done=self._on_found,
            failed=lambda _error: None,  # the arithmetic's largest context stands
        )

    def _is_settled(self, question: _Question) -> bool:
        """Whether there is nothing to work out anew: only a plan depends on the context."""
        found = self._found
        if found is None or found.question.about != question.about:
            return False
        if found.question.choices == question.choices:
            return True
        fits = self._shown is not None and self._judged(self._shown) is Fit.FITS
        return fits and found.question.timeless == question.timeless

    def _on_found(self, found: _Found) -> None:
        self._found = found
        if self._asked is not None and self._shown is not None:
            self._tell(self._shown)

    # --- telling -------------------------------------------------------------------------------

    def _judged(self, answer: Estimate) -> Fit:
        return judge(answer, reserve=self._asked.about.reserve if self._asked else 0)

    def _tell(self, answer: Estimate) -> None:
        question = self._asked
        if question is None:
            return
        self._shown = answer
        about, choices = question.about, question.choices
        found = self._found
        if found is not None and not found.question.about.is_like(about):
            found = None
        fresh = found is not None and found.question.timeless == question.timeless
        largest, basis = self._largest_of(question, found if fresh else None)
        receipt = found.receipt if found else None
        fit = self._judged(answer)
        self.planned.emit(
            panel_view(
                answer,
                about.machine,
                choices,
                largest=largest,
                largest_basis=basis,
                fit=str(fit),
                reserve=about.reserve,
                fitting=_offered(answer, question, found, fit, fresh=fresh),
                receipt=receipt if receipt and receipt.same_kind(choices) else None,
            )
        )

    def _largest_of(self, question: _Question, found: _Found | None) -> tuple[int | None, Basis]:
        """The longest context: as worked out, or by arithmetic, which a drag asks only once."""
        if found is not None:
            return found.fitting.largest or None, found.fitting.basis
        about = question.about
        if (about, question.timeless) != self._largest_for:
            self._largest_for = (about, question.timeless)
            self._largest = (
                largest_context(
                    about.model.facts, question.choices, about.machine, reserve=about.reserve
                )
                or None
            )
        return self._largest, Basis.ARITHMETIC


def _size(machine: Machine) -> tuple[object, ...]:
    """The machine without what changes from one moment to the next."""
    devices = tuple((device.name, device.total) for device in machine.devices)
    return machine.imagined, machine.memory.usable_total, devices


def _offered(
    answer: Estimate, question: _Question, found: _Found | None, fit: Fit, *, fresh: bool
) -> FittingView:
    """What was found, as far as it stands for this question."""
    return fitting_view(
        answer,
        question.choices,
        question.about.machine,
        found.fitting if found else None,
        fit=fit,
        reserve=question.about.reserve,
        fresh=fresh,
        planned=found is not None and found.question.choices == question.choices,
    )
