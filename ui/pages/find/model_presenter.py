"""Where a model's page meets the desk: files judged, one chosen, its plan, its download."""

from PySide6.QtCore import QObject, Signal

from launcher.actions.parts import Parts
from launcher.actions.repository import (
    Headers,
    Repository,
    VariantRow,
    advice_of,
    card_of,
    facts_of,
    open_repository,
    read_headers,
    rows_of,
)
from launcher.errors import ChoiceError, RepoGated
from launcher.library.store import LocalModel
from launcher.memory.choices import Choices
from launcher.models.facts import ModelFacts
from launcher.models.variants import Variant
from launcher.sentences import Sentence
from launcher.units import size_text
from ui.bridge.background import Background
from ui.bridge.latest import Latest
from ui.desk import Desk, OnDesk
from ui.errands.downloads import DownloadsErrand
from ui.errands.planning import PlanErrand
from ui.pages.find.here import local_copy, study_of
from ui.pages.find.model_page import ModelPage
from ui.pages.find.view import headline, others_text, ready_text, variant_views
from ui.pages.models.view import job_row
from ui.text.failures import sentence_for
from ui.text.models import context_for
from ui.widgets.question import ask_to_open


class ModelPresenter(QObject):
    """One repository is open at a time."""

    load_asked = Signal(object, object)  # LocalModel, Choices
    study_asked = Signal(object)  # Study
    settings_asked = Signal()

    def __init__(
        self,
        page: ModelPage,
        parts: Parts,
        desk: Desk,
        background: Background,
        downloads: DownloadsErrand,
    ) -> None:
        super().__init__(page)
        self._page = page
        self._parts = parts
        self._desk = desk
        self._downloads = downloads
        self._plan = PlanErrand(parts, background, self)
        self._opening = Latest(background, self, overlap=True)
        self._reading = Latest(background, self, overlap=True)
        self._card = Latest(background, self, overlap=True)
        self._repo = ""
        self._repository: Repository | None = None
        self._headers = Headers()
        self._rows: tuple[VariantRow, ...] = ()
        self._choices = desk.now.choices
        self._current = ""
        self._picked = False
        self._refused = False
        self._connect()

    def open(self, repo: str) -> None:
        """Read the repository's files and one header, then judge them."""
        self._repo, self._repository, self._headers = repo, None, Headers()
        self._rows, self._current, self._picked = (), "", False
        self._plan.drop()
        self._page.panel.forget()
        self._card.drop()
        self._page.show_opening(repo)
        self._opening.ask(
            lambda: _read(self._parts, repo), done=self._on_opened, failed=self._on_failed
        )

    def _connect(self) -> None:
        page = self._page
        page.table.chosen.connect(self._on_chosen)
        page.panel.edited.connect(self.turn)
        page.panel.details_asked.connect(self._on_details_asked)
        page.action_asked.connect(self._on_action_asked)
        page.card_asked.connect(self._on_card_asked)
        page.link_asked.connect(lambda address: ask_to_open(page, address))
        page.notice_pressed.connect(self._on_notice_pressed)
        page.pause_asked.connect(self._on_pause_asked)
        page.cancel_asked.connect(self._on_cancel_asked)
        self._plan.planned.connect(page.panel.show_view)
        self._plan.refused.connect(self._on_refused)
        self._downloads.failed.connect(lambda _said: self._show_action())
        self._desk.changed.connect(self._on_desk_changed)

    # --- opening --------------------------------------------------------------------------------

    def _on_opened(self, opened: tuple[Repository, Headers]) -> None:
        self._repository, self._headers = opened
        facts = next(iter(self._headers.own.values()))
        wanted = Choices(context=self._desk.now.settings.context)
        self._choices = context_for(facts, wanted)
        self._judge()

    def _on_failed(self, error: Exception) -> None:
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
        else:
            self.open(self._repo)

    # --- judging --------------------------------------------------------------------------------

    def _judge(self) -> None:
        """Every row at these choices; the recommended one is chosen until a person does."""
        repository, machine = self._repository, self._desk.now.computer
        if repository is None or machine is None:
            return
        if self._refused:
            self._refused = False
            self._page.notice.hide()
        try:
            self._rows = rows_of(
                repository, self._headers, self._choices, machine, reserve=self._reserve
            )
        except ChoiceError as error:
            self._on_refused(sentence_for(error))
            return
        advice = advice_of(repository, self._rows, self._headers)
        if not self._picked:
            first = self._rows[0].variant.name if self._rows else ""
            self._choose(advice.name or first)
        self._show_rows(advice.reason if advice.name is None else "")
        self._show_plan()
        self._show_action()

    def _show_rows(self, advice: str) -> None:
        facts = next(iter(self._headers.own.values()), None)
        others = (
            [v for v in self._repository.variants if v.role != "model"] if self._repository else []
        )
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
            own = {**self._headers.own, name: facts}
            self._headers = Headers(own=own, derived=self._headers.derived)
            self._judge()

    def _on_chosen(self, name: str) -> None:
        self._picked = True
        self._choose(name)
        self._judge()

    def turn(self, choices: Choices) -> None:
        """A person turned these, here or on the memory page."""
        self._choices = choices
        self._desk.put(choices=choices)
        self._judge()

    def _on_refused(self, said: Sentence) -> None:
        self._refused = True
        self._page.notice.show_words("warning", said.what, said.next)

    def _show_plan(self) -> None:
        machine, variant = self._desk.now.computer, self._variant
        facts = self._headers.of(variant) if variant else None
        if facts is None or machine is None:
            return
        self._page.panel.show()
        self._plan.plan(facts, self._choices, machine, reserve=self._reserve)

    def _on_details_asked(self) -> None:
        variant, machine = self._variant, self._desk.now.computer
        facts = self._headers.of(variant) if variant else None
        if facts is not None and machine is not None:
            self.study_asked.emit(study_of(self._repo, facts, self._choices, machine))

    # --- the one button -------------------------------------------------------------------------

    def _show_action(self) -> None:
        variant = self._variant
        if variant is None:
            return
        job = self._downloads.job_of(self._repo, variant.files)
        if job is not None and job.state not in ("done", "cancelled"):
            row = job_row(job)
            self._page.show_download(row.share, row.words, paused=row.can_resume)
            self._page.show_action("Download", "download", row.problem)
            return
        self._page.show_download(None, "", paused=False)
        if self._local is not None:
            words = ready_text(self._desk.now.given_back)
            self._page.show_action("Load and chat", "chat", words)
            return
        machine = self._desk.now.machine
        free = machine.disks[0].free if machine and machine.disks else None
        words = "" if free is None else f"{size_text(free)} free on disk"
        self._page.show_action(f"Download {size_text(variant.size)}", "download", words)

    def _on_action_asked(self) -> None:
        variant, repository = self._variant, self._repository
        if variant is None or repository is None:
            return
        local = self._local
        if local is not None:
            self.load_asked.emit(local, self._choices)
        else:
            self._page.show_action("Starting", "download", "", enabled=False)
            self._downloads.start(repository, variant)

    def _on_pause_asked(self, pause: bool) -> None:  # noqa: FBT001  Qt passes it so
        job = self._job()
        if job is not None:
            (self._downloads.pause if pause else self._downloads.resume)(job)

    def _on_cancel_asked(self) -> None:
        job = self._job()
        if job is not None:
            self._downloads.cancel(job)

    def _job(self) -> int | None:
        variant = self._variant
        job = self._downloads.job_of(self._repo, variant.files) if variant else None
        return job.id if job else None

    def _on_card_asked(self) -> None:
        repository = self._repository
        if repository is not None:
            self._card.ask(
                lambda: card_of(self._parts, repository),
                done=lambda text: self._page.show_card(text or "This model has no card."),
                failed=lambda error: self._page.show_card(sentence_for(error).what),
            )

    # --- what it knows --------------------------------------------------------------------------

    @property
    def _reserve(self) -> int:
        return self._desk.now.settings.reserve

    @property
    def _variant(self) -> Variant | None:
        models = self._repository.models if self._repository else ()
        return next((v for v in models if v.name == self._current), None)

    @property
    def _local(self) -> LocalModel | None:
        variant, models = self._variant, self._desk.now.models or ()
        return local_copy(models, self._repo, variant) if variant else None

    def _on_desk_changed(self, before: OnDesk, now: OnDesk) -> None:
        if before.computer is not now.computer or before.settings != now.settings:
            self._judge()
        elif (before.jobs, before.models) != (now.jobs, now.models):
            self._show_action()


def _read(parts: Parts, repo: str) -> tuple[Repository, Headers]:
    repository = open_repository(parts, repo)
    return repository, read_headers(parts, repository)
