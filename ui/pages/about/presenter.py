"""Where About meets the desk, the notices and the question for a newer version."""

from datetime import datetime
from pathlib import Path

import PySide6
from PySide6.QtCore import QObject, QUrl, Signal, qVersion
from PySide6.QtGui import QDesktopServices, QGuiApplication

from launcher.actions.parts import Parts
from launcher.actions.updates import (
    Update,
    UpdateState,
    check_for_update,
    skip_version,
    update_state,
    updates_possible,
)
from launcher.notices import Notice, notices
from launcher.paths import bundle
from ui.bridge.background import Background
from ui.bridge.latest import Latest
from ui.desk import Desk, OnDesk
from ui.pages.about.page import AboutPage
from ui.pages.about.update_view import update_view
from ui.pages.about.view import (
    details_text,
    fact_lines,
    folder_lines,
    notice_rows,
    notice_text,
)
from ui.text.failures import sentence_for
from ui.widgets.question import ask_to_open


class AboutPresenter(QObject):
    """Notices are read when the page is seen; nobody is asked anything by opening it."""

    setting_asked = Signal(str)  # a setting's name

    def __init__(
        self, page: AboutPage, parts: Parts, desk: Desk, waiting: Background, reading: Background
    ) -> None:
        """`waiting` has the threads that ask others, `reading` those that read the disk."""
        super().__init__(page)
        self._page = page
        self._parts = parts
        self._desk = desk
        self._waiting = waiting
        self._reading = reading
        self._notices: tuple[Notice, ...] = ()
        self._states = Latest(reading, self)
        page.opened.connect(self._on_opened)
        page.copy_asked.connect(self._on_copy_asked)
        page.folder_asked.connect(self._on_folder_asked)
        page.notices.searched.connect(self._on_searched)
        page.notices.chosen.connect(self._on_notice_chosen)
        self._connect_updates(page)
        desk.changed.connect(self._on_desk_changed)
        page.show_updates(shown=updates_possible())
        self._show(desk.now)

    def begin(self) -> None:
        """Say what is known of newer versions, without asking anybody."""
        if updates_possible():
            self._states.ask(
                lambda: update_state(self._parts), done=self._on_state, failed=self._on_failed
            )

    def _connect_updates(self, page: AboutPage) -> None:
        updates = page.updates
        updates.check_asked.connect(self._on_check_asked)
        updates.skip_asked.connect(self._on_skip_asked)
        updates.setting_asked.connect(lambda: self.setting_asked.emit("check_updates"))
        for asked in (updates.download_asked, updates.link_asked):
            asked.connect(lambda address: ask_to_open(page, address))

    # --- notices --------------------------------------------------------------------------------

    def _on_opened(self) -> None:
        self.begin()
        if not self._notices:
            self._reading.run(notices, to=self, done=self._on_notices, failed=self._on_failed)

    def _on_notices(self, found: tuple[Notice, ...]) -> None:
        self._notices = found
        self._on_searched("")

    def _on_searched(self, wanted: str) -> None:
        self._page.notices.show_rows(notice_rows(self._notices, wanted), len(self._notices))

    def _on_notice_chosen(self, place: int) -> None:
        self._page.notices.show_text(notice_text(self._notices[place]))

    # --- newer versions -------------------------------------------------------------------------

    def _on_check_asked(self) -> None:
        self._page.told.hide()
        self._page.updates.show_asking(asking=True)
        self._waiting.run(
            lambda: check_for_update(self._parts, now=_now(), force=True),
            to=self,
            done=self._on_checked,
            failed=self._on_check_failed,
        )

    def _on_checked(self, _found: Update | None) -> None:
        self._page.updates.show_asking(asking=False)
        self.begin()

    def _on_check_failed(self, error: Exception) -> None:
        self._page.updates.show_asking(asking=False)
        self._on_failed(error)
        self.begin()

    def _on_skip_asked(self, version: str) -> None:
        self._reading.run(
            lambda: skip_version(self._parts, version),
            to=self,
            done=lambda _none: self.begin(),
            failed=self._on_failed,
        )

    def _on_state(self, state: UpdateState) -> None:
        on = self._desk.now.settings.check_updates
        self._page.updates.show_view(update_view(state, on=on, now=_now()))

    # --- the rest -------------------------------------------------------------------------------

    def _on_copy_asked(self) -> None:
        qt = f"Qt {qVersion()}, PySide6 {PySide6.__version__}"
        frozen = bundle() is not None
        text = details_text(self._desk.now.machine, qt=qt, frozen=frozen)
        QGuiApplication.clipboard().setText(text)
        self._page.show_copied()

    def _on_folder_asked(self, folder: Path) -> None:
        if folder.is_dir():
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
        else:
            self._page.told.show_words("info", "Nothing was written there yet.", str(folder))

    def _on_failed(self, error: Exception) -> None:
        said = sentence_for(error)
        self._page.told.show_words("error", said.what, said.next)

    def _on_desk_changed(self, before: OnDesk, now: OnDesk) -> None:
        had, have = (one.machine.engine if one.machine else None for one in (before, now))
        if had != have or before.settings != now.settings:
            self._show(now)
        if before.settings.check_updates != now.settings.check_updates:
            self.begin()

    def _show(self, now: OnDesk) -> None:
        self._page.show_facts(fact_lines(now.machine.engine if now.machine else None))
        self._page.show_folders(folder_lines(self._parts.places, self._parts.models_folder()))


def _now() -> datetime:
    return datetime.now().astimezone()
