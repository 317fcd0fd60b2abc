"""What the first page says: this computer in four lines, what matters, and three picks. No Qt."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from launcher.choosing.pick import Pick
from launcher.choosing.wish import Priority, Purpose
from launcher.hardware.facts import Device, DeviceKind, Machine
from launcher.memory.estimate import Basis
from launcher.memory.fit import Fit
from launcher.planning.speed import Speed
from launcher.units import gib, size_text
from ui.text.panel import DeviceView, PartView
from ui.text.room import FOR_A_MODEL, best_device, where_words
from ui.text.words import PartKind

PRIORITIES: Final = (
    (Priority.BEST, "Best answers"),
    (Priority.BALANCED, "Balanced"),
    (Priority.FASTEST, "Fastest"),
    (Priority.LONGEST, "Longest memory"),
)
PURPOSES: Final = (
    (Purpose.CHAT, "For talking"),
    (Purpose.CODE, "For code"),
    (Purpose.REASONING, "For reasoning"),
    (Purpose.VISION, "For pictures"),
    (Purpose.SMALL, "Small and quick"),
)
COUNTS: Final = ("None", "One that fits", "Two that fit", "Three that fit")


@dataclass(frozen=True, slots=True, kw_only=True)
class ComputerLine:
    """One part of the computer: what it is, and what of it counts now."""

    icon: str
    title: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ComputerView:
    """The computer in four lines, and how much room it has for a model."""

    lines: tuple[ComputerLine, ...]
    figure: str  # GiB
    words: str
    bar: DeviceView
    others: str
    reserve: str
    imagined: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One figure of a pick and where it comes from."""

    label: str
    value: str
    basis: Basis | None = None
    told: str = ""  # where it comes from, in a sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class PickView:
    """A pick as its card says it. `key` tells it from the others."""

    key: str
    name: str
    fit: Fit
    reason: str
    facts: tuple[Fact, ...]
    runner_up: str
    why: tuple[str, ...]
    notes: str  # what the Hub says of it
    size: int

    @property
    def sentence(self) -> str:
        """The card, for those who hear it."""
        figures = ", ".join(f"{fact.label} {fact.value}" for fact in self.facts)
        return f"{self.name}, {self.fit.replace('_', ' ')}. {self.reason} {figures}."


def computer_view(machine: Machine, *, reserve: int) -> ComputerView:
    """This machine as the first page has it; `reserve` in bytes."""
    best = best_device(machine)
    return ComputerView(
        lines=tuple(_lines(machine, best)),
        figure=f"{gib(max(0, best.free - reserve)):.1f}",
        words=f"{FOR_A_MODEL}, {where_words(best)}",
        bar=_bar(best, reserve),
        others=f"Other programs {gib(max(0, best.total - best.free)):.1f}",
        reserve=f"Reserve {gib(min(reserve, best.free)):.1f}",
        imagined=machine.imagined,
    )


def pick_views(picks: Sequence[Pick]) -> tuple[PickView, ...]:
    """The picks in their order."""
    return tuple(_pick(pick) for pick in picks)


def heading(count: int) -> str:
    """'Three that fit'."""
    return COUNTS[count] if count < len(COUNTS) else f"{count} that fit"


def speed_words(speed: Speed | None) -> str:
    """'44–52 tokens/s'; 'unknown' where nothing is known of a device."""
    if speed is None:
        return "unknown"
    low, high = (_rate(value) for value in (speed.low, speed.high))
    return f"{low} tokens/s" if low == high else f"{low}–{high} tokens/s"


def _rate(value: float) -> str:
    return f"{value:.0f}" if value >= 10 else f"{value:.1f}"


def _lines(machine: Machine, best: Device) -> Iterator[ComputerLine]:
    cpu = machine.cpu
    cores = "1 core" if cpu.physical_cores == 1 else f"{cpu.physical_cores} cores"
    uses = f"; the engine uses {cpu.features[-1]}" if cpu.features else ""
    yield ComputerLine(icon="cpu", title=cpu.name, detail=f"{cores}{uses}")
    memory = machine.memory
    yield ComputerLine(
        icon="ram",
        title=f"{size_text(memory.usable_total)} of RAM",
        detail=f"{size_text(memory.available)} free now",
    )
    yield _graphics(machine, best)
    for disk in machine.disks[:1]:
        yield ComputerLine(
            icon="disk", title=f"{size_text(disk.free)} free on disk", detail="for models"
        )


def _graphics(machine: Machine, best: Device) -> ComputerLine:
    if best.kind is not DeviceKind.CPU:
        title = f"{best.description}, {size_text(best.total)}"
        detail = f"{size_text(best.free)} free; the engine can use it"
        return ComputerLine(icon="gpu", title=title, detail=detail)
    others = [one for one in machine.devices if one.kind is not DeviceKind.CPU]
    if others:
        reason = others[0].reason or "The engine works in main memory all the same"
        return ComputerLine(icon="gpu", title=others[0].description, detail=reason.rstrip("."))
    return ComputerLine(icon="gpu", title="No graphics card", detail="the processor does the work")


def _bar(best: Device, reserve: int) -> DeviceView:
    others = max(0, best.total - best.free)
    kept = min(reserve, best.free)
    sizes = (
        (PartKind.OTHER, others),
        (PartKind.RESERVE, kept),
        (PartKind.FREE, best.free - kept),
    )
    return DeviceView(
        name=best.name,
        title=best.description or "RAM",
        capacity=best.total,
        parts=tuple(PartView(kind=kind, size=size) for kind, size in sizes if size > 0),
        reserve=reserve,
    )


def _pick(pick: Pick) -> PickView:
    file = pick.file
    return PickView(
        key=file.key,
        name=file.model,
        fit=file.fit,
        reason=pick.reason,
        facts=tuple(_facts(pick)),
        runner_up=_runner_up(pick),
        why=pick.why,
        notes=" ".join(pick.notes),
        size=file.size,
    )


def _facts(pick: Pick) -> Iterator[Fact]:
    file = pick.file
    yield Fact(label="Download", value=f"{gib(file.size):.2f} GiB", basis=Basis.ARITHMETIC)
    yield Fact(
        label="Quantization",
        value=file.variant,
        basis=file.judged.basis,
        told=f"{file.judged.words}: {file.judged.because}" if file.judged.because else "",
    )
    speed = file.speed
    yield Fact(
        label="Answers",
        value=speed_words(speed),
        basis=speed.basis if speed else None,
        told=speed.because if speed else "Nothing is known of this computer's bandwidth.",
    )
    longest = "unknown" if file.longest is None else f"{file.longest:,} tokens"
    yield Fact(
        label="Longest context",
        value=longest,
        basis=Basis.ARITHMETIC if file.longest is not None else None,
    )


def _runner_up(pick: Pick) -> str:
    if pick.runner_up is None:
        return ""
    return f"Next: {pick.runner_up}. {pick.why_not}" if pick.why_not else pick.runner_up
