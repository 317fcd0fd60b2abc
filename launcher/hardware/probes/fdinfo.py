"""What processes hold on a graphics card, as Linux writes it for each open file of theirs.

Only the files of a person's own processes may be read; the others are left out.
Source: the kernel's gpu/drm-usage-stats.rst; amdgpu writes drm-memory-<region>,
newer kernels drm-resident-<region> for every driver.
"""

from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Final

from launcher.hardware.probes.files import folders, text, whole

UNITS: Final = {"": 1, "KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30}
MOST_FILES: Final = 512  # a process has a few dozen; this is read every second
GRAPHICS: Final = "/dev/dri/"


def held(root: Path, pids: Collection[int], pci: str, region: str) -> int:
    """Bytes these processes hold in a region ('vram', 'gtt') of the card at a PCI address."""
    files = ((pid, path) for pid in sorted(set(pids)) for path in _files(root / f"proc/{pid}"))
    return sum(_by_process(files, pci, (region,)).values())


def usage(root: Path, pci: str, regions: tuple[str, ...]) -> dict[int, int]:
    """Bytes of every process that holds some in these regions, as far as we may look.

    Where the links of open files can be read, only those that lead to a card are opened.
    """
    found = [folder for folder in folders(root / "proc") if whole(folder.name) is not None]
    files = ((int(folder.name), path) for folder in found for path in _on_cards(folder))
    return {pid: size for pid, size in _by_process(files, pci, regions).items() if size}


def _by_process(
    files: Iterable[tuple[int, Path]], pci: str, regions: tuple[str, ...]
) -> dict[int, int]:
    clients: dict[str, tuple[int, int]] = {}  # several files, of several processes, may be one
    for pid, path in files:
        about = _read(path)
        if about.get("drm-pdev") == pci:
            client = about.get("drm-client-id", str(path))
            first, size = clients.get(client, (pid, 0))
            clients[client] = (first, max(size, sum(_in(about, region) for region in regions)))
    sizes: dict[int, int] = {}
    for pid, size in clients.values():
        sizes[pid] = sizes.get(pid, 0) + size
    return sizes


def _files(process: Path) -> list[Path]:
    return folders(process / "fdinfo")[:MOST_FILES]


def _on_cards(process: Path) -> list[Path]:
    links = folders(process / "fd")[:MOST_FILES]
    return [process / "fdinfo" / link.name for link in links if _leads_to_a_card(link)]


def _leads_to_a_card(link: Path) -> bool:
    try:
        return str(link.readlink()).startswith(GRAPHICS)
    except (OSError, ValueError):
        return False


def _read(path: Path) -> dict[str, str]:
    lines = (text(path) or "").splitlines()
    return {key: value.strip() for key, _, value in (line.partition(":") for line in lines)}


def _in(about: dict[str, str], region: str) -> int:
    word = about.get(f"drm-memory-{region}") or about.get(f"drm-resident-{region}") or "0"
    amount, _, unit = word.partition(" ")
    return (whole(amount) or 0) * UNITS.get(unit.strip(), 0)
