"""The best way to hold an asked context on these devices: a plan to be read and edited."""

from dataclasses import dataclass

from launcher.memory.choices import Choices
from launcher.memory.estimate import Estimate
from launcher.memory.fit import Fit


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One decision of the plan and why: 'Experts of 12 layers in RAM', '… is cheaper than …'."""

    what: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AutoFit:
    """Choices that were found, what they take, how they lie, and the decisions in their order."""

    choices: Choices
    estimate: Estimate
    fit: Fit
    steps: tuple[Step, ...]
