"""What is asked about a plan and what was found, as values, and what stands for a like one."""

from dataclasses import dataclass, replace

from launcher.actions.fit import Fitting
from launcher.hardware.facts import DeviceKind, Machine
from launcher.measurement.receipt import Receipt
from launcher.memory.anatomy import Same
from launcher.memory.choices import Choices
from launcher.memory.estimate import Estimate
from launcher.memory.fit import longest_asked


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a question is about, the choices aside."""

    model: Same
    machine: Machine
    reserve: int

    def is_like(self, other: "About") -> bool:
        """Whether no more differs than what is free just now: an answer for one may stand for
        the other until its own comes."""
        return (self.model, self.reserve, _size(self.machine)) == (
            other.model,
            other.reserve,
            _size(other.machine),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Choices, and what they are tried on."""

    about: About
    choices: Choices

    @property
    def timeless(self) -> tuple[Choices, int]:
        """What the longest context and the prices depend on: everything but the context.

        Of that only whether it is more than the model was trained for.
        """
        most = longest_asked(self.about.model.facts, self.choices.context)
        return replace(self.choices, context=0), most


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What fits, and what an earlier load of the kind took, for one question."""

    question: Question
    fitting: Fitting
    receipt: Receipt | None


def with_room(shown: Estimate, found: Estimate) -> Estimate:
    """What was shown, with what is free now; where layers lie otherwise now, what was found."""
    several = sum(one.kind is not DeviceKind.CPU for one in found.devices) > 1
    places = [(one.name, one.total, bool(one.sum)) for one in shown.devices]
    if (
        several
        or shown.gpu_layers != found.gpu_layers
        or places != [(one.name, one.total, bool(one.sum)) for one in found.devices]
    ):
        return found
    devices = zip(shown.devices, found.devices, strict=True)
    return replace(shown, devices=tuple(replace(old, free=new.free) for old, new in devices))


def _size(machine: Machine) -> tuple[object, ...]:
    """The machine without what changes from one moment to the next."""
    devices = tuple((device.name, device.total) for device in machine.devices)
    return machine.imagined, machine.memory.usable_total, devices
