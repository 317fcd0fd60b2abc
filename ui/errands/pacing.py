"""Measures how fast this computer's devices are, and keeps what was measured on the desk."""

from PySide6.QtCore import QObject, Signal

from launcher.actions.pace import measure_pace, measured_paces, stop_measuring
from launcher.actions.parts import Parts
from launcher.errors import LoadCancelled
from launcher.hardware.facts import Device, Machine
from launcher.hardware.pace import Pace
from launcher.sentences import Sentence
from ui.bridge.background import Background
from ui.bridge.latest import Latest
from ui.bridge.relay import Relay
from ui.desk import Desk, OnDesk
from ui.errands.answering import AnsweringErrand
from ui.text.failures import sentence_for
from ui.text.pace_words import ANSWERS, LOADS, STOPPED


class PacingErrand(QObject):
    """One run at a time; never while a model loads or answers.

    What earlier runs found comes onto the desk with the machine.
    """

    began = Signal()
    reached = Signal(object)  # Device: it is measured now
    ended = Signal(object)  # tuple[Pace, ...]
    failed = Signal(object)  # Sentence; also where it is refused

    def __init__(
        self,
        parts: Parts,
        desk: Desk,
        background: Background,
        relay: Relay,
        answering: AnsweringErrand,
    ) -> None:
        super().__init__(desk)
        self._parts = parts
        self._desk = desk
        self._background = background
        self._relay = relay
        self._answering = answering
        self._kept = Latest(background, self)
        self._busy = False
        self._cancelled = False
        desk.changed.connect(self._on_desk_changed)

    def measure(self) -> None:
        """Begin a run, unless one goes on."""
        machine = self._desk.now.machine
        if self._busy or machine is None:
            return
        refusal = self._refusal()
        if refusal is not None:
            self.failed.emit(refusal)
            return
        self._busy, self._cancelled = True, False
        self._kept.drop()
        self.began.emit()
        self._background.run(
            lambda: measure_pace(self._parts, machine, self._tell),
            to=self,
            done=self._on_measured,
            failed=self._on_failed,
        )

    def cancel(self) -> None:
        """Stop the run that goes on; `failed` says so, and nothing is kept."""
        if self._busy:
            self._cancelled = True
            stop_measuring(self._parts)

    def _refusal(self) -> Sentence | None:
        if self._desk.now.loading is not None:
            return LOADS
        return ANSWERS if self._answering.busy else None

    def _tell(self, device: Device) -> None:
        """On the run's thread, which may have begun after it was stopped."""
        if self._cancelled:
            raise LoadCancelled
        self._relay.call(lambda: self.reached.emit(device), to=self)

    def _on_measured(self, paces: tuple[Pace, ...]) -> None:
        self._busy = False
        self._desk.put(paces=paces)
        self.ended.emit(paces)

    def _on_failed(self, error: Exception) -> None:
        self._busy = False
        stopped = isinstance(error, LoadCancelled)
        self.failed.emit(STOPPED if stopped else sentence_for(error))

    def _on_desk_changed(self, before: OnDesk, now: OnDesk) -> None:
        if now.machine is not None and before.machine is not now.machine and not self._busy:
            self._look_up(now.machine)

    def _look_up(self, machine: Machine) -> None:
        """What was measured before and still holds: it hangs on the engine, and on the mains."""
        self._kept.ask(
            lambda: measured_paces(self._parts, machine),
            done=lambda paces: self._desk.put(paces=paces),
            failed=lambda _error: None,  # printed figures stand
        )
