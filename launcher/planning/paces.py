"""How fast each device of a machine answers: as measured here, else from printed bandwidths."""

from collections.abc import Mapping
from typing import Final

from launcher.hardware.facts import Device, DeviceKind, Machine
from launcher.hardware.pace import PER_LAYER, Pace
from launcher.planning.bandwidth import card_bandwidth, chip_bandwidth, ram_bandwidth, reached

RAM_SHARE: Final = 0.8  # of the printed bandwidth that a processor reaches


def paces_of(machine: Machine, measured: tuple[Pace, ...] = ()) -> Mapping[str, Pace]:
    """Each device's pace by the engine's name for it; a device nobody knows is left out.

    What was `measured` here outranks what is printed, but says nothing of an imagined
    computer. Main memory that was not measured is a range, so its pace is a guess.
    """
    known = {} if machine.imagined else {pace.device: pace for pace in measured}
    found: dict[str, Pace] = {}
    for device in machine.devices:
        pace = known.get(device.name) or _printed(device, machine)
        if pace is not None:
            found[device.name] = pace
    return found


def printed_pace(name: str, description: str, rate: float) -> Pace:
    """A device's pace from its printed bandwidth (bytes a second) and what its kind reaches."""
    kind = reached(description)
    return Pace(
        device=name,
        bandwidth=rate * kind.share,
        per_layer=kind.step,
        spread=kind.spread,
        source=f"{description}: {rate / 1e9:.0f} GB/s as printed",
    )


def _printed(device: Device, machine: Machine) -> Pace | None:
    """None for a card that is in no table, and for another computer: its line is unknown."""
    if device.kind is DeviceKind.RPC:
        return None
    memory = machine.memory.usable_total
    if device.kind is DeviceKind.CPU:
        rate = chip_bandwidth(device, memory)
        return _of_ram(device) if rate is None else _of_chip(device, rate)
    rate = card_bandwidth(device) or chip_bandwidth(device, memory)
    if rate is not None:
        return printed_pace(device.name, device.description, rate)
    return _of_ram(device) if device.kind is DeviceKind.IGPU else None


def _of_chip(device: Device, rate: float) -> Pace:
    """A processor that shares its chip's memory."""
    return Pace(
        device=device.name,
        bandwidth=rate * RAM_SHARE * reached(device.description).share,
        per_layer=PER_LAYER,
        source=f"{device.description}: {rate / 1e9:.0f} GB/s as printed",
    )


def _of_ram(device: Device) -> Pace:
    slow, fast = ram_bandwidth()
    return Pace(
        device=device.name,
        bandwidth=(slow + fast) / 2 * RAM_SHARE,
        per_layer=PER_LAYER,
        spread=(fast - slow) / (fast + slow),
        source=f"not measured, so taken as usual: {slow / 1e9:.0f} to {fast / 1e9:.0f} GB/s",
    )
