"""What processes hold on a graphics card, as Linux writes it for each open file of theirs.

Source: the kernel's gpu/drm-usage-stats.rst; amdgpu writes drm-memory-<region>,
newer kernels drm-resident-<region> for every driver.
"""

from collections.abc import Collection
from pathlib import Path
from typing import Final

from launcher.hardware.probes.files import folders, text, whole

UNITS: Final = {"": 1, "KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30}
MOST_FILES: Final = 512  # a process has a few dozen; this is read every second


def held(root: Path, pids: Collection[int], pci: str, region: str) -> int:
    """Bytes these processes hold in a region ('vram', 'gtt') of the card at a PCI address."""
    clients: dict[str, int] = {}  # several files may be one client
    for pid in set(pids):
        for path in folders(root / f"proc/{pid}/fdinfo")[:MOST_FILES]:
            about = _read(path)
            if about.get("drm-pdev") == pci:
                client = about.get("drm-client-id", str(path))
                clients[client] = max(clients.get(client, 0), _in(about, region))
    return sum(clients.values())


def _read(path: Path) -> dict[str, str]:
    lines = (text(path) or "").splitlines()
    return {key: value.strip() for key, _, value in (line.partition(":") for line in lines)}


def _in(about: dict[str, str], region: str) -> int:
    word = about.get(f"drm-memory-{region}") or about.get(f"drm-resident-{region}") or "0"
    amount, _, unit = word.partition(" ")
    return (whole(amount) or 0) * UNITS.get(unit.strip(), 0)
