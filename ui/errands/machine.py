"""Keeps the machine and its meters on the desk."""

from time import monotonic
from typing import Final

from PySide6.QtCore import QObject, QTimer

from launcher.actions.machine import look, look_with_engine, on_gpu
from launcher.actions.parts import Parts
from launcher.actions.refreshed import differs, refreshed
from launcher.hardware.facts import Machine
from launcher.hardware.meters import Meters, Reading
from ui.bridge.background import Background
from ui.bridge.latest import Latest
from ui.desk import Desk

METER_MS: Final = 1000
FACTS_MS: Final = 30_000  # what plans are made for is looked at again this often
SELDOM: Final = 3.0  # seconds; plans follow the meters no more often


class MachineErrand(QObject):
    """Looks at once without the engine, then with it; reads the meters every second."""

    def __init__(self, parts: Parts, desk: Desk, background: Background) -> None:
        super().__init__(desk)
        self._parts = parts
        self._desk = desk
        self._background = background
        self._looks = Latest(background, self)  # what was seen before an engine changed is dropped
        self._meters = Meters(names=True)
        self._reading = False
        self._followed = 0.0  # when plans last followed the meters
        self._timer = QTimer(self)
        self._timer.setInterval(METER_MS)
        self._timer.timeout.connect(self._on_timer_timeout)
        self._slow = QTimer(self)
        self._slow.setInterval(FACTS_MS)
        self._slow.timeout.connect(self.look_again)

    def start(self) -> None:
        """Begin; the first facts arrive within a fraction of a second."""
        self._background.run(
            lambda: look(self._parts), to=self, done=self._on_first, failed=self._on_failed
        )
        self._timer.start()
        self._slow.start()
        self._on_timer_timeout()

    def look_again(self) -> None:
        """Read everything anew, the engine's devices included."""
        self._looks.ask(
            lambda: look_with_engine(self._parts), done=self._on_machine, failed=self._on_failed
        )

    def stop(self) -> None:
        """No more readings."""
        self._timer.stop()
        self._slow.stop()
        self._meters.close()

    def _on_first(self, machine: Machine) -> None:
        if self._desk.now.machine is None:
            self._desk.put(machine=machine)
        self.look_again()

    def _on_machine(self, machine: Machine) -> None:
        self._desk.put(machine=machine)

    def _on_timer_timeout(self) -> None:
        if self._reading:
            return
        self._reading = True
        pids = self._parts.worker_pids()
        now = self._desk.now
        rest = now.loading is None and not on_gpu(now.loaded)
        self._background.run(
            lambda: self._meters.read(pids, now.machine, rest=rest),
            to=self,
            done=self._on_reading,
            failed=self._on_reading_failed,
        )

    def _on_reading(self, reading: Reading) -> None:
        self._reading = False
        self._desk.put(reading=reading)
        self._follow(reading)

    def _follow(self, reading: Reading) -> None:
        """Let plans know what is free now; not while a model is on its way in or out."""
        machine, now = self._desk.now.machine, monotonic()
        if machine is None or self._desk.now.loading is not None:
            return
        if now - self._followed >= SELDOM and differs(machine, reading):
            self._followed = now
            self._desk.put(machine=refreshed(machine, reading))

    def _on_reading_failed(self, _error: Exception) -> None:
        self._reading = False  # the meters stay as they were; the next reading may succeed

    def _on_failed(self, _error: Exception) -> None:
        """The page keeps showing what it has; the probes note what they could not tell."""
