"""What happens between the pages: where a wish on one leads, and what all of them must hear."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from launcher.actions.load import LoadedModel
from launcher.errors import SnugError
from launcher.library.store import LocalModel
from launcher.models.guide import guide_file
from launcher.sentences import Sentence
from launcher.settings.store import SettingsStore
from launcher.units import size_text
from ui.composition.errands import Errands
from ui.composition.late import Made
from ui.composition.late_pages import MEASURE, SETTINGS, Finding, LatePages
from ui.composition.pages import Pages
from ui.composition.presenters import Presenters
from ui.desk import Desk, OnDesk
from ui.study import Study
from ui.text.failures import sentence_for
from ui.text.models import display_name
from ui.text.rail_words import loaded_view, meter_views
from ui.theme.appearance import Appearance
from ui.window.main_window import MainWindow
from ui.window.places import Place

if TYPE_CHECKING:
    from ui.pages.find.page import FindPage
    from ui.pages.measure.page import MeasurePage
    from ui.pages.measure.presenter import MeasurePresenter
    from ui.pages.memory.page import MemoryPage
    from ui.pages.memory.presenter import MemoryPresenter
    from ui.pages.welcome.page import WelcomePage
    from ui.pages.welcome.presenter import WelcomePresenter

_HERE = "Loaded on this computer, with the choices made for it, not for the imagined one."


class Passages(QObject):
    """Leads from page to page. Pages, presenters and errands don't know each other."""

    def __init__(
        self,
        window: MainWindow,
        pages: Pages,
        presenters: Presenters,
        errands: Errands,
        late: LatePages,
        *,
        desk: Desk,
        settings: SettingsStore,
        appearance: Appearance,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._pages = pages
        self._presenters = presenters
        self._errands = errands
        self._late = late
        self._desk = desk
        self._settings = settings
        self._appearance = appearance
        self._waiting_deed: Callable[[], None] | None = None
        self._connect_window()
        self._connect_pages()
        self._connect_late()
        self._connect_errands()
        desk.changed.connect(self._on_desk_changed)

    def go(self, place: Place) -> None:
        """Show that place, ready to be used."""
        self._window.show_place(place)
        self._on_place_chosen(place)

    def welcome(self) -> None:
        """Show the first page: what suits this computer."""
        self._late.welcome.now.presenter.open()
        self._window.show_aside(self._late.welcome.holder)

    def settings(self) -> None:
        """Show the settings themselves, not what lies beside them."""
        self._late.setting_up.show_tab(SETTINGS)
        self.go(Place.SETTINGS)

    def load(self, model: LocalModel) -> None:
        """Load this model on this computer, with its choices for it, and go to the chat."""
        if model.facts is None:
            return
        now = self._desk.now
        wanted = now.choices_of(model, there=False)
        if now.imagined is not None and wanted != now.choices_of(model, there=True):
            self._window.toast.show_words(_HERE)
        self.go(Place.CHAT)
        name = display_name(model.path, model.facts)
        self._between_answers(lambda: self._errands.loading.load(model.path, name, wanted))

    def keep(self, **changes: object) -> None:
        """Remember these settings."""
        try:
            self._settings.change(**changes)
        except SnugError as error:  # told; where only the file failed, they hold all the same
            self.tell(sentence_for(error))
        self._desk.put(settings=self._settings.settings)

    def tell(self, said: Sentence) -> None:
        """Say above the pages what went wrong."""
        self._window.notice.show_words("error", said.what, said.next)

    # --- who is heard ---------------------------------------------------------------------------

    def _connect_window(self) -> None:
        window, loading = self._window, self._errands.loading
        window.place_chosen.connect(self._on_place_chosen)
        window.eject_asked.connect(lambda: self._between_answers(loading.eject))
        window.new_asked.connect(self._on_new_asked)
        window.search_asked.connect(self._on_search_asked)
        window.write_asked.connect(lambda: self.go(Place.CHAT))

    def _connect_pages(self) -> None:
        pages, presenters = self._pages, self._presenters
        pages.machine.find_asked.connect(lambda: self.go(Place.FIND))
        pages.machine.advice_asked.connect(self.welcome)
        pages.models.find_asked.connect(lambda: self.go(Place.FIND))
        presenters.ready.find_asked.connect(lambda: self.go(Place.FIND))
        presenters.ready.load_asked.connect(self.load)
        presenters.library.load_asked.connect(self.load)
        for source in (presenters.inspector, presenters.library):
            source.study_asked.connect(self._on_study_asked)
        presenters.inspector.inspector_kept.connect(lambda shown: self.keep(inspector=shown))

    def _connect_late(self) -> None:
        """Those who connect pages that are not made yet."""
        self._late.find.when_made(self._on_find_made)
        self._late.memory.when_made(self._on_memory_made)
        self._late.welcome.when_made(self._on_welcome_made)
        self._late.measure.when_made(self._on_measure_made)
        self._late.settings.when_made(lambda made: made.presenter.failed.connect(self.tell))
        self._late.comparing.chosen.connect(self._on_tab_chosen)
        self._late.setting_up.chosen.connect(self._late.make_setting_tab)
        self._late.compare.when_made(
            lambda made: made.page.model_asked.connect(self._on_model_asked)
        )
        self._late.compare.when_made(
            lambda made: made.presenter.settings_asked.connect(self.settings)
        )

    def _on_find_made(self, made: "Made[FindPage, Finding]") -> None:
        search, model = made.presenter.search, made.presenter.model
        search.opened.connect(model.open)
        search.known_opened.connect(model.open_known)
        model.search_asked.connect(made.page.search_for)
        model.settings_asked.connect(self.settings)
        model.load_asked.connect(self.load)
        model.study_asked.connect(self._on_study_asked)

    def _on_memory_made(self, made: "Made[MemoryPage, MemoryPresenter]") -> None:
        made.presenter.edited.connect(self._on_memory_edited)
        made.page.back_asked.connect(self._window.leave_aside)

    def _on_welcome_made(self, made: "Made[WelcomePage, WelcomePresenter]") -> None:
        made.page.skipped.connect(lambda: self.go(Place.FIND))
        made.presenter.settled.connect(lambda: self.keep(welcomed=True))
        made.presenter.load_asked.connect(self.load)
        made.presenter.wished.connect(
            lambda wish: self.keep(priority=str(wish.priority), purpose=str(wish.purpose))
        )

    def _on_measure_made(self, made: "Made[MeasurePage, MeasurePresenter]") -> None:
        toast, presenter = self._window.toast, made.presenter
        presenter.told.connect(toast.show_words)
        presenter.told_undoable.connect(lambda words: toast.show_words(words, undo="Undo"))
        presenter.kept.connect(self._errands.models.rescan)
        presenter.progressed.connect(lambda share: self._late.comparing.show_share(MEASURE, share))
        toast.undo_asked.connect(presenter.undo)
        toast.ended.connect(presenter.let_stand)

    def _connect_errands(self) -> None:
        errands = self._errands
        errands.answering.ended.connect(self._on_answer_ended)
        errands.models.deleted.connect(self._on_deleted)
        errands.downloads.finished.connect(self._on_downloaded)
        for source in (errands.models, errands.downloads, errands.loading):
            source.failed.connect(self.tell)
        errands.loading.died.connect(self.tell)
        errands.loading.loaded.connect(self._on_loaded)

    # --- from page to page ----------------------------------------------------------------------

    def _on_place_chosen(self, place: Place) -> None:
        if place is Place.FIND:
            self._late.find.now.presenter.search.begin()
        elif place is Place.COMPARE:
            self._on_tab_chosen(self._late.comparing.tab)
        elif place is Place.LEARN:
            self._late.learn.now.page.setFocus()
        elif place is Place.SETTINGS:
            self._late.make_setting_tab(self._late.setting_up.tab)
        elif place is Place.CHAT:
            self._pages.chat.composer.focus()

    def _on_tab_chosen(self, tab: str) -> None:
        (self._late.measure if tab == MEASURE else self._late.compare).now.presenter.begin()

    def _on_new_asked(self) -> None:
        self.go(Place.CHAT)
        self._pages.chat.talks.new_asked.emit()

    def _on_search_asked(self) -> None:
        """Search where one is: conversations in the chat, models everywhere else."""
        if self._window.place is Place.CHAT:
            self._window.show_place(Place.CHAT)
            self._pages.chat.talks.focus_search()
        else:
            self._late.find.now.page.show_results()
            self.go(Place.FIND)

    def _on_model_asked(self, repo: str, variant: str) -> None:
        """A file was chosen on the board: its page, where it can be downloaded."""
        from launcher.models.starters import files_of  # noqa: PLC0415  reads the catalog

        self.go(Place.FIND)
        files = files_of(repo)
        if files is None:
            self._late.find.now.page.search_for(repo.rpartition("/")[2])
        else:
            find = self._late.find.now
            find.page.show_model()
            find.presenter.model.open(files, wanted=variant)

    def _on_study_asked(self, study: Study) -> None:
        self._late.memory.now.presenter.open(study)
        self._window.show_aside(self._late.memory.holder)

    def _on_memory_edited(self, study: Study) -> None:
        """What is turned on the memory page holds for that model, on the computer shown."""
        if study.key:
            self._desk.turn(study.key, study.choices, there=study.machine.imagined)

    def _between_answers(self, deed: Callable[[], None]) -> None:
        """Do it now, or as soon as the answer that is being written has stopped."""
        if self._errands.answering.busy:
            self._waiting_deed = deed
            self._errands.answering.stop()
        else:
            deed()

    def _on_answer_ended(self) -> None:
        self._presenters.inspector.weigh()
        deed, self._waiting_deed = self._waiting_deed, None
        if deed is not None:
            deed()

    # --- what was done --------------------------------------------------------------------------

    def _on_loaded(self, model: LoadedModel) -> None:
        if model.path != guide_file():  # it takes no larger model's place, nor the first page's
            self.keep(last_model=str(model.path))
        self._window.notice.settle()

    def _on_downloaded(self, path: Path) -> None:
        self._errands.models.rescan()
        self._errands.machine.look_again()
        self._window.notice.settle()
        self._window.toast.show_words(f"{path.name} is downloaded and checked.")

    def _on_deleted(self, _model: LocalModel, freed: int) -> None:
        self._errands.machine.look_again()
        self._window.toast.show_words(f"Deleted. {size_text(freed)} are free again.")

    def _on_desk_changed(self, before: OnDesk, now: OnDesk) -> None:
        self._follow_settings(before, now)
        if (before.loaded, before.loading) != (now.loaded, now.loading):
            name = now.loading.name if now.loading else None
            self._window.show_loaded(loaded_view(now.loaded, name))
            if now.loading is None:
                self._errands.machine.look_again()
        if now.reading is not None and before.reading != now.reading:
            self._window.show_meters(meter_views(now.reading))

    def _follow_settings(self, before: OnDesk, now: OnDesk) -> None:
        if before.settings.theme != now.settings.theme:
            self._appearance.wear(now.settings.theme)
        if before.settings.guide_hidden != now.settings.guide_hidden:
            self._errands.models.rescan()
        if before.settings.models_folder != now.settings.models_folder:
            self._errands.models.rescan()
            self._errands.machine.look_again()
