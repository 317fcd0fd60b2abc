"""Where the machine page meets the desk."""

from PySide6.QtCore import QObject

from launcher.hardware.facts import Device
from launcher.hardware.pace import Pace
from launcher.sentences import Sentence
from ui.desk import Desk, OnDesk
from ui.errands.pacing import PacingErrand
from ui.pages.machine.page import MachinePage
from ui.pages.machine.view import machine_view
from ui.text.pace_words import result_words, seconds_to_measure


class MachinePresenter(QObject):
    """Shows the machine on the desk; live figures only while the page is seen."""

    def __init__(self, page: MachinePage, desk: Desk, pacing: PacingErrand) -> None:
        super().__init__(page)
        self._page = page
        self._desk = desk
        desk.changed.connect(self._on_desk_changed)
        page.pace.measure_asked.connect(pacing.measure)
        page.pace.stop_asked.connect(pacing.cancel)
        pacing.began.connect(page.pace.show_begun)
        pacing.reached.connect(self._on_device_reached)
        pacing.ended.connect(self._on_measured)
        pacing.failed.connect(self._on_not_measured)
        self._show(desk.now)

    def _on_device_reached(self, device: Device) -> None:
        self._page.pace.show_device(device.description or device.name)

    def _on_measured(self, paces: tuple[Pace, ...]) -> None:
        machine = self._desk.now.machine
        if machine is not None:
            self._page.pace.show_ended(result_words(paces, machine))

    def _on_not_measured(self, said: Sentence) -> None:
        self._page.pace.show_ended(f"{said.what} {said.next}".strip())

    def _on_desk_changed(self, before: OnDesk, now: OnDesk) -> None:
        machine = before.room is not now.room or before.paces != now.paces
        machine = machine or before.settings != now.settings
        if machine or (before.reading != now.reading and self._page.isVisible()):
            self._show(now)

    def _show(self, now: OnDesk) -> None:
        if now.machine is not None:
            view = machine_view(
                now.machine,
                now.reading,
                reserve=now.settings.reserve,
                room=now.room,
                measured=now.paces,
            )
            self._page.show_view(view)
            self._page.pace.show_offer(seconds_to_measure(now.machine))
