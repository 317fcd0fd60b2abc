"""What answers given here say of predicted speeds, remembered for as long as a slider moves."""

import time
from dataclasses import replace
from typing import Final

from launcher.actions.learned import correction_for
from launcher.actions.parts import Parts
from launcher.hardware.facts import Machine
from launcher.measurement.answers import Correction
from launcher.measurement.ledger import Stamp
from launcher.memory.anatomy import Same
from launcher.memory.choices import Choices
from launcher.memory.estimate import Estimate
from launcher.models.facts import ModelFacts

FRESH: Final = 10.0  # seconds; then they are asked again: the mains may be gone, or here


class Corrections:
    """Asks once for each model and placement: the context does not matter to a correction.

    What was kept is forgotten as soon as another answer was learned from, or a file measured.
    """

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._known: dict[tuple[object, ...], Correction | None] = {}
        self._since = 0.0
        self._learned: tuple[Stamp | None, Stamp | None] = (None, None)

    def of(
        self, facts: ModelFacts, choices: Choices, estimate: Estimate, machine: Machine
    ) -> Correction | None:
        """See `learned.correction_for`."""
        learned = self._parts.answers.stamp, self._parts.measured.stamp
        if learned == (None, None):
            return None  # before the first answer
        if learned != self._learned or time.monotonic() - self._since > FRESH:
            self.forget()
            self._learned = learned
        devices = tuple(share.name for share in estimate.devices if share.sum)
        timeless = replace(choices, context=0)
        key = (Same(facts), timeless, estimate.gpu_layers, devices, machine.imagined)
        if key not in self._known:
            found = correction_for(self._parts, facts, choices, estimate, machine)
            self._known[key] = found
        return self._known[key]

    def forget(self) -> None:
        """Ask again: the machine was measured."""
        self._known.clear()
        self._since = time.monotonic()
