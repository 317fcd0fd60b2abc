"""Where the machine page meets the desk."""

from PySide6.QtCore import QObject

from ui.desk import Desk, OnDesk
from ui.pages.machine.page import MachinePage
from ui.pages.machine.view import machine_view


class MachinePresenter(QObject):
    """Shows the machine on the desk; live figures only while the page is seen."""

    def __init__(self, page: MachinePage, desk: Desk) -> None:
        super().__init__(page)
        self._page = page
        self._desk = desk
        desk.changed.connect(self._on_desk_changed)
        self._show(desk.now)

    def _on_desk_changed(self, before: OnDesk, now: OnDesk) -> None:
        machine = before.room is not now.room or before.settings != now.settings
        if machine or (before.reading != now.reading and self._page.isVisible()):
            self._show(now)

    def _show(self, now: OnDesk) -> None:
        if now.machine is not None:
            view = machine_view(
                now.machine, now.reading, reserve=now.settings.reserve, room=now.room
            )
            self._page.show_view(view)
