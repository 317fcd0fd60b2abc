"""Measures files in the background, and keeps what was measured on the desk."""

# ruff: noqa: PLC0415  the window starts without all that measuring needs
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from launcher.actions.measuring.evidence import measured_files
from launcher.actions.parts import Parts
from launcher.errors import LoadCancelled, OnBattery
from launcher.measurement.measured_file import MeasuredFile
from launcher.sentences import Sentence
from ui.bridge.background import Background, Job
from ui.bridge.inbox import Inbox
from ui.bridge.latest import Latest
from ui.desk import Desk, OnDesk
from ui.text.failures import sentence_for

if TYPE_CHECKING:
    from launcher.actions.measure import MeasurePlan, MeasureWish, Moment
    from launcher.hardware.facts import Machine

STOPPED = Sentence(
    what="Measuring was stopped; what was measured until then is kept.",
    next="Go on whenever it suits you.",
)


class MeasuringErrand(QObject):
    """One run at a time; the chat comes first (the run waits for it by itself).

    What earlier runs found comes onto the desk with the machine.
    """

    planned = Signal(object, bool)  # MeasurePlan; whether only the battery is against it
    refused = Signal(object)  # Sentence: such a wish cannot be measured
    began = Signal(object)  # MeasurePlan
    reached = Signal(object)  # Moment
    ended = Signal(object)  # tuple[MeasuredFile, ...]
    stopped = Signal(object)  # Sentence: by a person; it can go on
    failed = Signal(object, bool)  # Sentence; whether only the battery is against it

    def __init__(self, parts: Parts, desk: Desk, background: Background) -> None:
        super().__init__(desk)
        self._parts = parts
        self._desk = desk
        self._background = background
        self._plans = Latest(background, self)
        self._kept = Latest(background, self)
        self._moments = Inbox(self, newest_only=True)
        self._moments.arrived.connect(self._on_moments)
        self._early: MeasureWish | None = None  # asked before the machine was looked at
        self._job: Job | None = None
        self._cancelled = False
        desk.changed.connect(self._on_desk_changed)

    @property
    def busy(self) -> bool:
        """Whether a run goes on."""
        return self._job is not None

    def plan(self, wish: "MeasureWish") -> None:
        """Work out what measuring this would take; `planned` or `refused` follows."""
        machine = self._desk.now.machine
        self._early = wish if machine is None else None
        if machine is None:
            return
        self._plans.ask(
            lambda: _planned(self._parts, wish, machine),
            done=lambda found: self.planned.emit(*found),
            failed=lambda error: self.refused.emit(sentence_for(error)),
        )

    def drop_plan(self) -> None:
        """Want no answer to what was asked so far."""
        self._early = None
        self._plans.drop()

    def measure(self, plan: "MeasurePlan") -> None:
        """Begin the run, unless one goes on."""
        if self.busy:
            return
        self._cancelled = False
        self.began.emit(plan)
        self._job = self._background.run(
            lambda: self._measure(plan),
            to=self,
            done=self._on_measured,
            failed=self._on_failed,
        )

    def stop(self) -> None:
        """Stop the run; what it has measured is kept."""
        if self.busy:
            self._cancelled = True
            self._parts.measurer.stop()  # the run ends with LoadCancelled

    def look_up(self) -> None:
        """What was measured on this computer before."""
        machine = self._desk.now.machine
        if machine is not None:
            self._kept.ask(
                lambda: measured_files(self._parts, machine),
                done=lambda files: self._desk.put(measured=files),
                failed=lambda _error: None,  # a page without earlier results can still measure
            )

    def _measure(self, plan: "MeasurePlan") -> tuple[MeasuredFile, ...]:
        from launcher.actions.measure import measure

        return measure(self._parts, plan, self._tell)

    def _tell(self, moment: "Moment") -> None:
        """On the run's thread, which may have begun after it was stopped."""
        if self._cancelled:
            raise LoadCancelled
        self._moments.post(moment)

    def _on_moments(self, moments: "list[Moment]") -> None:
        if self.busy:
            self.reached.emit(moments[-1])

    def _on_measured(self, files: tuple[MeasuredFile, ...]) -> None:
        self._job = None
        self.look_up()
        self.ended.emit(files)

    def _on_failed(self, error: Exception) -> None:
        self._job = None
        self.look_up()
        if isinstance(error, LoadCancelled):
            self.stopped.emit(STOPPED)
        else:
            self.failed.emit(sentence_for(error), isinstance(error, OnBattery))

    def _on_desk_changed(self, before: OnDesk, now: OnDesk) -> None:
        if now.machine is not None and before.machine is None:
            self.look_up()
            if self._early is not None:
                self.plan(self._early)


def _planned(parts: Parts, wish: "MeasureWish", machine: "Machine") -> tuple["MeasurePlan", bool]:
    """The plan, and whether only the battery is against it."""
    from launcher.actions.measure import low_charge, measure_plan

    return measure_plan(parts, wish, machine), not wish.on_battery and low_charge() is not None
