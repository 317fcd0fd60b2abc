"""Where the memory page meets the desk: the plan, its choices, what fits, the receipts."""

from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from launcher.actions.estimate import digest_of, estimate_exactly, estimate_now
from launcher.actions.fit import Fitting
from launcher.actions.parts import Parts
from launcher.actions.receipts import measured_here, receipts
from launcher.errors import ChoiceError
from launcher.hardware.facts import Machine
from launcher.measurement.receipt import Receipt
from launcher.memory.choices import Choices
from launcher.memory.estimate import Basis, Estimate
from launcher.sentences import Sentence
from ui.bridge.background import Background
from ui.bridge.latest import Latest
from ui.desk import Desk, OnDesk
from ui.pages.memory.fit_view import FitView, fit_view
from ui.pages.memory.fitting import FittingErrand
from ui.pages.memory.history import History
from ui.pages.memory.levers_view import levers, turned
from ui.pages.memory.page import MemoryPage
from ui.pages.memory.receipts_view import ReceiptView, receipt_views
from ui.pages.memory.standing import Standing
from ui.pages.memory.view import BACK, page_view, title
from ui.study import CameFrom, Study
from ui.text.failures import sentence_for
from ui.text.fitting_view import largest_words
from ui.text.models import shortened_note, usual_choices


class MemoryPresenter(QObject):
    """One model at a time. `edited` tells what is chosen now, for which model and computer."""

    edited = Signal(object)  # Study

    def __init__(self, page: MemoryPage, parts: Parts, desk: Desk, background: Background) -> None:
        super().__init__(page)
        self._page = page
        self._parts = parts
        self._desk = desk
        self._exact = Latest(background, self)
        self._receipts = Latest(background, self)
        self._fitting = FittingErrand(parts, background, self)
        self._standing = Standing()
        self._study: Study | None = None
        self._estimate: Estimate | None = None  # the last that could be made
        self._receipt: Receipt | None = None  # of a load like this one
        self._found: FitView | None = None  # for the choices as they are
        self._wanted = False  # a person waits for the plan
        self._possible = True  # these choices can be planned with
        self._history = History(Choices())
        self._connect()

    def open(self, study: Study) -> None:
        """Explain this plan."""
        self._page.open()
        self._history = History(study.choices)
        self._study, self._estimate, self._receipt = study, None, None
        self._found, self._wanted = None, False
        self._page.show_title(title(study), BACK[study.source])
        self._page.turning.show_steps("", ())
        self._page.show_prices(None)
        self._page.turning.show_fitting(busy=False)
        self._plan()
        self._read_receipts(study)

    def _connect(self) -> None:
        turning = self._page.turning
        self._fitting.found.connect(self._on_found)
        self._fitting.failed.connect(self._on_fitting_failed)
        self._desk.changed.connect(self._on_desk_changed)
        turning.turned.connect(self._on_turned)
        self._page.explained.taken.connect(self._take)
        turning.reset_asked.connect(self._on_reset_asked)
        turning.fit_asked.connect(self._on_fit_asked)
        turning.undo_asked.connect(self._on_undo_asked)
        turning.redo_asked.connect(self._on_redo_asked)

    # --- a person's doing -----------------------------------------------------------------------

    def _on_turned(self, key: str, value: object) -> None:
        study = self._study
        if study is not None:
            self._take(turned(study.choices, key, value, study.facts))

    def _on_reset_asked(self) -> None:
        study = self._study
        if study is not None:
            usual = usual_choices(study.facts, self._desk.now.settings)
            self._take(replace(usual, threads=study.choices.threads))

    def _on_undo_asked(self) -> None:
        if self._history.can_undo:
            self._put(self._history.undo())

    def _on_redo_asked(self) -> None:
        if self._history.can_redo:
            self._put(self._history.redo())

    def _on_fit_asked(self) -> None:
        """Take the plan that is known, or the one that is on its way."""
        if self._found is not None:
            self._take_plan(self._found)
        elif self._possible:
            self._wanted = True
            self._page.turning.show_fitting(busy=True)
            self._fitting.hurry()

    def _take_plan(self, found: FitView) -> None:
        self._take(found.choices)
        self._page.turning.show_steps(found.outcome, found.steps)

    def _take(self, choices: Choices) -> None:
        self._history.turn(choices)
        self._put(choices)

    def _put(self, choices: Choices) -> None:
        """Plan with these, and tell where one came from."""
        if self._study is None:
            return
        self._study = study = replace(self._study, choices=choices)
        self._page.turning.show_steps("", ())
        self._plan()
        self.edited.emit(study)

    # --- the plan -------------------------------------------------------------------------------

    def _plan(self) -> None:
        """By arithmetic now; by the engine, and what fits, when they have answered."""
        study = self._study
        if study is None:
            return
        self._found = None
        history = self._history
        self._page.turning.show_history(can_undo=history.can_undo, can_redo=history.can_redo)
        try:
            first = estimate_now(study.facts, study.choices, study.machine, reserve=self._reserve)
            self._show(study, first)
        except ChoiceError as error:
            self._refuse(study, sentence_for(error))
            return
        self._possible = True
        self._page.turning.notice.hide()
        self._fitting.want(study)
        if study.machine.imagined:
            self._exact.drop()  # an answer about this computer would pass for the other's
        else:
            self._exact.ask(
                lambda: _exactly(self._parts, study),
                done=lambda answer: self._on_exact(study, *answer),
                failed=lambda _error: None,  # the arithmetic stands, and is labelled as such
            )

    def _on_exact(self, study: Study, answer: Estimate, receipt: Receipt | None) -> None:
        if study is self._study:
            self._receipt = receipt
            self._show(study, answer)

    def _show(self, study: Study, answer: Estimate) -> None:
        self._estimate = answer
        view = page_view(
            study,
            answer,
            self._standing.lengths(study, self._reserve),
            largest=self._largest(study),
            largest_basis=self._found.basis if self._found else Basis.ARITHMETIC,
            reserve=self._reserve,
            gpus_alone=self._standing.gpus_alone(study, self._reserve),
            receipt=self._receipt_for(study),
        )
        note = shortened_note(study.facts, self._desk.now.settings, study.choices)
        self._page.show_view(replace(view, notes=(note, *view.notes)) if note else view)

    def _receipt_for(self, study: Study) -> Receipt | None:
        """What was measured tells of loads like this one, on this computer."""
        seen = self._receipt
        if seen is None or study.machine.imagined or not seen.same_kind(study.choices):
            return None
        return seen

    def _refuse(self, study: Study, said: Sentence) -> None:
        """What was asked cannot be: say so beside the choices; the figures stay the last ones."""
        self._possible = False
        self._exact.drop()
        self._fitting.drop()
        self._stop_waiting()
        turning = self._page.turning
        turning.show_levers(levers(study.facts, study.choices, study.machine, self._estimate))
        self._page.show_prices(None, why_not="These choices cannot be.")
        self._page.show_refused(said.what, said.next, context=study.choices.context)

    def _largest(self, study: Study) -> int | None:
        """Exact where it was worked out for these choices, else by arithmetic."""
        if self._found is not None:
            return self._found.largest
        return self._standing.largest(study, self._reserve)

    # --- what fits ------------------------------------------------------------------------------

    def _on_found(self, study: Study, fitting: Fitting) -> None:
        if study is not self._study:
            return
        self._found = fit_view(fitting, trained=study.facts.trained_context)
        self._page.show_prices(self._found)
        if self._wanted:
            self._stop_waiting()
            self._take_plan(self._found)
        elif self._estimate is not None:
            found = self._found
            self._page.turning.show_context(
                self._estimate.context,
                largest=found.largest,
                basis=found.basis,
                largest_name=largest_words(
                    gpus_alone=self._standing.gpus_alone(study, self._reserve)
                ),
            )

    def _on_fitting_failed(self, said: Sentence) -> None:
        self._stop_waiting()
        self._page.show_prices(None, why_not=f"{said.what} {said.next}".strip())

    def _stop_waiting(self) -> None:
        self._wanted = False
        self._page.turning.show_fitting(busy=False)

    # --- the past -------------------------------------------------------------------------------

    def _read_receipts(self, study: Study) -> None:
        self._receipts.ask(
            lambda: _past(self._parts, study),
            done=self._page.explained.show_receipts,
            failed=lambda _error: self._page.explained.show_receipts(()),
        )

    # --- what it knows --------------------------------------------------------------------------

    @property
    def _reserve(self) -> int:
        return self._desk.now.settings.reserve

    def _on_desk_changed(self, before: OnDesk, now: OnDesk) -> None:
        study = self._study
        if study is None or not self._page.isVisible():
            return
        if before.loaded is not now.loaded:
            self._read_receipts(study)
        machine = _machine_for(study, now) or study.machine
        choices = _choices_for(study, machine, before, now)
        if choices != study.choices:  # somebody else's doing: there is nothing to take back
            self._history = History(choices)
            self._page.turning.show_steps("", ())
        if machine != study.machine or choices != study.choices:
            self._study = replace(study, machine=machine, choices=choices)
            self._plan()
        elif before.settings != now.settings:
            self._plan()


def _machine_for(study: Study, now: OnDesk) -> Machine | None:
    """The computer to plan for, as it is now without the loaded model."""
    gone = study.source is CameFrom.CHAT and now.imagined is None and now.loaded is None
    return None if gone else now.computer


def _choices_for(study: Study, machine: Machine, before: OnDesk, now: OnDesk) -> Choices:
    """Those the desk has for this model, where it has others than before."""
    if not study.key:
        return study.choices
    had = before.choices_for(study.key, study.facts, there=study.machine.imagined)
    has = now.choices_for(study.key, study.facts, there=machine.imagined)
    return study.choices if had == has else has


def _exactly(parts: Parts, study: Study) -> tuple[Estimate, Receipt | None]:
    """The engine's own answer, and a load like this one that came out otherwise."""
    answer = estimate_exactly(parts, study.facts, study.choices, study.machine)
    return answer, measured_here(parts, study.facts, study.choices)


def _past(parts: Parts, study: Study) -> tuple[ReceiptView, ...]:
    model = digest_of(study.facts)
    found = [one for one in receipts(parts) if one.model == model]
    return receipt_views(found, study.machine)
