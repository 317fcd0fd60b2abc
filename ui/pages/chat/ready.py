"""Which model answers here: the choice of it, its loading, and what an empty page says."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from launcher.library.built_in import BUILT_IN
from launcher.library.store import LocalModel
from ui.desk import Desk, OnDesk
from ui.errands.loading import LoadingErrand
from ui.pages.chat.guide_view import TINY_ONLY, answerer_view
from ui.pages.chat.page import ChatPage
from ui.pages.chat.view import GaugeView
from ui.text.models import display_name
from ui.text.name_tips import name_tip


class ReadyPresenter(QObject):
    """Shows whether there is somebody to talk to. `load_asked` with a model."""

    find_asked = Signal()
    load_asked = Signal(object)  # LocalModel

    def __init__(self, page: ChatPage, desk: Desk, loading: LoadingErrand) -> None:
        super().__init__(page)
        self._page = page
        self._desk = desk
        self._used = 0
        page.model_chosen.connect(self._on_model_chosen)
        page.empty_pressed.connect(self._on_empty_pressed)
        page.notice.pressed.connect(self._on_notice_pressed)
        loading.failed.connect(lambda _said: self._show())
        desk.changed.connect(self._on_desk_changed)
        self._show()

    def show_used(self, tokens: int) -> None:
        """How many tokens of the context the open conversation takes."""
        self._used = tokens
        self._show()

    def load_usual(self) -> bool:
        """Load the model of last time, or any; False where there is none."""
        model = self._usual()
        if model is not None:
            self.load_asked.emit(model)
        return model is not None

    def _ready(self) -> list[LocalModel]:
        return [m for m in self._desk.now.models or () if m.facts and m.problem is None]

    def _usual(self) -> LocalModel | None:
        """That of last time; else any, the one that is built in only where there is no other."""
        ready = sorted(self._ready(), key=lambda model: model.origin == BUILT_IN)
        last = self._desk.now.settings.last_model
        return next((m for m in ready if str(m.path) == last), ready[0] if ready else None)

    def _on_model_chosen(self, path: Path) -> None:
        model = next((m for m in self._ready() if m.path == path), None)
        if model is not None:
            self.load_asked.emit(model)
        self._show()

    def _on_empty_pressed(self) -> None:
        if not self.load_usual():
            self.find_asked.emit()

    def _on_notice_pressed(self, word: str) -> None:
        if word == "Find a model":
            self.find_asked.emit()

    def _on_desk_changed(self, before: OnDesk, now: OnDesk) -> None:
        if before.loading != now.loading:
            loading = now.loading
            share = None if loading is None else (loading.share or 0.0)
            name = f"Loading {loading.name}" if loading else ""
            self._page.show_progress(share, name, f"{share or 0:.0%}")
        if (before.loaded, before.models, before.loading) != (now.loaded, now.models, now.loading):
            self._show()

    def _show(self) -> None:
        now = self._desk.now
        options = self._options(now)
        busy = now.loading.path if now.loading else None
        chosen = now.loaded.path if now.loaded else busy
        self._page.show_models(options, chosen, name_tip(chosen.name) if chosen else "")
        self._show_empty(now)
        self._page.composer.show_hint(
            "Write a message" if now.loaded else "Write a message; a model is loaded to answer it"
        )
        model = now.loaded
        answerer = answerer_view(model.facts if model else None)
        self._page.show_quiet(answerer.quiet)
        self._page.sampling.show_usual(answerer.temperature, answerer.drawing)
        self._page.composer.show_gauge(
            GaugeView(
                used=self._used,
                granted=model.granted_context if model else 0,
                trained=model.facts.trained_context if model else 0,
            )
        )

    def _options(self, now: OnDesk) -> list[tuple[Path, str]]:
        """Every model one can chat with, and the loaded one where it is not listed."""
        options = {m.path: display_name(m.path, m.facts) for m in self._ready()}
        if now.loaded is not None:
            options.setdefault(now.loaded.path, display_name(now.loaded.path, now.loaded.facts))
        return list(options.items())

    def _show_empty(self, now: OnDesk) -> None:
        if self._page.transcript.count:
            self._page.show_messages()
        elif now.loaded is not None:
            name = display_name(now.loaded.path, now.loaded.facts)
            questions = answerer_view(now.loaded.facts).questions
            self._page.show_empty(f"{name} is ready. Write to it below.", "", questions)
        elif now.loading is not None:
            self._page.show_empty(f"Loading {now.loading.name}.", "")
        elif (model := self._usual()) is not None:
            name = display_name(model.path, model.facts)
            line = TINY_ONLY if model.origin == BUILT_IN else "No model is loaded."
            self._page.show_empty(line, f"Load {name}")
        elif now.models is not None:
            self._page.show_empty("There is no model on this computer yet.", "Find a model")
