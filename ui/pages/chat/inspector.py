"""The memory beside the chat: what the loaded model takes, and what other choices would."""

from PySide6.QtCore import QObject, Signal

from launcher.actions.parts import Parts
from launcher.memory.choices import Choices
from launcher.sentences import Sentence
from ui.bridge.background import Background
from ui.desk import Desk, OnDesk
from ui.errands.loading import LoadingErrand
from ui.errands.planning import PlanErrand
from ui.pages.chat.page import ChatPage
from ui.study import CameFrom, Study
from ui.text.models import display_name


class InspectorPresenter(QObject):
    """Plans for the loaded model; other choices need another load, which is offered."""

    inspector_kept = Signal(bool)
    study_asked = Signal(object)  # Study

    def __init__(
        self,
        page: ChatPage,
        parts: Parts,
        desk: Desk,
        background: Background,
        loading: LoadingErrand,
    ) -> None:
        super().__init__(page)
        self._page = page
        self._desk = desk
        self._loading = loading
        self._plan = PlanErrand(parts, background, self)
        self._plan.planned.connect(page.panel.show_view)
        self._plan.refused.connect(self._on_refused)
        self._choices = desk.now.choices
        page.panel.edited.connect(self.turn)
        page.panel.details_asked.connect(self._on_details_asked)
        page.inspector_edited.connect(self.inspector_kept)
        page.reload_asked.connect(self._on_reload_asked)
        desk.changed.connect(self._on_desk_changed)
        self._show(desk.now)

    def turn(self, choices: Choices) -> None:
        """A person turned these, here or on the memory page."""
        self._choices = choices
        self._desk.put(choices=choices)
        self._show(self._desk.now)

    def _on_details_asked(self) -> None:
        model = self._desk.now.loaded
        if model is not None:
            self.study_asked.emit(
                Study(
                    name=display_name(model.path, model.facts),
                    facts=model.facts,
                    choices=self._choices,
                    machine=model.machine,
                    source=CameFrom.CHAT,
                )
            )

    def _on_refused(self, said: Sentence) -> None:
        self._page.notice.show_words("warning", said.what, said.next)

    def _on_reload_asked(self) -> None:
        model = self._desk.now.loaded
        if model is not None:
            name = display_name(model.path, model.facts)
            self._loading.load(model.path, name, self._choices)

    def _on_desk_changed(self, before: OnDesk, now: OnDesk) -> None:
        if before.loaded is not now.loaded and now.loaded is not None:
            self._choices = now.loaded.choices
            self._page.panel.forget()
        if (before.loaded, before.settings) != (now.loaded, now.settings):
            self._show(now)

    def _show(self, now: OnDesk) -> None:
        model = now.loaded
        self._page.show_inspector(
            wanted=now.settings.inspector,
            has_plan=model is not None,
            reload=model is not None and self._choices != model.choices,
        )
        if model is not None:
            self._plan.plan(
                model.facts, self._choices, model.machine, reserve=now.settings.reserve
            )
        else:
            self._plan.drop()
