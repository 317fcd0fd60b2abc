"""Where the list of conversations meets the store: search, rename, delete, undo, save."""

from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QInputDialog

from launcher.chat.export import as_markdown
from launcher.chat.store import Conversations, DeletedConversation
from launcher.errors import NotSaved, SnugError
from ui.pages.chat.page import ChatPage
from ui.pages.chat.view import file_name, talk_rows
from ui.text.failures import sentence_for
from ui.widgets.toast import Toast


class TalksPresenter(QObject):
    """`opened(number or None)`: a person goes there; `leaving(number)`: it is deleted now."""

    opened = Signal(object)
    renamed = Signal(int, str)
    leaving = Signal(int)

    def __init__(self, page: ChatPage, store: Conversations, toast: Toast) -> None:
        super().__init__(page)
        self._page = page
        self._store = store
        self._toast = toast
        self._current: int | None = None
        self._query = ""
        self._deleted: DeletedConversation | None = None
        talks = page.talks
        talks.new_asked.connect(self._on_new_asked)
        talks.chosen.connect(lambda number: self.opened.emit(number))  # noqa: PLW0108  int to object
        talks.search_edited.connect(self._on_search_edited)
        talks.rename_asked.connect(self._on_rename_asked)
        talks.delete_asked.connect(self._on_delete_asked)
        talks.export_asked.connect(self._on_export_asked)
        toast.undo_asked.connect(self._on_undo_asked)
        toast.ended.connect(self._on_toast_ended)

    def newest(self) -> int | None:
        """The conversation that was last changed; None where there is none."""
        try:
            talks = self._store.list()
        except SnugError as error:
            self._tell(error)
            return None
        return talks[0].id if talks else None

    def show(self, current: int | None) -> None:
        """Show the list anew, with this one marked."""
        self._current = current
        try:
            talks = self._store.list(self._query)
        except SnugError as error:
            self._tell(error)
            return
        self._page.talks.show_rows(talk_rows(talks, datetime.now().astimezone()), current)

    def _on_new_asked(self) -> None:
        self.opened.emit(None)
        self._page.composer.focus()

    def _on_search_edited(self, query: str) -> None:
        self._query = query
        self.show(self._current)

    def _on_rename_asked(self, number: int) -> None:
        try:
            talk = self._store.conversation(number)
            title, agreed = QInputDialog.getText(
                self._page, "Rename", "Name of the conversation", text=talk.title
            )
            if agreed and title.strip():
                self._store.rename(number, title.strip())
                self.renamed.emit(number, title.strip())
        except SnugError as error:
            self._tell(error)
        self.show(self._current)

    def _on_delete_asked(self, number: int) -> None:
        self.leaving.emit(number)
        try:
            deleted = self._store.delete(number)
        except SnugError as error:
            self._tell(error)
        else:
            self._toast.show_words(
                "Conversation deleted.", undo="Undo"
            )  # ends what it said before
            self._deleted = deleted
        self.show(self._current)

    def _on_undo_asked(self) -> None:
        if self._deleted is None:
            return
        try:
            number = self._store.restore(self._deleted)
        except SnugError as error:
            self._tell(error)
            return
        self._deleted = None
        self.opened.emit(number)

    def _on_toast_ended(self) -> None:
        """What is undone from now on is something else."""
        self._deleted = None

    def _on_export_asked(self, number: int) -> None:
        try:
            talk = self._store.conversation(number)
            name, _filter = QFileDialog.getSaveFileName(
                self._page, "Save the conversation", file_name(talk.title), "Markdown (*.md)"
            )
            if name:
                _write(Path(name), as_markdown(talk, self._store.messages(number)))
        except SnugError as error:
            self._tell(error)

    def _tell(self, error: SnugError) -> None:
        said = sentence_for(error)
        self._page.notice.show_words("error", said.what, said.next)


def _write(file: Path, text: str) -> None:
    try:
        file.write_text(text, "utf-8")
    except OSError as error:
        raise NotSaved(str(file), error.strerror or str(error)) from error
