"""Main memory twice: what is reserved and what will be seen to be taken, and why they differ.

And what an earlier load of the same kind really took. No Qt.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

from launcher.hardware.facts import DeviceKind, Machine
from launcher.measurement.receipt import DRIVER, MAIN_MEMORY, Line, Receipt
from launcher.memory.choices import Choices, LoadMode
from launcher.memory.estimate import Basis, DeviceShare, Estimate
from launcher.units import MIB, difference_text
from ui.text.memory_titles import title_of

ALIKE: Final = 4 * MIB  # less than this is no gap a person would see
NO_GAP: Final = "Both are the same here."
PAGES_TOO: Final = "The file's pages are counted too and can be given back at once."
UNTOUCHED: Final = "Buffers that are never touched take none."
PROGRAM_TOO: Final = "The program and its vocabulary count too."


@dataclass(frozen=True, slots=True, kw_only=True)
class MainMemoryView:
    """Bytes of main memory, where they come from, and the gap in one line."""

    reserved: int
    reserved_basis: Basis
    resident: int
    resident_basis: Basis
    gap: str


def main_memory_view(estimate: Estimate, choices: Choices) -> MainMemoryView | None:
    """Both figures; None where the plan takes no main memory."""
    cpu = next((one for one in estimate.devices if one.kind is DeviceKind.CPU), None)
    if cpu is None or not cpu.sum:
        return None
    return MainMemoryView(
        reserved=estimate.reserved,
        reserved_basis=estimate.basis.weights,
        resident=estimate.resident,
        resident_basis=estimate.basis.resident,
        gap=_gap(estimate.resident - estimate.reserved, cpu, choices),
    )


def measured_words(receipt: Receipt | None, machine: Machine, today: date) -> str:
    """'Measured here on 20 Nov: +212 MiB compute on RTX 4070'; '' where nothing is notable."""
    if receipt is None or not receipt.notable:
        return ""
    when = receipt.when.astimezone()
    day = f"{when.day} {when:%b}" if when.year == today.year else f"{when.day} {when:%b %Y}"
    line = max(receipt.notable, key=lambda one: abs(one.difference or 0))
    others = len(receipt.notable) - 1
    more = f", and {others} more" if others else ""
    return f"Measured here on {day}: {_told(line, machine)}{more}"


def receipt_words(receipt: Receipt | None, machine: Machine) -> str:
    """What a load came to, in one line: 'As predicted: 1,447 MiB in RAM'; '' before it is known.

    Counted from outside where the system tells, else what the engine says it set aside.
    """
    told = [one for one in receipt.lines if one.measured is not None] if receipt else []
    if receipt is None or not told:
        return ""
    if receipt.notable:
        line = max(receipt.notable, key=lambda one: abs(one.difference or 0))
        more = "more" if (line.difference or 0) > 0 else "less"
        part = "" if line.part in (MAIN_MEMORY, DRIVER) else f" {_PARTS.get(line.part, line.part)}"
        where = _where(line.device, machine)
        return f"{mib_text(abs(line.difference or 0))} {more} than predicted:{part} {where}"
    outside = [one for one in told if one.part in (MAIN_MEMORY, DRIVER)]
    held: dict[str, int] = {}
    for line in outside or told:
        held[line.device] = held.get(line.device, 0) + (line.measured or 0)
    sizes = (f"{mib_text(size)} {_where(name, machine)}" for name, size in held.items() if size)
    return f"As predicted: {', '.join(sizes)}{'' if outside else ' set aside'}"


def _where(device: str, machine: Machine) -> str:
    title = title_of(device, machine)
    return "in RAM" if title == "RAM" else f"on {title}"


def mib_text(size: int) -> str:
    """'1,447 MiB': two figures that are compared have one unit."""
    return f"{round(size / MIB):,} MiB"


def _gap(more: int, cpu: DeviceShare, choices: Choices) -> str:
    """Why they differ: whichever of the reasons in launcher/memory/resident.py weighs most."""
    if abs(more) < ALIKE:
        return NO_GAP
    if more < 0:
        return UNTOUCHED
    twice = choices.load is LoadMode.MMAP and cpu.repacked
    return PAGES_TOO if twice else PROGRAM_TOO


def _told(line: Line, machine: Machine) -> str:
    where = title_of(line.device, machine)
    words = difference_text(line.difference or 0)
    if line.part == MAIN_MEMORY:
        return f"{words} in RAM"
    place = "in RAM" if where == "RAM" else f"on {where}"
    part = "" if line.part == DRIVER else f" {_PARTS.get(line.part, line.part)}"
    return f"{words}{part} {place}"


_PARTS: Final = {
    "weights": "weights",
    "kv": "KV cache",
    "recurrent": "recurrent state",
    "compute": "compute",
    "output": "output",
    "mmproj": "picture reader",
}
