"""What leads to and from the tabs of Settings: a setting by name, an engine that changed."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from launcher.actions.load import LoadedModel
from launcher.engines.values import GivenUp
from ui.composition.errands import Errands
from ui.composition.late import Made
from ui.composition.late_pages import LatePages
from ui.composition.passages import Passages
from ui.desk import Desk, OnDesk
from ui.text.engine_words import given_up_sentence
from ui.text.models import display_name
from ui.widgets.notice import Notice

if TYPE_CHECKING:
    from launcher.engines.store import EngineStore
    from ui.pages.about.page import AboutPage
    from ui.pages.about.presenter import AboutPresenter
    from ui.pages.engine.page import EnginePage
    from ui.pages.engine.presenter import EnginePresenter
    from ui.pages.privacy.page import PrivacyPage
    from ui.pages.privacy.presenter import PrivacyPresenter


class SettingUp(QObject):
    """The pages are late; what connects to them waits. `notice` lies above all pages."""

    def __init__(
        self,
        passages: Passages,
        late: LatePages,
        errands: Errands,
        *,
        desk: Desk,
        engines: "EngineStore",
        notice: Notice,
    ) -> None:
        super().__init__(passages)
        self._passages = passages
        self._late = late
        self._errands = errands
        self._desk = desk
        self._engines = engines
        self._notice = notice
        self._told: tuple[GivenUp, ...] = ()
        late.engine.when_made(self._on_engine_made)
        late.privacy.when_made(self._on_privacy_made)
        late.about.when_made(self._on_about_made)
        desk.changed.connect(self._on_desk_changed)

    def show_setting(self, name: str) -> None:
        """Show this setting, with the keyboard on it."""
        self._passages.settings()
        self._late.settings.now.page.show_setting(name)

    def _on_engine_made(self, made: "Made[EnginePage, EnginePresenter]") -> None:
        made.presenter.switched.connect(self._on_switched)

    def _on_privacy_made(self, made: "Made[PrivacyPage, PrivacyPresenter]") -> None:
        made.page.setting_asked.connect(self.show_setting)

    def _on_about_made(self, made: "Made[AboutPage, AboutPresenter]") -> None:
        made.presenter.setting_asked.connect(self.show_setting)

    def _on_switched(self, had: LoadedModel | None) -> None:
        """The workers ended with the engine; what was loaded is loaded again with the new one."""
        self._errands.loading.forget()
        self._errands.machine.look_again()
        if had is not None:
            name = display_name(had.path, had.facts)
            self._errands.loading.load(had.path, name, had.choices)

    def _on_desk_changed(self, before: OnDesk, now: OnDesk) -> None:
        """An engine that did not start is told of once; its page says it as long as it is so."""
        if before.machine is now.machine:
            return
        given_up = self._engines.given_up
        said = given_up_sentence(given_up[len(self._told) :])
        self._told = given_up
        if said is not None:
            self._notice.show_words("warning", said.what, said.next)
