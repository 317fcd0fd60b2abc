"""AMD GPUs on Linux, from the amdgpu driver's files.

A processor's own GPU (APU) has two pools, both out of the same chips: a part
that the firmware keeps from the system (VRAM), and what the driver may borrow
of main memory (GTT). They are never added: the larger one is what the GPU has.
With the setting 'Auto' that is GTT, and it shares main memory; with a large
fixed part it is VRAM, and that is the GPU's own.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from launcher.hardware.facts import Gpu
from launcher.hardware.probes import fdinfo
from launcher.hardware.probes.files import content, number, text
from launcher.hardware.probes.graphics import Card, amd_name, cards, pci_name
from launcher.hardware.probes.programs import Holders, nobody

VENDOR: Final = "1002"
SMALL_PART: Final = 2 << 30  # an old APU's fixed part is never larger
OF_A_CARD: Final = 1  # format revision of gpu_metrics


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """The memory a GPU has: 'vram' or 'gtt', in bytes."""

    region: str
    total: int
    free: int


def read(root: Path, holders: Holders = nobody) -> tuple[Gpu, ...]:
    """Every AMD GPU that Linux lists, with who holds it by `holders`' word."""
    return tuple(gpu(root, card, holders) for card in cards(root, VENDOR))


def gpu(root: Path, card: Card, holders: Holders = nobody) -> Gpu:
    """One of them."""
    found = pool(card)
    return Gpu(
        name=name(root, card),
        vendor="amd",
        driver=card.driver,
        total=found.total if found else None,
        free=found.free if found else None,
        integrated=found.region == "gtt" if found else False,
        pci=card.pci,
        holders=holders(usage(root, card, found)) if found else (),
    )


def usage(root: Path, card: Card, pool: Pool) -> dict[int, int]:
    """Bytes of every process that holds some in the GPU's pool, as far as we may look."""
    return fdinfo.usage(root, card.pci, (pool.region,)) if card.pci else {}


def pool(card: Card) -> Pool | None:
    """What the GPU has, or None where another driver than amdgpu runs it."""
    vram = _pool(card, "vram")
    gtt = _pool(card, "gtt")
    if vram and gtt and gtt.total > vram.total and _part_of_processor(card, vram.total):
        return gtt
    return vram


def _pool(card: Card, region: str) -> Pool | None:
    total = number(card.about / f"mem_info_{region}_total")
    if not total:
        return None
    used = number(card.about / f"mem_info_{region}_used") or 0
    return Pool(region=region, total=total, free=max(0, total - used))


def _part_of_processor(card: Card, vram: int) -> bool:
    """Whether this is an APU.

    The driver's table of measurements has format 1 for cards, 2 and 3 for APUs
    (kgd_pp_interface.h: metrics_table_header); older chips have no table.
    """
    header = content(card.about / "gpu_metrics", 4) or b""
    if len(header) == 4 and header[2]:
        return header[2] != OF_A_CARD
    return vram <= SMALL_PART


def name(root: Path, card: Card) -> str:
    """What the GPU is called, by its own word, AMD's list or the PCI list."""
    found = (
        text(card.about / "product_name", 128)
        or amd_name(root, card.device, card.revision)
        or pci_name(root, VENDOR, card.device)
        or f"Radeon ({card.device})"
    )
    return found if found.startswith("AMD") else f"AMD {found}"
