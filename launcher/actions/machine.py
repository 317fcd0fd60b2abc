"""Look at this machine: the probes' facts and the engine's own device list as one value.

Also as it would be without the model that is loaded now: whoever judges another model
judges it for the machine it would find.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from launcher.actions.load import LoadedModel
from launcher.actions.parts import Parts
from launcher.errors import EngineError
from launcher.hardware.detect import detect
from launcher.hardware.facts import Device, DeviceKind, Holder, Machine, Memory
from launcher.memory.choices import LoadMode
from launcher.memory.devices import shares_main_memory
from launcher.protocol.messages import DeviceUse, Hello
from launcher.sentences import sentence_of
from launcher.units import MIB

BARE: Final = 128 * MIB  # what both workers keep after unloading (measured: 119 to 131 MiB)


def look(parts: Parts, hello: Hello | None = None) -> Machine:
    """The machine as it is now. With `hello` the engine's own device list is merged in."""
    return detect(models_folder=parts.models_folder(), hello=hello)


def look_with_engine(parts: Parts) -> Machine:
    """The machine with the engine's word; where the engine does not start, a note says why.

    Starts the planning worker (about 0.2 s), which the estimates need anyway.
    """
    try:
        hello = parts.planner.hello()
    except EngineError as error:
        machine, said = look(parts), sentence_of(error)
        return replace(machine, notes=(*machine.notes, f"{said.what} {said.next}"))
    return look(parts, hello)


def as_if_unloaded(machine: Machine, loaded: LoadedModel | None) -> Machine:
    """The machine as it would be without the loaded model; itself where none is loaded.

    Main memory gets back what the workers were seen to hold when the machine was looked
    at, no more than the engine took there; a GPU what the engine took, no more than its
    driver counts as ours or as used. Another computer (RPC) tells what is free when the
    engine starts and not again, so its figure is left as it is.
    """
    back = _given_back(machine, loaded)
    if not back.main and not any(back.gpus.values()):
        return machine
    main = _more(machine.memory, back)
    devices = tuple(_without(device, back, main) for device in machine.devices)
    engine = machine.engine
    if engine:
        engine = replace(engine, devices=tuple(_without(d, back, main) for d in engine.devices))
    return replace(machine, memory=main, devices=devices, engine=engine)


def gives_back(machine: Machine, loaded: LoadedModel | None) -> int:
    """Bytes that unloading the model sets free, on all devices together."""
    back = _given_back(machine, loaded)
    return back.main + sum(back.gpus.values())


def on_gpu(loaded: LoadedModel | None) -> bool:
    """Whether any of the loaded model lies on a GPU of this computer or in another one."""
    return loaded is not None and any(
        use.kind != DeviceKind.CPU and _sum(use) for use in loaded.loaded.devices
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Back:
    """Bytes given back: to main memory in all, of these by our processes, and to each GPU."""

    main: int = 0
    processes: int = 0
    gpus: Mapping[str, int]


def _given_back(machine: Machine, loaded: LoadedModel | None) -> _Back:
    if loaded is None or machine.imagined:
        return _Back(gpus={})
    uses = {use.name: use for use in loaded.loaded.devices}
    known = [(device, uses[device.name]) for device in machine.devices if device.name in uses]
    memory = machine.memory
    used = max(0, memory.usable_total - memory.available)
    gpus = [
        (device, use)
        for device, use in known
        if device.usable and device.kind in (DeviceKind.GPU, DeviceKind.IGPU)
    ]
    shared = sum(_sum(u) for d, u in gpus if shares_main_memory(d.name, d.kind))
    processes = _held_in_main_memory(memory, loaded)
    return _Back(
        main=min(used, processes + shared),
        processes=min(used, processes),
        gpus={
            device.name: _on_card(device, use, machine)
            for device, use in gpus
            if not shares_main_memory(device.name, device.kind)
        },
    )


def _held_in_main_memory(memory: Memory, loaded: LoadedModel) -> int:
    """What was seen, for pages that were never touched are not given back; else the plan."""
    planned = sum(_sum(use) for use in loaded.loaded.devices if use.kind == DeviceKind.CPU)
    if memory.own:
        return min(planned, max(0, memory.workers - BARE))
    if loaded.choices.load is LoadMode.MMAP:  # the file's own pages count as available
        planned -= sum(
            use.weights - use.repacked
            for use in loaded.loaded.devices
            if use.kind == DeviceKind.CPU
        )
    return max(0, planned)


def _on_card(device: Device, use: DeviceUse, machine: Machine) -> int:
    """Where the driver does not tell what is free, nothing was counted as taken either."""
    if not any(gpu.pci == device.pci and gpu.free is not None for gpu in machine.gpus):
        return 0
    ours = [holder.held for holder in device.holders if holder.own]
    return min(_sum(use), device.total - device.free, *ours)


def _more(memory: Memory, back: _Back) -> Memory:
    return replace(
        memory,
        available=min(memory.usable_total, memory.available + back.main),
        own=max(0, memory.own - back.processes),
        workers=max(0, memory.workers - back.processes),
        holders=_less(memory.holders, back.processes),
    )


def _without(device: Device, back: _Back, main: Memory) -> Device:
    if device.kind is DeviceKind.CPU:
        return replace(device, free=main.available, holders=main.holders)
    if device.usable and shares_main_memory(device.name, device.kind):
        return replace(device, free=min(device.total, main.available))
    less = back.gpus.get(device.name, 0)
    return replace(device, free=device.free + less, holders=_less(device.holders, less))


def _less(holders: tuple[Holder, ...], size: int) -> tuple[Holder, ...]:
    lighter = (replace(one, held=max(0, one.held - size)) if one.own else one for one in holders)
    return tuple(sorted((one for one in lighter if one.held), key=lambda one: -one.held))


def _sum(use: DeviceUse) -> int:
    return use.weights + use.kv + use.recurrent + use.compute + use.output + use.mmproj
