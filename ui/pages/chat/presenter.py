"""Where the chat page meets the desk: which conversation, which model, and what is sent."""

from datetime import datetime
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QInputDialog

from launcher.actions.parts import Parts
from launcher.chat.export import as_markdown
from launcher.chat.store import DeletedConversation
from launcher.chat.values import Conversation, Sampling
from launcher.errors import EngineDied
from launcher.library.store import LocalModel
from ui.desk import Desk, OnDesk
from ui.errands.answering import AnsweringErrand
from ui.errands.loading import LoadingErrand
from ui.pages.chat.page import ChatPage
from ui.pages.chat.view import GaugeView, growing_view, message_views, reading_text, talk_rows
from ui.text.failures import sentence_for
from ui.text.models import context_for, display_name
from ui.widgets.question import ask_to_open
from ui.widgets.toast import Toast

QUIET_SECONDS: Final = 0.3  # nothing that takes less is shown


class ChatPresenter(QObject):
    """One conversation is open at a time; answers go on while another page is shown."""

    find_asked = Signal()

    def __init__(
        self,
        page: ChatPage,
        *,
        parts: Parts,
        desk: Desk,
        loading: LoadingErrand,
        answering: AnsweringErrand,
        toast: Toast,
    ) -> None:
        super().__init__(page)
        self._page = page
        self._parts = parts
        self._desk = desk
        self._loading = loading
        self._answering = answering
        self._toast = toast
        self._talk: Conversation | None = None
        self._editing: int | None = None
        self._query = ""
        self._used = 0
        self._answer_when_loaded = False
        self._deleted: DeletedConversation | None = None
        self._connect()
        newest = parts.conversations.list()
        self._open(newest[0].id if newest else None)

    # --- wiring ---------------------------------------------------------------------------------

    def _connect(self) -> None:
        page = self._page
        page.talks.new_asked.connect(lambda: self._open(None))
        page.talks.chosen.connect(self._open)
        page.talks.search_edited.connect(self._on_search_edited)
        page.talks.rename_asked.connect(self._on_rename_asked)
        page.talks.delete_asked.connect(self._on_delete_asked)
        page.talks.export_asked.connect(self._on_export_asked)
        page.composer.sent.connect(self._on_sent)
        page.composer.stop_asked.connect(self._answering.stop)
        page.escape_pressed.connect(self._on_escape_pressed)
        page.transcript.edit_asked.connect(self._on_edit_asked)
        page.transcript.again_asked.connect(self._on_again_asked)
        page.transcript.link_asked.connect(lambda address: ask_to_open(page, address))
        page.sampling.edited.connect(self._on_sampling_edited)
        page.model_chosen.connect(self._on_model_chosen)
        page.empty_pressed.connect(self._on_empty_pressed)
        page.stop_loading_asked.connect(self._on_stop_asked)
        self._toast.undo_asked.connect(self._on_undo_asked)
        self._answering.grew.connect(self._on_answer_grew)
        self._answering.reading.connect(self._on_answer_reading)
        self._answering.ended.connect(self._on_answer_ended)
        self._loading.loaded.connect(self._on_loaded)
        self._loading.failed.connect(self._on_load_failed)
        self._desk.changed.connect(self._on_desk_changed)

    # --- conversations --------------------------------------------------------------------------

    def _open(self, number: int | None) -> None:
        store = self._parts.conversations
        self._talk = store.conversation(number) if number is not None else None
        self._editing = None
        self._page.notice.hide()
        self._page.show_title(self._talk.title if self._talk else "New conversation")
        talk = self._talk
        self._page.sampling.show_values(
            talk.system if talk else "", talk.sampling if talk else Sampling()
        )
        self._used = 0
        views = message_views(store.messages(talk.id)) if talk else ()
        self._page.transcript.show_views(views)
        growing = self._answering.growing(talk.id) if talk else None
        if growing is not None:
            self._page.transcript.grow(growing_view(*growing))
        self._page.composer.show_writing(writing=growing is not None)
        self._show_list()
        self._show_state()

    def _show_list(self) -> None:
        talks = self._parts.conversations.list(self._query)
        now = datetime.now().astimezone()
        self._page.talks.show_rows(talk_rows(talks, now), self._talk.id if self._talk else None)

    def _on_search_edited(self, query: str) -> None:
        self._query = query
        self._show_list()

    def _on_rename_asked(self, number: int) -> None:
        talk = self._parts.conversations.conversation(number)
        title, agreed = QInputDialog.getText(
            self._page, "Rename", "Name of the conversation", text=talk.title
        )
        if agreed and title.strip():
            self._parts.conversations.rename(number, title.strip())
            if self._talk and self._talk.id == number:
                self._page.show_title(title.strip())
            self._show_list()

    def _on_delete_asked(self, number: int) -> None:
        if self._answering.busy_with(number):
            self._answering.stop()
        self._deleted = self._parts.conversations.delete(number)
        if self._talk and self._talk.id == number:
            self._open(None)
        self._show_list()
        self._toast.show_words("Conversation deleted.", undo="Undo")

    def _on_undo_asked(self) -> None:
        if self._deleted is not None:
            self._open(self._parts.conversations.restore(self._deleted))
            self._deleted = None

    def _on_export_asked(self, number: int) -> None:
        talk = self._parts.conversations.conversation(number)
        name, _filter = QFileDialog.getSaveFileName(
            self._page, "Save the conversation", f"{talk.title}.md", "Markdown (*.md)"
        )
        if name:
            text = as_markdown(talk, self._parts.conversations.messages(number))
            try:
                Path(name).write_text(text, "utf-8")
            except OSError as error:
                said = sentence_for(error)
                self._page.notice.show_words("error", said.what, said.next)

    # --- sending --------------------------------------------------------------------------------

    def _on_sent(self, text: str) -> None:
        store = self._parts.conversations
        if self._talk is None:
            sampling, system = self._page.sampling.values()
            self._talk = store.create(text, system=system, sampling=sampling)
            self._page.show_title(self._talk.title)
        if self._editing is not None:
            store.edit(self._editing, text)
            self._editing = None
        else:
            store.append(self._talk.id, text)
        self._page.notice.hide()
        self._refresh()
        self._page.transcript.go_to_end()
        self._answer()

    def _answer(self) -> None:
        """Answer now, or load the model first where it is not in memory."""
        talk, now = self._talk, self._desk.now
        if talk is None:
            return
        if now.loaded is not None:
            self._page.composer.show_writing(writing=True)
            self._answering.answer(talk.id, display_name(now.loaded.path, now.loaded.facts))
            return
        self._answer_when_loaded = True
        if now.loading is None:
            model = self._model_to_load()
            if model is None:
                self._answer_when_loaded = False
                self._page.notice.show_words(
                    "info",
                    "Your message is kept, and there is no model yet to answer it.",
                    "Choose one, then send it again.",
                    ["Find a model"],
                )
                return
            self._load(model)

    def _on_edit_asked(self, number: int) -> None:
        messages = self._parts.conversations.messages(self._talk.id) if self._talk else ()
        message = next((m for m in messages if m.id == number), None)
        if message is not None:
            self._editing = number
            self._page.composer.show_text(message.text)
            self._page.composer.focus()

    def _on_again_asked(self, number: int) -> None:
        if self._answering.busy:
            return
        self._parts.conversations.supersede(number)
        self._refresh()
        self._answer()

    def _on_escape_pressed(self) -> None:
        if self._answering.busy:
            self._answering.stop()
        elif self._editing is not None:
            self._editing = None
            self._page.composer.show_text("")

    def _on_sampling_edited(self, system: str, sampling: Sampling) -> None:
        if self._talk is not None:
            self._parts.conversations.set_system(self._talk.id, system)
            self._parts.conversations.set_sampling(self._talk.id, sampling)
            self._talk = self._parts.conversations.conversation(self._talk.id)

    # --- the answer as it comes -----------------------------------------------------------------

    def _on_answer_grew(self, talk: int, message: int, text: str) -> None:
        if self._talk and self._talk.id == talk:
            self._page.transcript.grow(growing_view(message, text))
            self._page.show_messages()

    def _on_answer_reading(self, done: int, total: int, seconds: float) -> None:
        if not total:
            self._page.show_progress(None, "")
        elif seconds > QUIET_SECONDS:
            self._page.show_progress(done / total, reading_text(done, total, seconds))

    def _on_answer_ended(self, talk: int, used: int, problem: object) -> None:
        if self._talk and self._talk.id == talk:
            self._page.composer.show_writing(writing=False)
            self._used = used or self._used
            self._refresh()
            self._show_gauge()
            if isinstance(problem, EngineDied):
                self._loading.forget()
            if problem is not None:
                said = sentence_for(problem)  # type: ignore[arg-type]  # an exception or None
                self._page.notice.show_words("error", said.what, said.next)
        self._show_list()

    def _refresh(self) -> None:
        if self._talk is not None:
            views = message_views(self._parts.conversations.messages(self._talk.id))
            self._page.transcript.update_views(views)
        self._show_list()
        self._show_state()

    # --- the model ------------------------------------------------------------------------------

    def _model_to_load(self) -> LocalModel | None:
        ready = [m for m in self._desk.now.models or () if m.facts and m.problem is None]
        last = self._desk.now.settings.last_model
        return next((m for m in ready if str(m.path) == last), ready[0] if ready else None)

    def _load(self, model: LocalModel) -> None:
        if model.facts is not None:
            choices = context_for(model.facts, self._desk.now.choices)
            self._loading.load(model.path, display_name(model.path, model.facts), choices)

    def _on_model_chosen(self, path: Path) -> None:
        model = next((m for m in self._desk.now.models or () if m.path == path), None)
        if model is not None:
            self._load(model)

    def _on_empty_pressed(self) -> None:
        model = self._model_to_load()
        if model is None:
            self.find_asked.emit()
        else:
            self._load(model)

    def _on_stop_asked(self) -> None:
        if self._desk.now.loading is not None:
            self._answer_when_loaded = False
            self._loading.cancel()
        else:
            self._answering.stop()

    def _on_loaded(self, _model: object) -> None:
        if self._answer_when_loaded:
            self._answer_when_loaded = False
            self._answer()
        self._page.composer.focus()

    def _on_load_failed(self, _sentence: object) -> None:
        self._answer_when_loaded = False

    def _on_desk_changed(self, before: OnDesk, now: OnDesk) -> None:
        if before.loading != now.loading:
            loading = now.loading
            words = f"Loading {loading.name}" if loading else ""
            share = None if loading is None else (loading.share or 0.0)
            self._page.show_progress(share, words)
        if (before.loaded, before.models, before.loading) != (now.loaded, now.models, now.loading):
            self._show_state()

    def _show_state(self) -> None:
        now = self._desk.now
        ready = [m for m in now.models or () if m.facts and m.problem is None]
        options = [(m.path, display_name(m.path, m.facts)) for m in ready]
        self._page.show_models(options, now.loaded.path if now.loaded else None)
        if self._page.transcript.count:
            self._page.show_messages()
        elif now.loaded is not None:
            name = display_name(now.loaded.path, now.loaded.facts)
            self._page.show_empty(f"{name} is ready. Write to it below.", "")
        elif now.loading is not None:
            self._page.show_empty(f"Loading {now.loading.name}.", "")
        elif (model := self._model_to_load()) is not None:
            name = display_name(model.path, model.facts)
            self._page.show_empty("No model is loaded.", f"Load {name}")
        elif now.models is not None:
            self._page.show_empty("There is no model on this computer yet.", "Find a model")
        self._page.composer.show_hint(
            "Write a message" if now.loaded else "Write a message; a model is loaded to answer it"
        )
        self._show_gauge()

    def _show_gauge(self) -> None:
        model = self._desk.now.loaded
        self._page.composer.show_gauge(
            GaugeView(
                used=self._used,
                granted=model.granted_context if model else 0,
                trained=model.facts.trained_context if model else 0,
            )
        )
