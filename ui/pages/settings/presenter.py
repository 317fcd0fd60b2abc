"""Where the settings page meets the desk and the files behind it."""

from PySide6.QtCore import QObject, Signal

from launcher.actions.parts import Parts
from launcher.errors import KeyringUnavailable, SnugError
from launcher.sentences import Sentence
from launcher.settings.secrets import TokenSource
from ui.bridge.background import Background
from ui.desk import Desk, OnDesk
from ui.pages.settings.page import SettingsPage
from ui.pages.settings.view import ADDRESS_HELP, is_web_address, setting_groups
from ui.text.failures import sentence_for


class SettingsPresenter(QObject):
    """A change is saved at once and laid on the desk; there is no Apply."""

    failed = Signal(object)  # Sentence

    def __init__(
        self, page: SettingsPage, parts: Parts, desk: Desk, background: Background
    ) -> None:
        super().__init__(page)
        self._page = page
        self._parts = parts
        self._desk = desk
        self._background = background
        self._offered = ""
        page.edited.connect(self._on_page_edited)
        page.token_edited.connect(self._on_page_token_edited)
        desk.changed.connect(self._on_desk_changed)
        page.show_groups(setting_groups(desk.now.settings))
        self._show_token()

    def _on_page_edited(self, name: str, value: object) -> None:
        if value == getattr(self._desk.now.settings, name):
            return
        if name == "endpoint" and value and not is_web_address(str(value)):
            self.failed.emit(Sentence(what=f"{value} is no web address.", next=ADDRESS_HELP))
            self._page.show_groups(setting_groups(self._desk.now.settings))
            return
        try:
            self._parts.settings.change(**{name: value})
        except SnugError as error:
            self.failed.emit(sentence_for(error))
            self._page.show_groups(setting_groups(self._parts.settings.settings))
        self._desk.put(settings=self._parts.settings.settings)

    def _on_page_token_edited(self, token: str) -> None:
        if not token:
            self._background.run(
                self._parts.secrets.forget_token,
                to=self,
                done=lambda _none: self._show_token(),
                failed=self._on_token_failed,
            )
            return
        again = token == self._offered
        self._offered = token
        self._background.run(
            lambda: self._parts.secrets.save_token(token, allow_file=again),
            to=self,
            done=lambda _none: self._show_token(),
            failed=self._on_token_failed,
        )

    def _on_token_failed(self, error: Exception) -> None:
        said = sentence_for(error)
        more = (
            " Press Save once more to keep it in a file that only you can read."
            if isinstance(error, KeyringUnavailable)
            else f" {said.next}"
        )
        self._page.show_token(f"{said.what}{more}", can_forget=False, fault=True)

    def _show_token(self) -> None:
        self._background.run(
            self._parts.secrets.token_source,
            to=self,
            done=self._on_source,
            failed=self._on_token_failed,
        )

    def _on_source(self, source: TokenSource | None) -> None:
        problem = self._parts.secrets.problem
        if source is not None:
            words = f"One is kept in {source}."
        else:
            words = "None is kept." if problem is None else sentence_for(problem).what
        self._page.show_token(words, can_forget=source is not None and source.ours)

    def _on_desk_changed(self, before: OnDesk, now: OnDesk) -> None:
        if before.settings != now.settings:
            self._page.show_groups(setting_groups(now.settings))
