"""The machine as the meters last saw it: all that was known, and what is free just now."""

from dataclasses import replace
from typing import Final

from launcher.hardware.facts import Device, DeviceKind, Gpu, Machine, Memory
from launcher.hardware.readings import GpuReading, Reading
from launcher.memory.devices import shares_main_memory
from launcher.units import MIB

LEAST_BYTES: Final = 128 * MIB
LEAST_SHARE: Final = 0.01  # of a device's total; whichever of the two is less is told


def refreshed(machine: Machine, reading: Reading) -> Machine:
    """The machine with the reading's figures for main memory and every GPU that was read."""
    gpus = {gpu.name: gpu for gpu in reading.gpus}
    memory = reading.memory
    if not memory.holders:  # the meters have not yet asked every program
        memory = replace(memory, holders=machine.memory.holders)
    engine = machine.engine
    if engine:
        devices = tuple(_device(one, memory, gpus) for one in engine.devices)
        engine = replace(engine, devices=devices)
    return replace(
        machine,
        memory=memory,
        gpus=tuple(_gpu(one, reading.gpus) for one in machine.gpus),
        devices=tuple(_device(one, memory, gpus) for one in machine.devices),
        engine=engine,
    )


def differs(machine: Machine, reading: Reading) -> bool:
    """Whether so much more or less is free, or held by us, that a plan should follow."""
    before, now = machine.memory, reading.memory
    if any(
        _much(one, other, now.usable_total)
        for one, other in ((before.available, now.available), (before.workers, now.workers))
    ):
        return True
    known = {device.name: device for device in machine.devices}
    return any(
        _much(known[gpu.name].free, gpu.free, gpu.total)
        for gpu in reading.gpus
        if gpu.name in known and _has_its_own(known[gpu.name])
    )


def _much(before: int, now: int, total: int) -> bool:
    return abs(now - before) >= min(LEAST_BYTES, LEAST_SHARE * total)


def _has_its_own(device: Device) -> bool:
    return device.kind is DeviceKind.GPU and not shares_main_memory(device.name, device.kind)


def _device(device: Device, memory: Memory, gpus: dict[str, GpuReading]) -> Device:
    if device.kind is DeviceKind.CPU:
        return replace(device, free=memory.available, holders=memory.holders)
    read = gpus.get(device.name)
    if _has_its_own(device):
        return replace(device, free=read.free, holders=read.holders) if read else device
    if device.usable and device.kind in (DeviceKind.GPU, DeviceKind.IGPU):
        return replace(device, free=min(device.total, memory.available))
    return device


def _gpu(gpu: Gpu, readings: tuple[GpuReading, ...]) -> Gpu:
    read = next((one for one in readings if gpu.pci and one.pci == gpu.pci), None)
    if read is None or gpu.free is None or gpu.integrated:
        return gpu
    return replace(gpu, free=read.free, holders=read.holders)
