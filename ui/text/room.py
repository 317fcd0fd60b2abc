"""Where a model would lie on this computer, and how much room there is. No Qt."""

from typing import Final

from launcher.hardware.facts import Device, DeviceKind, Machine

FOR_A_MODEL: Final = "for a model and its conversation"


def best_device(machine: Machine) -> Device:
    """The GPU with most free memory that the engine can use, else main memory."""
    gpus = [d for d in machine.devices if d.kind is DeviceKind.GPU and d.usable]
    if gpus:
        return max(gpus, key=lambda d: d.free)
    memory = machine.memory
    return Device(
        name="RAM",
        description="",
        kind=DeviceKind.CPU,
        total=memory.usable_total,
        free=memory.available,
    )


def where_words(device: Device) -> str:
    """'wholly on the GPU', 'in main memory'."""
    return "wholly on the GPU" if device.kind is not DeviceKind.CPU else "in main memory"
