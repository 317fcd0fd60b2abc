"""How fast a device reads its memory, and the measuring of it, in words. No Qt."""

from collections.abc import Sequence
from typing import Final

from launcher.hardware.facts import Device, DeviceKind, Machine
from launcher.hardware.pace import Pace
from launcher.memory.devices import engine_devices
from launcher.planning.bandwidth import card_bandwidth, chip_bandwidth
from launcher.planning.speed import PRINTED
from launcher.sentences import Sentence

SECONDS_EACH: Final = 3  # about what measuring a device takes
UNKNOWN: Final = "How fast it reads its memory is unknown"
LOADS: Final = Sentence(
    what="A model is being loaded, and the two would slow each other down.",
    next="Measure when it is loaded.",
)
ANSWERS: Final = Sentence(
    what="An answer is being written, and the two would slow each other down.",
    next="Measure when it has ended, or stop it.",
)
STOPPED: Final = Sentence(what="Measuring was stopped, and nothing was kept.", next="")


def pace_words(device: Device, machine: Machine, pace: Pace | None) -> str:
    """'Reads weights at 38 GB/s, measured here on 21 November 2026'."""
    if pace is None:
        return UNKNOWN
    if pace.measured:
        return f"Reads weights at {rate_words(pace.bandwidth)}, {pace.source}"
    memory = machine.memory.usable_total
    printed = card_bandwidth(device) or chip_bandwidth(device, memory)
    if printed is not None and pace.spread <= PRINTED:
        return f"Its memory reads {rate_words(printed)} as printed by the maker"
    return f"Memory bandwidth {pace.source}"


def rate_words(bandwidth: float) -> str:
    """Bytes a second as '38 GB/s'."""
    rate = bandwidth / 1e9
    return f"{rate:,.0f} GB/s" if rate >= 10 else f"{rate:.1f} GB/s"


def seconds_to_measure(machine: Machine) -> int:
    """About how long measuring this computer takes."""
    cards = [one for one in engine_devices(machine) if one.kind is not DeviceKind.RPC]
    return SECONDS_EACH * (1 + len(cards))


def offer_words(seconds: int) -> str:
    """What stands on the button."""
    return f"Measure speed ({seconds} seconds)"


def under_way_words(device: str, left: float) -> str:
    """While it goes on: 'Measuring AMD Ryzen 7: about 2 seconds left'."""
    seconds = max(1, round(left))
    return f"Measuring {device}: about {seconds} second{'s' if seconds > 1 else ''} left"


def result_words(paces: Sequence[Pace], machine: Machine) -> str:
    """What was found, in a sentence."""
    names = {one.name: _called(one) for one in machine.devices}
    found = [f"{names.get(one.device, one.device)} {rate_words(one.bandwidth)}" for one in paces]
    return f"Measured: {', '.join(found)}." if found else "Nothing could be measured."


def _called(device: Device) -> str:
    return device.description or device.name
