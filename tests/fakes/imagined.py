"""Computers for planning: memory and cards by name, all of it free unless said."""

from dataclasses import replace

from launcher.actions.imagine import imagined
from launcher.hardware.facts import Cpu, DeviceKind, Machine, Memory
from launcher.units import GIB

HERE = Machine(
    cpu=Cpu(name="A processor", physical_cores=8, logical_cores=16, features=("AVX2",)),
    memory=Memory(total=32 * GIB, available=32 * GIB),
)


def a_computer(
    *, ram: float | None = None, gpus: str | None = None, free: float | None = None
) -> Machine:
    """`ram` and `free` in GiB; `free` is what other programs leave of main memory."""
    machine = imagined(HERE, ram=ram, gpus=gpus)
    if free is None:
        return machine
    left = int(free * GIB)
    shared = (DeviceKind.CPU, DeviceKind.IGPU)
    devices = tuple(
        replace(device, free=min(device.free, left)) if device.kind in shared else device
        for device in machine.devices
    )
    return replace(machine, memory=replace(machine.memory, available=left), devices=devices)
