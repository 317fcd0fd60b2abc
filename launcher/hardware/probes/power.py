"""Whether a card sleeps. Asking its driver anything would wake it, so the kernel is asked (Linux).

Source: the kernel's power/runtime_pm.rst and Documentation/ABI/testing/sysfs-devices-power;
NVIDIA's README, "PCI-Express Runtime D3 (RTD3) Power Management".
"""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from launcher.hardware.facts import Gpu
from launcher.hardware.probes.files import folders, text

NVIDIA: Final = "0x10de"
DISPLAY: Final = "0x03"  # PCI's class of graphics controllers


def asleep(root: Path) -> bool:
    """Whether there are NVIDIA cards and every one of them is switched off for now."""
    states = [text(card / "power/runtime_status", 32) for card in _cards(root)]
    return bool(states) and all(state == "suspended" for state in states)


def may_sleep(root: Path) -> bool:
    """Whether the kernel may switch an NVIDIA card off when nobody uses it, as on laptops."""
    return any(text(card / "power/control", 32) == "auto" for card in _cards(root))


class Doze:
    """What the cards said while they were awake, for as long as they sleep."""

    def __init__(self) -> None:
        self._said: dict[Path, tuple[Gpu, ...]] = {}

    def read(self, root: Path, ask: Callable[[], tuple[Gpu, ...]]) -> tuple[Gpu, ...]:
        """Ask, unless they sleep and have been asked before. Raises what `ask` raises."""
        known = self._said.get(root)
        if known and asleep(root):
            return known
        found = ask()
        self._said[root] = found
        return found


def _cards(root: Path) -> list[Path]:
    return [
        device
        for device in folders(root / "sys/bus/pci/devices")
        if text(device / "vendor", 16) == NVIDIA
        and (text(device / "class", 16) or "").startswith(DISPLAY)
    ]
