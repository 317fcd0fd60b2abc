"""NVIDIA cards that run without NVIDIA's driver (Linux)."""

from pathlib import Path
from typing import Final

from launcher.hardware.facts import Gpu
from launcher.hardware.probes.graphics import cards, pci_name

VENDOR: Final = "10de"
NVIDIAS_OWN: Final = ("nvidia", "nvgpu")


def read(root: Path) -> tuple[Gpu, ...]:
    """Cards that another driver runs, such as nouveau: NVML does not see them."""
    found = [card for card in cards(root, VENDOR) if card.driver not in NVIDIAS_OWN]
    return tuple(
        Gpu(
            name="NVIDIA " + (pci_name(root, VENDOR, card.device) or f"card ({card.device})"),
            vendor="nvidia",
            driver=card.driver or "none",
            total=None,
            free=None,
            pci=card.pci,
        )
        for card in found
    )
