"""Graphics cards as Linux lists them, and what they are called.

Source: /sys/class/drm/card*/device; names from libdrm's amdgpu.ids and the
PCI ID list, which most systems carry.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from launcher.hardware.probes.files import content, folders, text

CARD: Final = re.compile(r"card\d+")
PCI_IDS: Final = ("usr/share/hwdata/pci.ids", "usr/share/misc/pci.ids", "usr/share/pci.ids")
AMD_IDS: Final = "usr/share/libdrm/amdgpu.ids"
LIST_SIZE: Final = 8 << 20  # the lists have about 1.5 MB
IN_BRACKETS: Final = re.compile(r"\[(.+)\]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A card and the folders that tell about it. Vendor and device are hexadecimal, no 0x."""

    folder: Path  # …/card0
    vendor: str
    device: str
    revision: str
    pci: str | None
    driver: str | None

    @property
    def about(self) -> Path:
        """The PCI device's folder."""
        return self.folder / "device"


def cards(root: Path, vendor: str) -> tuple[Card, ...]:
    """The cards of one maker, by PCI address."""
    listed = [f for f in folders(root / "sys/class/drm") if CARD.fullmatch(f.name)]
    found = [_card(folder) for folder in listed if _hex(folder / "device/vendor") == vendor]
    return tuple(sorted(found, key=lambda card: card.pci or ""))


def pci_name(root: Path, vendor: str, device: str) -> str:
    """What the PCI ID list calls a device: the name it is sold under, where it has one."""
    for path in PCI_IDS:
        name = _pci_ids(root / path, vendor, device)
        if name:
            sold = IN_BRACKETS.search(name)
            return sold.group(1) if sold else name
    return ""


def amd_name(root: Path, device: str, revision: str) -> str:
    """What AMD's own list calls a device; the same chip has a name for each revision."""
    return _amd_ids(root / AMD_IDS, device, revision)


def _card(folder: Path) -> Card:
    about = dict(
        line.partition("=")[::2]
        for line in (text(folder / "device/uevent", 4096) or "").splitlines()
    )
    return Card(
        folder=folder,
        vendor=_hex(folder / "device/vendor"),
        device=_hex(folder / "device/device"),
        revision=_hex(folder / "device/revision"),
        pci=about.get("PCI_SLOT_NAME", "").lower() or None,
        driver=about.get("DRIVER") or None,
    )


def _hex(path: Path) -> str:
    word = (text(path, 16) or "").lower().removeprefix("0x")
    return word if re.fullmatch("[0-9a-f]{1,8}", word) else ""


@lru_cache(maxsize=64)
def _pci_ids(path: Path, vendor: str, device: str) -> str:
    """Makers stand at the line's beginning, their devices after one tab."""
    inside = False
    for line in (content(path, LIST_SIZE) or b"").decode("utf-8", "replace").splitlines():
        if line.startswith("#") or not line.strip():
            continue
        if not line.startswith("\t"):
            if inside:
                return ""
            inside = line.startswith(vendor + "  ")
        elif inside and line.startswith(f"\t{device}  "):
            return line[len(device) + 3 :].strip()
    return ""


@lru_cache(maxsize=64)
def _amd_ids(path: Path, device: str, revision: str) -> str:
    """Lines are 'device, revision, name', in capitals."""
    for line in (content(path, LIST_SIZE) or b"").decode("utf-8", "replace").splitlines():
        parts = [part.strip() for part in line.split(",", 2)]
        if len(parts) == 3 and (parts[0].lower(), parts[1].lower()) == (device, revision):
            return parts[2]
    return ""
