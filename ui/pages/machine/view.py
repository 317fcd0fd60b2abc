"""What the machine page says, in words and numbers."""

from dataclasses import dataclass, replace
from typing import Final

from launcher.hardware.facts import Device, DeviceKind, Disk, Holder, Machine
from launcher.hardware.meters import Reading
from launcher.hardware.pace import Pace
from launcher.planning.paces import paces_of
from launcher.units import gib, size_text
from ui.text.engine_words import broken_words, variant_words
from ui.text.numbers import with_unit
from ui.text.pace_words import pace_words
from ui.text.room import FOR_A_MODEL, best_device, where_words

NAMED: Final = 4  # programs; who wants them all asks the terminal
NO_BREAK: Final = "\u00a0"  # a program and its figure stay on one line


@dataclass(frozen=True, slots=True, kw_only=True)
class MeterView:
    """A bar: bytes used by others, by Snug, and the total; `words` say it in figures."""

    total: int
    used: int
    own: int
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PartView:
    """One part of the computer. `warning` is a sentence that something cannot be used, and why.

    `pace` says how fast it reads its memory, '' for what runs no model.
    """

    key: str
    icon: str
    title: str
    lines: tuple[str, ...]
    meter: MeterView | None = None
    warning: str = ""
    pace: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MachineView:
    """The page: one figure that matters, the parts, what could not be told."""

    figure: str
    figure_unit: str
    figure_words: str
    parts: tuple[PartView, ...]
    notes: tuple[str, ...]


def machine_view(
    machine: Machine,
    reading: Reading | None,
    *,
    reserve: int,
    room: Machine | None = None,
    measured: tuple[Pace, ...] = (),
) -> MachineView:
    """The page for this machine; live figures come from `reading` where there is one.

    `room` is the machine as if nothing were loaded, where something is; `measured` are the
    paces seen here.
    """
    best = best_device(room or machine)
    free = max(0, best.free - reserve)
    paces = _paces(machine, measured)
    cpu = next((one.name for one in machine.devices if one.kind is DeviceKind.CPU), "")
    parts = [replace(_processor(machine), pace=paces.get(cpu, "")), _memory(machine, reading)]
    parts += [
        replace(_gpu(device, reading), pace=paces.get(device.name, ""))
        for device in machine.devices
        if device.kind is not DeviceKind.CPU
    ]
    parts += [_disk(disk) for disk in machine.disks]
    parts.append(_engine(machine))
    return MachineView(
        figure=f"{gib(free):.1f}",
        figure_unit="GiB",
        figure_words=f"{FOR_A_MODEL}, {where_words(best)}{_once(machine, room)}",
        parts=tuple(parts),
        notes=machine.notes,
    )


def _once(machine: Machine, room: Machine | None) -> str:
    waits = room is not None and best_device(room).free > best_device(machine).free
    return ", once the loaded model is unloaded" if waits else ""


def _paces(machine: Machine, measured: tuple[Pace, ...]) -> dict[str, str]:
    """How fast each device that can be used reads its memory, by the engine's name for it."""
    known = paces_of(machine, measured)
    return {
        device.name: pace_words(device, machine, known.get(device.name))
        for device in machine.devices
        if device.usable
    }


def _processor(machine: Machine) -> PartView:
    cpu = machine.cpu
    threads = f", {cpu.logical_cores} threads" if cpu.logical_cores != cpu.physical_cores else ""
    cores = "1 core" if cpu.physical_cores == 1 else f"{cpu.physical_cores} cores"
    if cpu.features:
        uses = f"The engine uses {', '.join(cpu.features)}"
    elif machine.engine is None:
        uses = "The engine has not said yet what it can use"
    else:
        uses = "The engine uses no special instructions of it"
    return PartView(key="cpu", icon="cpu", title=cpu.name, lines=(f"{cores}{threads}", uses))


def _memory(machine: Machine, reading: Reading | None) -> PartView:
    memory = reading.memory if reading else machine.memory
    total = memory.usable_total
    lines = [f"{size_text(memory.available)} free now"]
    if memory.limit is not None and memory.limit < memory.total:
        lines.append(
            f"A limit of {size_text(memory.limit)} is set for this program; "
            f"the computer has {size_text(memory.total)}"
        )
    lines += _others(memory.holders or machine.memory.holders)
    used = max(0, total - memory.available)
    return PartView(
        key="ram",
        icon="ram",
        title=f"{size_text(total)} of main memory (RAM)",
        lines=tuple(lines),
        meter=MeterView(
            total=total,
            used=used,
            own=min(memory.own, used),
            words=f"{gib(used):.1f} of {gib(total):.1f} GiB in use, Snug {gib(memory.own):.1f}",
        ),
    )


def _gpu(device: Device, reading: Reading | None) -> PartView:
    live = next((g for g in reading.gpus if g.name == device.name), None) if reading else None
    free = live.free if live else device.free
    total = live.total if live else device.total
    own = live.own if live else 0
    known = total > 0
    lines = [f"{size_text(free)} free now"] if known else ["Its driver does not tell its memory"]
    if device.usable:
        lines.append("The engine can use it")
    lines += _others(live.holders if live and live.holders else device.holders)
    used = max(0, total - free)
    meter = MeterView(
        total=total,
        used=used,
        own=min(own, used),
        words=f"{gib(used):.1f} of {gib(total):.1f} GiB in use",
    )
    return PartView(
        key=device.name,
        icon="gpu",
        title=f"{device.description}, {size_text(total)}" if known else device.description,
        lines=tuple(lines),
        meter=meter if known else None,
        warning="" if device.usable else (device.reason or "The engine cannot use it."),
    )


def _others(holders: tuple[Holder, ...]) -> list[str]:
    """The largest others by name: 'firefox 2.10 GiB · code 1.40 GiB'."""
    others = [holder for holder in holders if not holder.own][:NAMED]
    if not others:
        return []
    return [
        " · ".join(f"{one.name} {with_unit(one.held)}".replace(" ", NO_BREAK) for one in others)
    ]


def _disk(disk: Disk) -> PartView:
    return PartView(
        key=f"disk:{disk.folder}",
        icon="disk",
        title=f"{size_text(disk.free)} free on disk",
        lines=(f"Models are kept in {disk.folder}",),
    )


def _engine(machine: Machine) -> PartView:
    engine = machine.engine
    if engine is None:
        return PartView(
            key="engine", icon="play", title="Engine", lines=("Starting, or not available",)
        )
    names = ", ".join(d.name for d in engine.devices) or "no device"
    chosen = variant_words(engine.modules).rstrip(".")
    lines = (f"Build {engine.build}", f"It can use {names}", chosen)
    return PartView(
        key="engine",
        icon="play",
        title=f"Engine: llama.cpp {engine.version}",
        lines=tuple(line for line in lines if line),
        warning="\n".join(broken_words(engine.modules)),  # a missing loader is a note
    )
