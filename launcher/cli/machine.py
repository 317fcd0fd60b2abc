"""`snug hardware`: what this computer is, and how fast where that was measured."""

import argparse

from launcher.actions.machine import look_with_engine
from launcher.actions.pace import measure_pace, measured_here
from launcher.actions.parts import Parts
from launcher.cli.output import Output
from launcher.hardware.facts import Device, Holder, Machine
from launcher.measurement.paces import MeasuredPace
from launcher.protocol.messages import EngineModule
from launcher.units import size_text

COMMON = ("Q8_0", "Q6_K", "Q5_K", "Q4_K", "Q4_0", "IQ4_XS", "Q3_K", "IQ3_S", "Q2_K")  # types told


def hardware(arguments: argparse.Namespace, parts: Parts, output: Output) -> int:
    """Answer with the machine as the probes and the engine see it, measured before if asked."""
    machine = look_with_engine(parts)
    if arguments.measure:
        measure_pace(
            parts,
            machine,
            lambda device: output.status(f"Measuring {device.description or device.name}…"),
        )
        output.status("")
    paces = measured_here(parts, machine)
    output.answer(
        _keys(machine) | {"pace": [_pace(one) for one in paces]},
        "\n".join([_words(machine), *map(_pace_words, paces)]),
    )
    return 0


def _pace(one: MeasuredPace) -> dict[str, object]:
    """Bytes a second, seconds a layer, operations a second."""
    return {
        "device": one.pace.device,
        "bandwidth": one.pace.bandwidth,
        "per_layer": one.pace.per_layer,
        "compute": one.pace.compute,
        "when": one.when.isoformat(),
    }


def _pace_words(one: MeasuredPace) -> str:
    pace = one.pace
    told = (
        f"Pace       {pace.device} reads {pace.bandwidth / 1e9:.1f} GB/s of weights and takes "
        f"{pace.per_layer * 1e6:.0f} µs a layer beside, {pace.source}"
    )
    types = [kind for kind in pace.types if kind.type in COMMON]
    types.sort(key=lambda kind: -kind.bandwidth)
    rates = ", ".join(f"{kind.type} {kind.bandwidth / 1e9:.1f}" for kind in types)
    return f"{told}\n           by type, in GB/s: {rates}" if rates else told


def _keys(machine: Machine) -> dict[str, object]:
    engine = machine.engine
    return {
        "cpu": {
            "name": machine.cpu.name,
            "physical_cores": machine.cpu.physical_cores,
            "logical_cores": machine.cpu.logical_cores,
            "features": list(machine.cpu.features),
        },
        "memory": {
            "total": machine.memory.total,
            "available": machine.memory.available,
            "limit": machine.memory.limit,
        },
        "devices": [_device(device) for device in machine.devices],
        "processes": [
            {"name": one.name, "held": one.held, "device": device.name, "own": one.own}
            for device in machine.devices
            for one in device.holders
        ],
        "disks": [
            {"folder": str(disk.folder), "total": disk.total, "free": disk.free}
            for disk in machine.disks
        ],
        "engine": {
            "version": engine.version if engine else None,
            "build": engine.build if engine else None,
            "folder": engine.folder or None if engine else None,
            "devices": [_device(device) for device in engine.devices] if engine else [],
            "modules": [_module(module) for module in engine.modules] if engine else [],
        },
    }


def _module(module: EngineModule) -> dict[str, object]:
    return {"name": module.name, "loaded": module.loaded, "reason": module.reason or None}


def _device(device: Device) -> dict[str, object]:
    return {
        "name": device.name,
        "description": device.description,
        "kind": str(device.kind),
        "total": device.total or None,
        "free": device.free if device.total else None,
        "usable": device.usable,
        "reason": device.reason,
    }


def _words(machine: Machine) -> str:
    cpu, memory = machine.cpu, machine.memory
    lines = [
        f"Processor  {cpu.name}, {cpu.physical_cores} cores ({cpu.logical_cores} threads)",
        f"           the engine uses {', '.join(cpu.features) or 'no special instructions'}",
        f"Memory     {size_text(memory.usable_total)}, {size_text(memory.available)} free",
    ]
    lines += _held(machine.memory.holders)
    for device in machine.devices:
        if device.kind == "cpu":
            continue
        known = f"{size_text(device.total)}, {size_text(device.free)} free"
        memory_words = known if device.total else "its driver does not tell its memory"
        lines.append(f"GPU        {device.description}, {memory_words}")
        if not device.usable:
            lines.append(f"           not usable: {device.reason}")
        lines += _held(device.holders)
    lines += [f"Disk       {size_text(d.free)} free in {d.folder}" for d in machine.disks]
    if machine.engine:
        lines.append(f"Engine     {machine.engine.version} ({machine.engine.build})")
    lines += [f"Note       {note}" for note in machine.notes]
    return "\n".join(lines)


def _held(holders: tuple[Holder, ...]) -> list[str]:
    """Who holds it, the largest first; what the system does not tell is not there."""
    return [f"           {size_text(one.held)} held by {one.name}" for one in holders]
