"""What the dialog for another computer offers and says. No Qt."""

from dataclasses import dataclass
from typing import Final

from launcher.actions.imagine import RAM_SIZES, imagined, known_cards, summary
from launcher.errors import SnugError
from launcher.hardware.facts import DeviceKind, Machine
from launcher.memory.devices import shares_main_memory
from launcher.sentences import sentence_of
from launcher.units import GIB, size_text

NONE: Final = "none"
TYPED: Final = "typed"
HERE: Final = "here"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a person entered: GiB of RAM (None: as here) and GPUs in words (empty: none)."""

    ram: float | None
    gpus: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The computer that came of it, or the sentence why none did."""

    machine: Machine | None
    words: str


def ram_options(machine: Machine) -> list[tuple[object, str]]:
    """As here, the sizes computers are sold with, and one's own."""
    here = (HERE, f"As here, {size_text(machine.memory.usable_total)}")
    sold = [(float(size), f"{size} GiB") for size in RAM_SIZES]
    return [here, *sold, (TYPED, "Another size")]


def gpu_options() -> list[tuple[object, str]]:
    """None, the cards that are known, and one's own words."""
    cards = [(card.name, _card(card.name, card.gib)) for card in known_cards()]
    return [(NONE, "No graphics card"), *cards, (TYPED, "Others, or several")]


def answer(machine: Machine, wanted: Wanted) -> Answer:
    """What such a computer is, in one sentence."""
    ram = wanted.ram
    if ram is None and not _is_shared(wanted.gpus):
        ram = machine.memory.usable_total / GIB
    try:
        other = imagined(machine, ram=ram, gpus=wanted.gpus.strip() or None)
    except SnugError as error:
        said = sentence_of(error)
        return Answer(machine=None, words=f"{said.what} {said.next}")
    return Answer(
        machine=other, words=f"{summary(other)}. Nothing else runs on it.{_shared(other)}"
    )


def _is_shared(gpus: str) -> bool:
    return any(card.shared and card.name == gpus.strip() for card in known_cards())


def _shared(machine: Machine) -> str:
    for device in machine.devices:
        if device.kind is not DeviceKind.CPU and shares_main_memory(device.name, device.kind):
            return f" The GPU may use {size_text(device.total)} of the same memory."
    return ""


def _card(name: str, gib: float) -> str:
    return name if name.endswith("GB") else f"{name}, {gib:g} GiB"
