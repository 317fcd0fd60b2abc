"""Where a model's page meets the desk: files judged, one chosen, and its plan."""

from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from launcher.actions.judging import VariantRow, advice_of
from launcher.actions.parts import Parts
from launcher.actions.repository import Headers, Repository, facts_of
from launcher.choosing.recommend import Recommendation
from launcher.errors import ChoiceError, RepoGated
from launcher.memory.choices import Choices
from launcher.models.facts import ModelFacts
from launcher.models.variants import Variant
from launcher.sentences import Sentence
from ui.bridge.background import Background
from ui.bridge.latest import Latest
from ui.desk import Desk, OnDesk
from ui.errands.downloads import DownloadsErrand
from ui.errands.planning import PlanErrand
from ui.pages.find.action import ActionPresenter
from ui.pages.find.card_presenter import CardPresenter
from ui.pages.find.catalog_view import ITS_FILES
from ui.pages.find.here import choices_of, study_of
from ui.pages.find.judging import Judging
from ui.pages.find.model_page import ModelPage
from ui.pages.find.name_presenter import NamePresenter
from ui.pages.find.opening import Opened, Opening
from ui.pages.find.variant_view import variant_views
from ui.pages.find.view import advice_words, first_choice, headline, others_text
from ui.text.failures import sentence_for
from ui.text.memory_view import of_file, refused_view
from ui.text.models import model_key, shortened_note
from ui.text.panel import PanelView
from ui.widgets.question import ask_to_open


class ModelPresenter(QObject):
    """One repository is open at a time; its recommended file is chosen until a person does."""

    load_asked = Signal(object)  # LocalModel
    study_asked = Signal(object)  # Study
    settings_asked = Signal()
    search_asked = Signal(str)  # for the files of a model by its name

    def __init__(
        self,
        page: ModelPage,
        parts: Parts,
        desk: Desk,
        *,
        waiting: Background,
        background: Background,
        downloads: DownloadsErrand,
    ) -> None:
        """`waiting`: threads that may wait long for the Hub; nothing else is done on them."""
        super().__init__(page)
        self._page = page
        self._parts = parts
        self._desk = desk
        self._action = ActionPresenter(page, desk, downloads)
        self._plan = PlanErrand(parts, background, self)
        self._judging = Judging(parts, desk, background, self)
        self._name = NamePresenter(page.name)
        self._opening = Opening(page, parts, waiting, background)
        self._reading = Latest(waiting, self, overlap=True)
        self._card = CardPresenter(page, parts, waiting)
        self._repo = ""
        self._wanted = ""  # a quantization somebody chose before the files were known
        self._repository: Repository | None = None
        self._headers = Headers()
        self._rows: tuple[VariantRow, ...] = ()
        self._current = ""
        self._advised: str | None = None  # the recommended one when `_current` was chosen
        self._view: PanelView | None = None  # the last plan of `_current`
        self._refused = False
        self._connect()

    def open(self, repo: str, *, wanted: str = "") -> None:
        """Read the repository's files and one header, then judge them.

        `wanted` is a quantization to choose instead of the recommended one, where it is there.
        """
        self._begin(repo, wanted)
        self._opening.open(repo)

    def open_known(self, repo: str) -> None:
        """The same for a model of the catalog: shown from there until the Hub has answered."""
        self._begin(repo)
        self._opening.open(repo, known=True)

    def _begin(self, repo: str, wanted: str = "") -> None:
        """Nothing of the last one stays."""
        self._wanted = wanted.upper()
        self._repo, self._repository, self._headers = repo, None, Headers()
        self._rows, self._current, self._view = (), "", None
        self._plan.drop()
        self._judging.drop()
        self._action.take(None, None)
        self._page.panel.forget()
        self._name.forget()
        self._card.take(None)
        self._page.show_opening(repo)

    def _connect(self) -> None:
        page = self._page
        page.table.chosen.connect(self._on_chosen)
        page.panel.edited.connect(self._on_edited)
        page.panel.details_asked.connect(self._on_details_asked)
        page.table.link_asked.connect(page.link_asked)
        self._judging.found.connect(self._judge_rows)
        page.notice_pressed.connect(self._on_notice_pressed)
        self._opening.opened.connect(self._on_opened)
        self._opening.origin_changed.connect(page.show_origin)
        self._opening.failed.connect(self._on_failed)
        self._action.load_asked.connect(self.load_asked)
        self._plan.planned.connect(self._on_planned)
        self._plan.refused.connect(self._on_refused)
        self._desk.changed.connect(self._on_desk_changed)

    # --- opening --------------------------------------------------------------------------------

    def _on_opened(self, opened: Opened) -> None:
        """Judged in the background first: it takes long for files that were never judged."""
        self._page.show_origin(opened.origin)
        repository, headers = opened.repository, opened.headers
        self._judging.prepare(repository, headers, done=lambda: self._take(opened))

    def _take(self, opened: Opened) -> None:
        """A file that a person took stays chosen where the repository has one of its kind."""
        variant = self._variant
        if variant is not None and variant.name != self._advised:
            self._wanted = (variant.quantization or "").upper()
        self._repository, self._headers = opened.repository, opened.headers
        self._current = ""
        self._card.take(opened.repository)
        self._judge()

    def _on_failed(self, error: Exception) -> None:
        self._judging.drop()
        if self._repository is not None:  # what stood in for it is not what there is
            self._begin(self._repo)
        said = sentence_for(error)
        buttons = ["Try again"]
        if isinstance(error, RepoGated):
            buttons = ["Open its page", "Open Settings", "Try again"]
        self._page.show_failure(said.what, said.next, buttons)

    def _on_notice_pressed(self, word: str) -> None:
        if word == "Open Settings":
            self.settings_asked.emit()
        elif word == "Open its page":
            ask_to_open(self._page, f"{self._parts.hub.endpoint}/{self._repo}")
        elif word == ITS_FILES:
            self.search_asked.emit(self._repo.rpartition("/")[2])
        elif self._repository is not None:  # the catalog's
            self._opening.ask_again()
        else:
            self.open(self._repo)

    # --- judging --------------------------------------------------------------------------------

    def _judge(self) -> None:
        """Every row and the plan at these choices."""
        if self._judge_rows():
            self._show_plan()
            self._action.take(self._repository, self._variant)

    def _judge_rows(self) -> bool:
        """Whether it could be. The chosen file stays, whichever is recommended by now."""
        repository, machine, choices = self._repository, self._desk.now.computer, self._choices
        if repository is None or machine is None or choices is None:
            return False
        if self._refused:
            self._refused = False
            self._page.notice.hide()
        try:
            self._rows = self._judging.rows(repository, self._headers, choices, machine)
        except ChoiceError as error:
            self._on_refused(sentence_for(error))
            return False
        advice = advice_of(repository, self._rows, self._headers, self._judging.wish(choices))
        if not self._current:
            self._advised = advice.name
            self._choose(first_choice(self._rows, self._wanted, advice))
        self._show_rows(self._advice_words(advice))
        row = next((one for one in self._rows if one.variant.name == self._current), None)
        self._name.tell(repository, row, self._headers, machine)
        return True

    def _advice_words(self, advice: Recommendation) -> str:
        """Nothing to say while the choice was made knowing the advice, or agrees with it."""
        if advice.name is not None and advice.name in (self._current, self._advised):
            return ""
        return advice_words(advice, self._current, self._rows)

    def _show_rows(self, advice: str) -> None:
        facts = next(iter(self._headers.own.values()), None)
        variants = self._repository.variants if self._repository else ()
        others = [v for v in variants if v.role != "model" or not v.complete]
        self._page.show_rows(
            variant_views(self._rows),
            self._current,
            name=(facts.name or "") if facts else "",
            facts=headline(facts) if facts else "",
            advice=advice,
            others=others_text(others),
        )

    def _choose(self, name: str) -> None:
        """Take this variant; its own header is read, so its figures become exact."""
        if name == self._current:
            return
        self._current = name
        repository, variant = self._repository, self._variant
        if repository is None or variant is None or name in self._headers.own:
            return
        self._reading.ask(
            lambda: facts_of(self._parts, repository, variant),
            done=lambda facts: self._on_header(repository, name, facts),
            failed=lambda _error: None,  # the derived figures stay, labelled as arithmetic
        )

    def _on_header(self, repository: Repository, name: str, facts: ModelFacts) -> None:
        if repository is self._repository:
            self._headers = replace(self._headers, own={**self._headers.own, name: facts})
            self._judge()

    def _on_chosen(self, name: str) -> None:
        self._advised = next((r.variant.name for r in self._rows if r.recommended), None)
        self._choose(name)
        self._judge()

    def _on_edited(self, choices: Choices) -> None:
        now, facts = self._desk.now, self._facts
        if facts is not None:
            key = model_key(self._repo, facts)
            self._desk.turn(key, choices, there=now.imagined is not None)

    def _on_refused(self, said: Sentence) -> None:
        self._refused = True
        choices = self._choices
        if self._view is not None and choices is not None:  # said there, with the way back
            self._page.panel.show_view(refused_view(self._view, choices, said))
        else:
            self._page.notice.show_words("warning", said.what, said.next)

    def _show_plan(self) -> None:
        machine, variant = self._desk.now.computer, self._variant
        facts = self._headers.of(variant) if variant else None
        choices = self._choices
        if facts is None or machine is None or choices is None:
            return
        self._page.panel.show()
        reserve = self._desk.now.settings.reserve
        self._plan.plan(facts, choices, machine, reserve=reserve)

    def _on_planned(self, view: PanelView) -> None:
        variant, facts = self._variant, self._facts
        if variant is None or facts is None:
            return
        note = shortened_note(facts, self._desk.now.settings, view.choices)
        self._view = of_file(view, variant.quantization or variant.name, note)
        self._page.panel.show_view(self._view)

    def _on_details_asked(self) -> None:
        facts, choices, machine = self._facts, self._choices, self._desk.now.computer
        if facts is not None and choices is not None and machine is not None:
            self.study_asked.emit(study_of(self._repo, facts, choices, machine))

    # --- what it knows --------------------------------------------------------------------------

    @property
    def _variant(self) -> Variant | None:
        models = self._repository.models if self._repository else ()
        return next((v for v in models if v.name == self._current), None)

    @property
    def _facts(self) -> ModelFacts | None:
        """Of the chosen file; of any before one is chosen, for they are of one model."""
        variant = self._variant
        mine = self._headers.of(variant) if variant else None
        return mine or next(iter(self._headers.own.values()), None)

    @property
    def _choices(self) -> Choices | None:
        return self._choices_in(self._desk.now)

    def _choices_in(self, now: OnDesk) -> Choices | None:
        facts = self._facts
        return None if facts is None else choices_of(self._repo, facts, now)

    def _on_desk_changed(self, before: OnDesk, now: OnDesk) -> None:
        chosen_anew = self._choices_in(before) != self._choices_in(now)
        if chosen_anew or before.computer is not now.computer or before.settings != now.settings:
            self._judge()
        elif (before.jobs, before.models) != (now.jobs, now.models):
            self._action.show()
