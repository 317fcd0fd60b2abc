"""The memory beside the chat: what the loaded model takes, and what other choices would."""

from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from launcher.actions.load import LoadedModel
from launcher.actions.parts import Parts
from launcher.memory.choices import Choices
from launcher.models.quantization import quantization_of
from launcher.sentences import Sentence
from ui.bridge.background import Background
from ui.desk import Desk, OnDesk
from ui.errands.loading import LoadingErrand
from ui.errands.planning import PlanErrand
from ui.pages.chat.page import ChatPage
from ui.study import CameFrom, Study
from ui.text.memory_view import of_file, refused_view
from ui.text.models import display_name, shortened_note
from ui.text.panel import PanelView


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
        self._view: PanelView | None = None  # the last that could be planned
        self._refusal: Sentence | None = None  # why the choices as they are cannot be
        self._plan = PlanErrand(parts, background, self, loaded=True)
        self.weigh = self._plan.weigh
        self._plan.planned.connect(self._on_planned)
        self._plan.refused.connect(self._on_refused)
        page.panel.edited.connect(self._on_edited)
        page.panel.details_asked.connect(self._on_details_asked)
        page.inspector_edited.connect(self.inspector_kept)
        page.reload_asked.connect(self._on_reload_asked)
        desk.changed.connect(self._on_desk_changed)
        self._show(desk.now)

    def _on_edited(self, choices: Choices) -> None:
        now = self._desk.now
        if now.loaded is not None:
            self._desk.turn(now.loaded_key, choices, there=False)

    def _on_details_asked(self) -> None:
        now = self._desk.now
        model = now.loaded
        if model is None:
            return
        there = now.imagined is not None
        self.study_asked.emit(
            Study(
                name=display_name(model.path, model.facts),
                facts=model.facts,
                choices=now.choices_for(now.loaded_key, model.facts, there=there),
                machine=now.computer or model.machine,
                source=CameFrom.CHAT,
                key=now.loaded_key,
            )
        )

    def _on_planned(self, view: PanelView) -> None:
        model = self._desk.now.loaded
        if model is None:
            return
        self._settle()
        note = shortened_note(model.facts, self._desk.now.settings, view.choices)
        self._view = of_file(view, quantization_of(model.facts), note)
        self._page.panel.show_view(self._view)

    def _on_refused(self, said: Sentence) -> None:
        self._refusal = said
        choices = _choices(self._desk.now)
        if self._view is not None and choices is not None:
            self._page.panel.show_view(refused_view(self._view, choices, said))
        else:  # there are no figures it could stand beside
            self._page.notice.show_words("warning", said.what, said.next)

    def _settle(self) -> None:
        """What was refused has no more to say; what others say in the same place stays."""
        said, self._refusal = self._refusal, None
        notice = self._page.notice
        if said is not None and notice.accessibleName() == f"{said.what} {said.next}".strip():
            notice.hide()

    def _on_reload_asked(self) -> None:
        now = self._desk.now
        choices = _choices(now)
        if now.loaded is not None and choices is not None:
            name = display_name(now.loaded.path, now.loaded.facts)
            self._loading.load(now.loaded.path, name, choices)

    def _on_desk_changed(self, before: OnDesk, now: OnDesk) -> None:
        if before.loading is None and now.loading is not None:
            self._settle()  # what is being loaded is another matter
        if before.loaded is not now.loaded:
            self._view = None
            self._page.panel.forget()
        shown = (before.loaded, before.room, before.settings, _choices(before))
        if shown != (now.loaded, now.room, now.settings, _choices(now)):
            self._show(now)

    def _show(self, now: OnDesk) -> None:
        model, choices = now.loaded, _choices(now)
        if model is not None and choices is not None:
            machine = now.room or model.machine  # what others hold is as it is now
            self._plan.plan(model.facts, choices, machine, reserve=now.settings.reserve)
        else:
            self._plan.drop()
            self._settle()
        self._page.show_inspector(
            wanted=now.settings.inspector,
            has_plan=model is not None,
            reload=model is not None and choices is not None and _differ(choices, model),
            possible=self._refusal is None,
        )


def _choices(now: OnDesk) -> Choices | None:
    """Those for the loaded model on this computer, whichever is imagined."""
    if now.loaded is None:
        return None
    return now.choices_for(now.loaded_key, now.loaded.facts, there=False)


def _differ(choices: Choices, model: LoadedModel) -> bool:
    """Whether they are not those it was loaded with; threads are Settings' matter."""
    return replace(choices, threads=model.choices.threads) != model.choices
