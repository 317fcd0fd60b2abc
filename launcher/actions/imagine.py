"""Another computer than this one, for asking what a model would take there.

Nothing else runs on it: all memory that is imagined is free, while RAM that is not named
stays this computer's as it is now. Its processor is taken to be
this one's, as far as weights are rearranged for it; only chips of Apple and NVIDIA that
share their memory with the GPU bring their own.
"""

import json
import re
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

from launcher.errors import CannotImagine
from launcher.hardware.facts import Cpu, Device, DeviceKind, Machine
from launcher.paths import RESOURCES
from launcher.units import GIB

ALL_FREE: Final = (
    "All of its memory is taken to be free; a running system usually holds 2 to 4 GiB."
)
MOST: Final = 1 << 20  # GiB; more memory than this is a slip of the keyboard
MOST_CARD: Final = 1024  # GiB on one card; a greater number is more likely a model's
A_SIZE: Final = "Say it in GiB, such as 12, or name a card, such as RTX 4070."
MOST_GPUS: Final = 16  # llama_max_devices
_COUNTED: Final = re.compile(r"([0-9]{1,9})\s*[xX×]\s*(\S.*)")
RAM_SIZES: Final = (8, 16, 24, 32, 48, 64, 96, 128, 192, 256, 512)  # GiB, as computers are sold
# What llama.cpp's repack rules ask of the processor; every chip listed has them.
CHIP_FEATURES: Final = ("NEON", "ARM_FMA", "FP16_VA", "DOTPROD")
# Metal's recommendedMaxWorkingSetSize: two thirds of memory up to 36 GiB, three quarters above.
SHARED_SMALL: Final = (2, 3)
SHARED_LARGE: Final = (3, 4)
SHARED_LIMIT: Final = 36  # GiB


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A graphics card, or a chip that shares its memory (GiB). `backend` is the engine's name."""

    name: str
    gib: float
    backend: str
    shared: bool = False


def imagined(machine: Machine, *, ram: float | None, gpus: str | None) -> Machine:
    """The machine with other memory (GiB). With `ram` alone it has no GPU; it is all free.

    `gpus` is 'GiB[,GiB…]' or names of known cards, mixed as one likes: '2x RTX 3090, 12'.
    Sizes may carry their unit. Raises CannotImagine where one of them is neither.
    """
    if ram is None and gpus is None:
        return machine
    cards = _cards(gpus) if gpus else ()
    shared = next((card for card in cards if card.shared), None)
    if shared is not None:
        return _chip(machine, shared, cards, ram)
    memory = machine.memory
    if ram is not None:
        size = _bytes(ram)
        memory = replace(memory, total=size, available=size, limit=None, own=0, holders=())
    cpu = Device(
        name="CPU",
        description=machine.cpu.name,
        kind=DeviceKind.CPU,
        total=memory.usable_total,
        free=memory.available,
    )
    return replace(
        machine,
        memory=memory,
        gpus=(),
        devices=(cpu, *_devices(cards)),
        notes=(),
        imagined=True,
    )


@cache
def known_cards() -> tuple[Card, ...]:
    """Well-known graphics cards, then chips with shared memory, in the table's order."""
    text = RESOURCES.joinpath("hardware", "cards.json").read_text("utf-8")
    table = json.loads(text)
    cards = [
        Card(name=name, gib=size, backend=_backend(name))
        for name, size in table["memory_gib"].items()
    ]
    chips = [
        Card(name=f"{name} {size} GB", gib=size, backend=_chip_backend(name), shared=True)
        for name, sizes in table["shared_memory_gib"].items()
        for size in sizes
    ]
    return (*cards, *chips)


def all_free(machine: Machine) -> tuple[str, ...]:
    """What a reader must know of a computer that is imagined with all of its memory free."""
    memory = machine.memory
    if not machine.imagined or memory.available < memory.usable_total:
        return ()
    return (ALL_FREE,)


def summary(machine: Machine) -> str:
    """A computer in one line: '32 GiB RAM, RTX 4070 12 GiB'. A chip's name has its memory."""
    gpus = [device for device in machine.devices if device.kind is not DeviceKind.CPU]
    words = [f"{_amount(machine.memory.usable_total)} RAM"]
    words += [
        device.description
        if device.description.endswith(" GB")
        else f"{device.description} {_amount(device.total)}"
        for device in gpus
    ]
    return ", ".join(words)


def _chip(machine: Machine, chip: Card, cards: tuple[Card, ...], ram: float | None) -> Machine:
    """One memory for the processor and the GPU, a part of which the GPU may take."""
    if len(cards) > 1 or (ram is not None and ram != chip.gib):
        raise CannotImagine(chip.name, f"{chip.name} has no other memory or card beside its own.")
    total = _bytes(chip.gib)
    part, of = _part(chip)
    memory = replace(machine.memory, total=total, available=total, limit=None, own=0, holders=())
    cpu = Cpu(name=chip.name, physical_cores=8, logical_cores=8, features=CHIP_FEATURES)
    gpu = Device(
        name=f"{chip.backend}0",
        description=chip.name,
        kind=DeviceKind.IGPU,
        total=total * part // of,
        free=total * part // of,
    )
    main = Device(name="CPU", description=chip.name, kind=DeviceKind.CPU, total=total, free=total)
    return replace(
        machine,
        cpu=cpu,
        memory=memory,
        gpus=(),
        devices=(main, gpu),
        notes=(),
        imagined=True,
    )


def _part(chip: Card) -> tuple[int, int]:
    """How much of its memory the GPU may take, as a fraction: Metal keeps some back."""
    if chip.backend != "MTL":
        return 1, 1
    return SHARED_SMALL if chip.gib <= SHARED_LIMIT else SHARED_LARGE


def _cards(words: str) -> tuple[Card, ...]:
    found: list[Card] = []
    for part in words.split(","):
        count, card = _counted(part.strip())
        found += [card] * count
    if len(found) > MOST_GPUS:
        raise CannotImagine(words, f"The engine uses at most {MOST_GPUS} GPUs.")
    return tuple(found)


def _counted(part: str) -> tuple[int, Card]:
    """'2x RTX 3090' is two of them; 'RTX 3090' and '24' are one."""
    counted = _COUNTED.fullmatch(part)
    if counted:
        if not int(counted[1]):
            raise CannotImagine(part, "At least one card, or none at all.")
        return min(int(counted[1]), MOST_GPUS + 1), _card(counted[2])
    return 1, _card(part)


def _card(words: str) -> Card:
    try:
        size = float(_bare(words))
    except ValueError:
        return _named(words)
    if size > MOST_CARD:
        return _named(words)
    _bytes(size)
    return Card(name="", gib=size, backend="GPU")


def _devices(cards: tuple[Card, ...]) -> tuple[Device, ...]:
    """As the engine would list them: numbered within each backend."""
    numbers: dict[str, int] = {}
    found = []
    for card in cards:
        number = numbers.get(card.backend, 0)
        numbers[card.backend] = number + 1
        found.append(
            Device(
                name=f"{card.backend}{number}",
                description=card.name or f"GPU{number}",
                kind=DeviceKind.GPU,
                total=_bytes(card.gib),
                free=_bytes(card.gib),
            )
        )
    return tuple(found)


def _backend(name: str) -> str:
    """The backend that would run it here: CUDA for NVIDIA's cards, Vulkan for the others."""
    return "Vulkan" if name.startswith(("RX ", "Arc ", "Radeon ", "Pro ", "Instinct ")) else "CUDA"


def _chip_backend(name: str) -> str:
    """Metal for Apple's chips, CUDA for NVIDIA's."""
    return "MTL" if name.startswith("Apple ") else "CUDA"


def _amount(size: int) -> str:
    return f"{round(size / GIB, 1):g} GiB"


def size_of(words: str) -> float | None:
    """GiB of '24', '24 GB' or '12,5 GiB'; None where it is no number."""
    try:
        return float(_bare(words).replace(",", "."))
    except ValueError:
        return None


def _bare(words: str) -> str:
    """The number of '24 GB', '64 GiB' or '24'."""
    for unit in ("gib", "gb"):
        if words.strip().lower().endswith(unit):
            return words.strip()[: -len(unit)].rstrip()
    return words.strip()


def _bytes(size: float) -> int:
    """GiB as bytes."""
    if not 0 < size <= MOST:  # NaN is not either
        raise CannotImagine(f"{size:g} GiB", A_SIZE)
    return int(size * GIB)


def _named(words: str) -> Card:
    cards = known_cards()
    wanted = _plain(words)
    for card in cards:
        if _plain(card.name) == wanted:
            return card
    near = tuple(card.name for card in cards if wanted and wanted in _plain(card.name))[:5]
    raise CannotImagine(words, _meant(near) if near else A_SIZE)


def _meant(near: tuple[str, ...]) -> str:
    if len(near) == 1:
        return f"Perhaps {near[0]} is meant."
    return f"Perhaps one of these is meant: {', '.join(near)}."


def _plain(name: str) -> str:
    for maker in ("nvidia", "geforce", "amd", "radeon", "intel", "apple"):
        name = name.lower().replace(maker, "")
    return "".join(name.split()).removesuffix("gb")
