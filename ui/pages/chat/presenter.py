"""Where the chat page meets the desk: what conversation is open, what is sent and answered."""

from collections.abc import Callable
from typing import Final, TypeVar

from PySide6.QtCore import QObject

from launcher.actions.parts import Parts
from launcher.chat.temperature import usual_temperature
from launcher.chat.values import Conversation, Sampling
from launcher.errors import EngineDied, SnugError
from ui.desk import Desk, OnDesk
from ui.errands.answering import AnsweringErrand
from ui.errands.loading import LoadingErrand
from ui.pages.chat.page import ChatPage
from ui.pages.chat.ready import ReadyPresenter
from ui.pages.chat.talks_presenter import TalksPresenter
from ui.pages.chat.view import growing_view, last_used, message_views, reading_text
from ui.text.failures import sentence_for
from ui.text.models import display_name
from ui.widgets.question import ask_to_open

T = TypeVar("T")
QUIET_SECONDS: Final = 0.3  # nothing that takes less is shown


class ChatPresenter(QObject):
    """One conversation is open at a time; answers go on while another page is shown.

    `_due` is the conversation whose last message waits for an answer: for a model
    that is being loaded, or for another conversation's answer to end.
    """

    def __init__(
        self,
        page: ChatPage,
        *,
        parts: Parts,
        desk: Desk,
        loading: LoadingErrand,
        answering: AnsweringErrand,
        talks: TalksPresenter,
        ready: ReadyPresenter,
    ) -> None:
        super().__init__(page)
        self._page = page
        self._parts = parts
        self._desk = desk
        self._loading = loading
        self._answering = answering
        self._talks = talks
        self._ready = ready
        self._talk: Conversation | None = None
        self._editing: int | None = None
        self._due: int | None = None
        self._connect()
        self._open(talks.newest())

    def _connect(self) -> None:
        page = self._page
        self._talks.opened.connect(self._open)
        self._talks.renamed.connect(self._on_renamed)
        self._talks.leaving.connect(self._on_leaving)
        page.composer.sent.connect(self._on_sent)
        page.question_asked.connect(self._on_sent)
        page.composer.stop_asked.connect(self._stop)
        page.stop_loading_asked.connect(self._stop)
        page.escape_pressed.connect(self._on_escape_pressed)
        page.transcript.edit_asked.connect(self._on_edit_asked)
        page.transcript.again_asked.connect(self._on_again_asked)
        page.transcript.link_asked.connect(lambda address: ask_to_open(page, address))
        page.sampling.edited.connect(self._on_sampling_edited)
        self._answering.grew.connect(self._on_answer_grew)
        self._answering.reading.connect(self._on_answer_reading)
        self._answering.ended.connect(self._on_answer_ended)
        self._loading.loaded.connect(self._on_loaded)
        self._desk.changed.connect(self._on_desk_changed)

    # --- the conversation -----------------------------------------------------------------------

    def _open(self, number: int | None) -> None:
        store, page = self._parts.conversations, self._page
        page.notice.hide()
        talk = None if number is None else self._kept(lambda: store.conversation(number))
        messages = (self._kept(lambda: store.messages(talk.id)) or ()) if talk else ()
        self._talk, self._editing = talk, None
        page.show_title(talk.title if talk else "New conversation")
        page.sampling.show_values(
            talk.system if talk else "", talk.sampling if talk else Sampling()
        )
        page.transcript.show_views(message_views(messages))
        growing = self._answering.growing(talk.id) if talk else None
        if growing is not None:
            page.transcript.grow(growing_view(*growing))
        self._talks.show(talk.id if talk else None)
        self._ready.show_used(last_used(messages))
        if self._desk.now.loading is None:
            page.show_progress(None)  # another conversation's reading
        self._show_writing()

    def _on_renamed(self, number: int, title: str) -> None:
        if self._talk and self._talk.id == number:
            self._page.show_title(title)

    def _on_leaving(self, number: int) -> None:
        """The conversation is about to be deleted."""
        if self._due == number:
            self._due = None
        if self._answering.busy_with(number):
            self._answering.stop()
        if self._talk and self._talk.id == number:
            self._open(None)

    def _on_sampling_edited(self, system: str, sampling: Sampling) -> None:
        talk, store = self._talk, self._parts.conversations
        if talk is None:
            return
        if system != talk.system:
            self._kept(lambda: store.set_system(talk.id, system))
        if sampling != talk.sampling:
            self._kept(lambda: store.set_sampling(talk.id, sampling))
        self._talk = self._kept(lambda: store.conversation(talk.id)) or talk

    # --- sending --------------------------------------------------------------------------------

    def _on_sent(self, text: str) -> None:
        self._page.notice.hide()
        try:
            number = self._keep_message(text)
        except SnugError as error:
            self._page.composer.show_text(text)  # nothing a person wrote is lost
            self._tell(error)
            return
        self._editing = None
        self._refresh()
        self._page.transcript.go_to_end()
        self._answer(number)

    def _keep_message(self, text: str) -> int:
        """Store what was written; the conversation it is in. Raises StorageError."""
        store = self._parts.conversations
        if self._talk is None:
            sampling, system = self._page.sampling.values()
            self._talk = store.create(text, system=system, sampling=sampling)
            self._page.show_title(self._talk.title)
        if self._editing is not None:
            store.edit(self._editing, text)
        else:
            store.append(self._talk.id, text)
        return self._talk.id

    def _on_edit_asked(self, number: int) -> None:
        view = self._page.transcript.view_of(number)
        if view is not None:
            self._editing = number
            self._page.composer.show_text(view.text)
            self._page.composer.focus()

    def _on_again_asked(self, number: int) -> None:
        talk = self._talk
        if talk is None or self._answering.busy_with(talk.id):
            return
        view = self._page.transcript.view_of(number)
        try:
            if view is not None and not view.mine:
                self._parts.conversations.supersede(number)
        except SnugError as error:
            self._tell(error)
            return
        self._refresh()
        self._answer(talk.id)

    # --- answering ------------------------------------------------------------------------------

    def _answer(self, talk: int) -> None:
        """Answer as soon as may be: now, after the model is loaded, or after another answer."""
        self._due = talk
        self._answer_due()
        self._show_writing()

    def _answer_due(self) -> None:
        now = self._desk.now
        if self._due is None or self._answering.busy:
            return
        if now.loaded is not None:
            talk, self._due = self._due, None
            self._page.notice.hide()
            facts = now.loaded.facts
            name = display_name(now.loaded.path, facts)
            self._answering.answer(talk, name, usual_temperature(facts))
        elif now.loading is None and not self._ready.load_usual():
            self._page.notice.show_words(
                "info",
                "Your message is kept, and there is no model yet to answer it.",
                "Find one and load it; your message is answered then.",
                ["Find a model"],
            )

    def _stop(self) -> None:
        """Stop what this conversation waits for."""
        if self._desk.now.loading is not None:
            self._due = None
            self._loading.cancel()
        elif self._talk is not None and self._due == self._talk.id:
            self._due = None
        else:
            self._answering.stop()
        self._show_writing()

    def _on_escape_pressed(self) -> None:
        if self._editing is not None:
            self._editing = None
            self._page.composer.show_text("")
        else:
            self._stop()

    def _on_answer_grew(self, talk: int, message: int, text: str) -> None:
        if self._talk and self._talk.id == talk:
            self._page.transcript.grow(growing_view(message, text))
            self._page.show_messages()

    def _on_answer_reading(self, done: int, total: int, seconds: float) -> None:
        shown = self._talk is not None and self._answering.busy_with(self._talk.id)
        if not total or not shown:
            self._page.show_progress(None)
        elif seconds > QUIET_SECONDS:
            words = reading_text(done, total, seconds)
            self._page.show_progress(done / total, "Reading the conversation", words)

    def _on_answer_ended(self, talk: int, _used: int, problem: object) -> None:
        if isinstance(problem, EngineDied):
            self._loading.forget()
        if self._talk and self._talk.id == talk:
            self._refresh()
            if isinstance(problem, Exception):
                self._tell(problem)
        else:
            self._talks.show(self._talk.id if self._talk else None)
        self._answer_due()
        self._show_writing()

    def _on_loaded(self, _model: object) -> None:
        self._answer_due()
        self._show_writing()
        self._page.composer.focus()

    def _on_desk_changed(self, before: OnDesk, now: OnDesk) -> None:
        if before.loading is not None and now.loading is None and now.loaded is None:
            self._due = None  # the load failed or was stopped, and was told
            self._show_writing()

    # --- showing --------------------------------------------------------------------------------

    def _refresh(self) -> None:
        talk = self._talk
        if talk is not None:
            messages = self._kept(lambda: self._parts.conversations.messages(talk.id)) or ()
            self._page.transcript.update_views(message_views(messages))
            self._ready.show_used(last_used(messages))
        self._talks.show(talk.id if talk else None)

    def _show_writing(self) -> None:
        talk = self._talk
        writing = talk is not None and (self._answering.busy_with(talk.id) or self._due == talk.id)
        self._page.composer.show_writing(writing=writing)

    def _kept(self, work: Callable[[], T]) -> T | None:
        """What the store gives; None, and a sentence, where it cannot."""
        try:
            return work()
        except SnugError as error:
            self._tell(error)
            return None

    def _tell(self, error: Exception) -> None:
        said = sentence_for(error)
        self._page.notice.show_words("error", said.what, said.next)
