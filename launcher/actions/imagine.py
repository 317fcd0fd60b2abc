"""Another computer than this one, for asking what a model would take there."""

import json
from dataclasses import replace
from typing import Final

from launcher.errors import UnknownChoice
from launcher.hardware.facts import Device, DeviceKind, Machine
from launcher.paths import RESOURCES
from launcher.units import GIB

MOST: Final = 1 << 20  # GiB; more memory than this is a slip of the keyboard


def imagined(machine: Machine, *, ram: float | None, gpus: str | None) -> Machine:
    """The machine with other memory (GiB). With `ram` alone it has no GPU; all of it is free.

    `gpus` is 'GiB[,GiB…]' or a card's name from the table of known cards.
    Raises UnknownChoice where neither fits.
    """
    if ram is None and gpus is None:
        return machine
    memory = machine.memory
    if ram is not None:
        size = _bytes(ram, "ram")
        memory = replace(memory, total=size, available=size, limit=None, own=0)
    cpu = Device(
        name="CPU",
        description=machine.cpu.name,
        kind=DeviceKind.CPU,
        total=memory.total,
        free=memory.available,
    )
    cards = _cards(gpus) if gpus else ()
    return replace(machine, memory=memory, gpus=(), devices=(cpu, *cards), imagined=True)


def known_cards() -> dict[str, float]:
    """Memory of well-known graphics cards in GiB, by name."""
    text = RESOURCES.joinpath("hardware", "cards.json").read_text("utf-8")
    table: dict[str, float] = json.loads(text)["memory_gib"]
    return table


def _cards(words: str) -> tuple[Device, ...]:
    try:
        sizes = [(f"GPU{n}", float(part)) for n, part in enumerate(words.split(","))]
    except ValueError:
        sizes = [_named(words)]
    return tuple(
        Device(
            name=name,
            description=name,
            kind=DeviceKind.GPU,
            total=_bytes(size, "gpu"),
            free=_bytes(size, "gpu"),
        )
        for name, size in sizes
    )


def _bytes(size: float, what: str) -> int:
    """GiB as bytes."""
    if not 0 < size <= MOST:  # NaN is not either
        raise UnknownChoice(what, f"{size:g}", ("a number of GiB, such as 12",))
    return int(size * GIB)


def _named(words: str) -> tuple[str, float]:
    table = known_cards()
    wanted = _plain(words)
    for name, size in table.items():
        if _plain(name) == wanted:
            return name, size
    near = tuple(name for name in table if wanted in _plain(name))[:8]
    raise UnknownChoice("gpu", words, near or ("a number of GiB, such as 12",))


def _plain(name: str) -> str:
    for maker in ("nvidia", "geforce", "amd", "radeon", "intel"):
        name = name.lower().replace(maker, "")
    return "".join(name.split())
