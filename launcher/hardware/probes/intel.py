"""Intel GPUs on Linux, from the files of the drivers i915 and xe.

Neither tells how much is free. A card's size is told by xe for each tile and
by some builds of i915; the size of its PCI window is rounded up to a power of
two, so it is no substitute.
"""

from pathlib import Path
from typing import Final

from launcher.hardware.facts import Gpu
from launcher.hardware.probes import fdinfo
from launcher.hardware.probes.files import folders, number
from launcher.hardware.probes.graphics import Card, cards, pci_name
from launcher.hardware.probes.programs import Holders, nobody

VENDOR: Final = "8086"
REGIONS: Final = ("vram0", "vram1", "local0", "local1")  # what xe and i915 call a card's memory
INTEGRATED: Final = ":00:02.0"  # where Intel's processors have theirs


def read(root: Path, holders: Holders = nobody) -> tuple[Gpu, ...]:
    """Every Intel GPU that Linux lists; an integrated one has no memory of its own."""
    return tuple(_gpu(root, card, holders) for card in cards(root, VENDOR))


def _gpu(root: Path, card: Card, holders: Holders) -> Gpu:
    integrated = (card.pci or "").endswith(INTEGRATED)
    name = pci_name(root, VENDOR, card.device) or f"Graphics ({card.device})"
    return Gpu(
        name=name if name.startswith("Intel") else f"Intel {name}",
        vendor="intel",
        driver=card.driver,
        total=None if integrated else _total(card),
        free=None if integrated else number(card.folder / "lmem_avail_bytes"),
        integrated=integrated,
        pci=card.pci,
        holders=() if integrated or not card.pci else holders(_usage(root, card.pci)),
    )


def _usage(root: Path, pci: str) -> dict[int, int]:
    return fdinfo.usage(root, pci, REGIONS)


def _total(card: Card) -> int | None:
    tiles = [f for f in folders(card.about) if f.name.startswith("tile")]
    of_tiles = sum(number(tile / "physical_vram_size_bytes") or 0 for tile in tiles)
    return of_tiles or number(card.folder / "lmem_total_bytes")
