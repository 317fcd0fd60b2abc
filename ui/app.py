"""The window put together: every part built once, from top to bottom, like a table of contents."""

import signal
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from launcher.actions.load import LoadedModel
from launcher.actions.parts import Parts, assemble
from launcher.errors import SnugError
from launcher.identity import APP_ID, NAME, VERSION
from launcher.library.store import LocalModel
from launcher.memory.choices import Choices
from launcher.paths import Places, places
from launcher.sentences import Sentence
from launcher.units import size_text
from ui.bridge.background import Background
from ui.bridge.relay import Relay
from ui.desk import Desk, OnDesk
from ui.errands.answering import AnsweringErrand
from ui.errands.downloads import DownloadsErrand
from ui.errands.loading import LoadingErrand
from ui.errands.machine import MachineErrand
from ui.errands.models import ModelsErrand
from ui.pages.chat.inspector import InspectorPresenter
from ui.pages.chat.page import ChatPage
from ui.pages.chat.presenter import ChatPresenter
from ui.pages.chat.ready import ReadyPresenter
from ui.pages.chat.talks_presenter import TalksPresenter
from ui.pages.find.model_presenter import ModelPresenter
from ui.pages.find.page import FindPage
from ui.pages.find.presenter import FindPresenter
from ui.pages.machine.page import MachinePage
from ui.pages.machine.presenter import MachinePresenter
from ui.pages.models.page import ModelsPage
from ui.pages.models.presenter import ModelsPresenter
from ui.pages.settings.page import SettingsPage
from ui.pages.settings.presenter import SettingsPresenter
from ui.pages.settings.view import SettingGroup, setting_groups
from ui.text.failures import sentence_for, together
from ui.text.models import context_for, display_name
from ui.text.rail_words import loaded_view, meter_views
from ui.theme.appearance import Appearance
from ui.window.main_window import MainWindow
from ui.window.places import Place


@dataclass(kw_only=True)
class Pages:
    """The five places' widgets."""

    chat: ChatPage
    find: FindPage
    models: ModelsPage
    machine: MachinePage
    settings: SettingsPage


class Snug(QObject):
    """The running program: parts, desk, errands, pages, window."""

    def __init__(self, app: QApplication, where: Places) -> None:
        super().__init__()
        self.parts: Parts = assemble(where)
        settings = self.parts.settings.settings
        self.appearance = Appearance(app)
        self.appearance.wear(settings.theme)
        self.background = Background(self)
        self.waiting = Background(self)  # for the hub, which may not answer for long
        self.relay = Relay(self)
        self.desk = Desk(
            OnDesk(settings=settings, choices=Choices(context=settings.context)), self
        )
        self._build_errands()
        self._build_pages(setting_groups(settings))
        self._build_presenters()
        self._connect()
        self._closed = False
        self._waiting_deed: Callable[[], None] | None = None

    def start(self) -> None:
        """Show the window, then look at the machine and the library."""
        settings = self.desk.now.settings
        self.window.restore_geometry_text(settings.window)
        self.window.show_place(Place.CHAT if settings.last_model else Place.MACHINE)
        self.window.show()
        self._tell_notices()
        self.machine.start()
        self.models.rescan()

    def tell_unforeseen(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        """What nobody caught is said in the window, and written out for whoever looks there."""
        sys.__excepthook__(kind, error, trace)
        self._tell(sentence_for(error))

    def close(self) -> None:
        """Put everything in order: settings kept, downloads paused, workers ended."""
        if self._closed:
            return
        self._closed = True
        self.window.hide()
        self.machine.stop()
        self.parts.session.stop()
        self._keep(window=self.window.geometry_text())
        self.parts.close()
        self.background.close()
        self.waiting.close()

    # --- building -------------------------------------------------------------------------------

    def _build_errands(self) -> None:
        parts, desk, background, relay = self.parts, self.desk, self.background, self.relay
        self.machine = MachineErrand(parts, desk, background)
        self.models = ModelsErrand(parts, desk, background)
        self.downloads = DownloadsErrand(parts, desk, background, relay)
        self.loading = LoadingErrand(parts, desk, background, relay)
        self.answering = AnsweringErrand(parts, background, desk)

    def _build_pages(self, groups: tuple[SettingGroup, ...]) -> None:
        self.pages = Pages(
            chat=ChatPage(),
            find=FindPage(),
            models=ModelsPage(),
            machine=MachinePage(),
            settings=SettingsPage(groups),
        )
        self.window = MainWindow(
            {
                Place.CHAT: self.pages.chat,
                Place.FIND: self.pages.find,
                Place.MODELS: self.pages.models,
                Place.MACHINE: self.pages.machine,
                Place.SETTINGS: self.pages.settings,
            }
        )

    def _build_presenters(self) -> None:
        parts, desk, background, pages = self.parts, self.desk, self.background, self.pages
        self.find = FindPresenter(pages.find, parts, self.waiting)
        self.model = ModelPresenter(pages.find.model, parts, desk, self.waiting, self.downloads)
        self.library = ModelsPresenter(pages.models, desk, self.models, self.downloads)
        self.settings = SettingsPresenter(pages.settings, parts, desk, background)
        MachinePresenter(pages.machine, desk)
        self.inspector = InspectorPresenter(pages.chat, parts, desk, background, self.loading)
        self.talks = TalksPresenter(pages.chat, parts.conversations, self.window.toast)
        self.ready = ReadyPresenter(pages.chat, desk, self.loading)
        self.chat = ChatPresenter(
            pages.chat,
            parts=parts,
            desk=desk,
            loading=self.loading,
            answering=self.answering,
            talks=self.talks,
            ready=self.ready,
        )

    def _connect(self) -> None:
        window = self.window
        window.place_chosen.connect(self._on_place_chosen)
        window.eject_asked.connect(lambda: self._between_answers(self.loading.eject))
        self.answering.ended.connect(self._on_answer_ended)
        window.close_asked.connect(self.close)
        window.new_asked.connect(self._on_new_asked)
        window.search_asked.connect(self._on_search_asked)
        window.write_asked.connect(lambda: self._go(Place.CHAT))
        self.pages.machine.find_asked.connect(lambda: self._go(Place.FIND))
        self.pages.models.find_asked.connect(lambda: self._go(Place.FIND))
        self.ready.find_asked.connect(lambda: self._go(Place.FIND))
        self.ready.load_asked.connect(self._on_load_asked)
        self.find.opened.connect(self.model.open)
        self.model.settings_asked.connect(lambda: self._go(Place.SETTINGS))
        self.model.load_asked.connect(self._on_load_asked)
        self.library.load_asked.connect(lambda model: self._on_load_asked(model, None))
        self.models.deleted.connect(self._on_deleted)
        self.downloads.finished.connect(self._on_downloaded)
        for source in (self.models, self.downloads, self.loading, self.settings):
            source.failed.connect(self._tell)
        self.loading.died.connect(self._tell)
        self.loading.loaded.connect(self._on_loaded)
        self.inspector.inspector_kept.connect(lambda shown: self._keep(inspector=shown))
        self.desk.changed.connect(self._on_desk_changed)

    # --- what happens between the pages ---------------------------------------------------------

    def _go(self, place: Place) -> None:
        self.window.show_place(place)
        self._on_place_chosen(place)

    def _on_place_chosen(self, place: Place) -> None:
        if place is Place.FIND:
            self.find.begin()
        elif place is Place.CHAT:
            self.pages.chat.composer.focus()

    def _on_new_asked(self) -> None:
        self._go(Place.CHAT)
        self.pages.chat.talks.new_asked.emit()

    def _on_search_asked(self) -> None:
        """Search where one is: conversations in the chat, models everywhere else."""
        if self.window.place is Place.CHAT:
            self.pages.chat.talks.focus_search()
        else:
            self.pages.find.show_results()
            self._go(Place.FIND)

    def _on_load_asked(self, model: LocalModel, choices: Choices | None) -> None:
        if model.facts is None:
            return
        wanted = choices or context_for(model.facts, self.desk.now.choices)
        self._go(Place.CHAT)
        name = display_name(model.path, model.facts)
        self._between_answers(lambda: self.loading.load(model.path, name, wanted))

    def _between_answers(self, deed: Callable[[], None]) -> None:
        """Do it now, or as soon as the answer that is being written has stopped."""
        if self.answering.busy:
            self._waiting_deed = deed
            self.answering.stop()
        else:
            deed()

    def _on_answer_ended(self) -> None:
        deed, self._waiting_deed = self._waiting_deed, None
        if deed is not None:
            deed()

    def _on_loaded(self, model: LoadedModel) -> None:
        self._keep(last_model=str(model.path))
        self.window.notice.settle()

    def _on_downloaded(self, path: Path) -> None:
        self.models.rescan()
        self.machine.look_again()
        self.window.notice.settle()
        self.window.toast.show_words(f"{path.name} is downloaded and checked.")

    def _on_deleted(self, _model: LocalModel, freed: int) -> None:
        self.machine.look_again()
        self.window.toast.show_words(f"Deleted. {size_text(freed)} are free again.")

    def _on_desk_changed(self, before: OnDesk, now: OnDesk) -> None:
        if before.settings.theme != now.settings.theme:
            self.appearance.wear(now.settings.theme)
        if before.settings.context != now.settings.context:
            self.desk.put(choices=replace(now.choices, context=now.settings.context))
        if before.settings.models_folder != now.settings.models_folder:
            self.models.rescan()
            self.machine.look_again()
        if (before.loaded, before.loading) != (now.loaded, now.loading):
            name = now.loading.name if now.loading else None
            self.window.show_loaded(loaded_view(now.loaded, name))
            if now.loading is None:
                self.machine.look_again()
        if now.reading is not None and before.reading != now.reading:
            self.window.show_meters(meter_views(now.reading))

    def _keep(self, **changes: object) -> None:
        try:
            self.desk.put(settings=self.parts.settings.change(**changes))
        except SnugError as error:
            self._tell(sentence_for(error))

    def _tell(self, said: Sentence) -> None:
        self.window.notice.show_words("error", said.what, said.next)

    def _tell_notices(self) -> None:
        """What was damaged and put aside at the start is told, not hidden."""
        parts = self.parts
        notices = parts.settings.notices + parts.library.notices + parts.conversations.notices
        if notices:
            said = together([sentence_for(error) for error in notices])
            self.window.notice.show_words("warning", said.what, said.next)


def main(words: Sequence[str] | None = None) -> int:
    """Open the window and stay until it is closed; the exit status."""
    app = QApplication(list(sys.argv if words is None else words))
    app.setApplicationName(NAME)
    app.setApplicationVersion(VERSION)
    app.setDesktopFileName(APP_ID)
    snug = Snug(app, places())
    sys.excepthook = snug.tell_unforeseen
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: app.quit())
    tick = QTimer()  # lets Python see a signal while Qt waits
    tick.start(500)
    tick.timeout.connect(lambda: None)
    snug.start()
    status = app.exec()
    snug.close()
    return status
