"""The plan that moves with the sliders: arithmetic in the same frame, then the engine's word.

Once a person rests, it is worked out what would fit: the longest context, a plan for
the one asked for, and what more would cost. All but the plan holds for every context.
"""

from collections import OrderedDict
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from launcher.actions.estimate import estimate_exactly, estimate_now
from launcher.actions.fit import fit_exactly
from launcher.actions.parts import Parts
from launcher.actions.receipts import latest_here, measured_here
from launcher.errors import ChoiceError
from launcher.hardware.facts import Machine
from launcher.measurement.receipt import Receipt
from launcher.memory.anatomy import Same
from launcher.memory.choices import Choices
from launcher.memory.estimate import Basis, Estimate
from launcher.memory.fit import Fit, is_of_gpus_alone, judge, largest_context
from launcher.models.facts import ModelFacts
from ui.bridge.background import Background
from ui.bridge.latest import Latest
from ui.errands.question import About, Found, Question, with_room
from ui.text.failures import sentence_for
from ui.text.fitting_view import FittingView, fitting_view
from ui.text.kv_types import K, V, types_taken
from ui.text.memory_view import panel_view

REST_MS: Final = 250  # without a further tick before what fits is worked out
KEPT: Final = 512  # exact answers: a hand that goes back and forth is answered at once


class PlanErrand(QObject):
    """Answers one question after another; an older answer that comes late is not shown.

    `planned` carries a PanelView, `refused` the Sentence for choices that cannot be.
    """

    planned = Signal(object)
    refused = Signal(object)

    def __init__(
        self, parts: Parts, background: Background, parent: QObject, *, loaded: bool = False
    ) -> None:
        super().__init__(parent)
        self._parts = parts
        self._loaded = loaded  # plans are of what is loaded, and what it came to is told
        self._weighing = Latest(background, self)
        self._came_to: Receipt | None = None
        self._exact = Latest(background, self)
        self._fitting = Latest(background, self)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self._on_rested)
        self._asked: Question | None = None
        self._shown: Estimate | None = None
        self._shown_for: Question | None = None
        self._kept: OrderedDict[Choices, Estimate] = OrderedDict()
        self._found: Found | None = None
        self._largest_for: tuple[About, tuple[Choices, int]] | None = None
        self._largest: int | None = None
        self._gpus_alone = False

    def plan(self, facts: ModelFacts, choices: Choices, machine: Machine, *, reserve: int) -> None:
        """Tell what this would take: now by arithmetic, then by the engine's dry run."""
        about = About(model=Same(facts), machine=machine, reserve=reserve)
        question = Question(about=about, choices=choices)
        self._rest.stop()
        if self._asked is None or self._asked.about != about:
            self._kept.clear()
        if self._asked is None or self._asked.about.model != about.model:
            self._came_to = None
        self._asked = question
        known = self._kept.get(choices)
        try:
            first = known or self._first(question)
            if known is None and not machine.imagined:
                self._ask_exactly(question)  # the engine works while the window draws
            else:
                self._exact.drop()
                self._rest.start()
            self._tell(first)
        except ChoiceError as error:
            self.drop()
            self.refused.emit(sentence_for(error))

    def _first(self, question: Question) -> Estimate:
        """By arithmetic; the engine's figures stay where only what is free has changed."""
        about = question.about
        found = estimate_now(
            about.model.facts, question.choices, about.machine, reserve=about.reserve
        )
        shown = self._shown
        if shown is None or self._shown_for is None or question.about.machine.imagined:
            return found
        same = self._shown_for.choices == question.choices
        if not same or not self._shown_for.about.is_like(about):
            return found
        return with_room(shown, found)

    def drop(self) -> None:
        """Want no further answer."""
        self._asked = None
        self._rest.stop()
        self._exact.drop()
        self._fitting.drop()

    # --- the exact answer ----------------------------------------------------------------------

    def _ask_exactly(self, question: Question) -> None:
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

    def _keep(self, question: Question, answer: Estimate) -> None:
        """Remember it for as long as the same model is looked at on the same machine."""
        exact = answer.basis.kv is Basis.ENGINE
        if exact and self._asked is not None and self._asked.about == question.about:
            self._kept[question.choices] = answer
            if len(self._kept) > KEPT:
                self._kept.popitem(last=False)

    def weigh(self) -> None:
        """Read what the load came to; it is known better after the first answer."""
        question = self._asked
        if question is not None and not question.about.machine.imagined:
            facts, choices = question.about.model.facts, question.choices
            self._weighing.ask(
                lambda: latest_here(self._parts, facts, choices),
                done=self._on_weighed,
                failed=lambda _error: None,  # without a receipt nothing is said
            )

    def _on_weighed(self, receipt: Receipt | None) -> None:
        if receipt != self._came_to:
            self._came_to = receipt
            if self._asked is not None and self._shown is not None:
                self._tell(self._shown)

    # --- what fits -----------------------------------------------------------------------------

    def _on_rested(self) -> None:
        question = self._asked
        if question is None:
            return
        if self._loaded:
            self.weigh()
        if self._is_settled(question):
            return
        about, choices = question.about, question.choices

        def work() -> Found:
            facts, machine = about.model.facts, about.machine
            return Found(
                question=question,
                fitting=fit_exactly(self._parts, facts, choices, machine),
                receipt=None if machine.imagined else measured_here(self._parts, facts, choices),
            )

        self._fitting.ask(
            work,
            done=self._on_found,
            failed=lambda _error: None,  # the arithmetic's largest context stands
        )

    def _is_settled(self, question: Question) -> bool:
        """Whether there is nothing to work out anew: only a plan depends on the context."""
        found = self._found
        if found is None or found.question.about != question.about:
            return False
        if found.question.choices == question.choices:
            return True
        fits = self._shown is not None and self._judged(self._shown) is Fit.FITS
        return fits and found.question.timeless == question.timeless

    def _on_found(self, found: Found) -> None:
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
        self._shown, self._shown_for = answer, question
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
                fitting=self._offered(answer, question, found, fit, fresh=fresh),
                receipt=receipt if receipt and receipt.same_kind(choices) else None,
                came_to=self._came_to_with(choices),
                kv_types=types_taken(about.model.facts, choices, K, V),
            )
        )

    def _came_to_with(self, choices: Choices) -> Receipt | None:
        """The receipt of what is loaded, while the choices are still those."""
        receipt = self._came_to
        if receipt is None or receipt.choices.context != choices.context:
            return None
        return receipt if receipt.same_kind(choices) else None

    def _largest_of(self, question: Question, found: Found | None) -> tuple[int | None, Basis]:
        """The longest context: as worked out, or by arithmetic, which a drag asks only once."""
        about = question.about
        if (about, question.timeless) != self._largest_for:
            self._largest_for = (about, question.timeless)
            facts, choices, machine = about.model.facts, question.choices, about.machine
            self._largest = largest_context(facts, choices, machine, reserve=about.reserve) or None
            self._gpus_alone = is_of_gpus_alone(facts, choices, machine, reserve=about.reserve)
        if found is not None:
            return found.fitting.largest or None, found.fitting.basis
        return self._largest, Basis.ARITHMETIC

    def _offered(
        self, answer: Estimate, question: Question, found: Found | None, fit: Fit, *, fresh: bool
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
            gpus_alone=self._gpus_alone,
        )
