"""Where the Privacy page meets the settings."""

from PySide6.QtCore import QObject

from launcher.actions.parts import Parts
from launcher.privacy import hosts
from ui.desk import Desk, OnDesk
from ui.pages.privacy.page import PrivacyPage
from ui.pages.privacy.view import host_views


class PrivacyPresenter(QObject):
    """Shows the hosts as things are set now."""

    def __init__(self, page: PrivacyPage, parts: Parts, desk: Desk) -> None:
        super().__init__(page)
        self._page = page
        self._parts = parts
        self._desk = desk
        desk.changed.connect(self._on_desk_changed)
        self._show(desk.now)

    def _on_desk_changed(self, before: OnDesk, now: OnDesk) -> None:
        if before.settings != now.settings:
            self._show(now)

    def _show(self, now: OnDesk) -> None:
        rows = hosts(endpoint=self._parts.hub.endpoint, check_updates=now.settings.check_updates)
        self._page.show_hosts(host_views(rows))
