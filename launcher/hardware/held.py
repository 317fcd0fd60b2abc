"""What one process holds in main memory now, and of what kind."""

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psutil

from launcher.hardware.probes.files import text

ROLLUP_LIMIT: Final = 4096  # characters; it is some 20 lines


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """Resident bytes. `anonymous` are the process's own, `file_backed` pages of files it mapped,
    which the system may drop; None where the system does not tell them apart.
    """

    resident: int
    anonymous: int | None = None
    file_backed: int | None = None


def resident_of(pid: int, *, root: Path = Path("/")) -> Held | None:
    """What the process holds; None where it is gone or the system does not say.

    Linux counts the pages one by one for this (Documentation/filesystems/proc.rst,
    smaps_rollup), some 10 ms for a large model; its quick counters may be 64 pages off.
    """
    if sys.platform == "linux":
        counted = _rolled_up(root / f"proc/{pid}/smaps_rollup")
        if counted:
            return counted
    return _asked(pid)


def _rolled_up(file: Path) -> Held | None:
    sizes: dict[str, int] = {}
    for line in (text(file, ROLLUP_LIMIT) or "").splitlines():
        name, _, rest = line.partition(":")
        words = rest.split()
        if len(words) == 2 and words[1] == "kB" and words[0].isdigit():
            sizes[name] = int(words[0]) * 1024
    resident = sizes.get("Rss", 0)
    if not resident:
        return None
    anonymous = min(resident, sizes.get("Anonymous", 0))
    return Held(resident=resident, anonymous=anonymous, file_backed=resident - anonymous)


def _asked(pid: int) -> Held | None:
    try:
        found = psutil.Process(pid).memory_info()
    except (psutil.Error, OSError):
        return None
    resident = int(found.rss)
    shared = getattr(found, "shared", None)  # Linux alone tells it
    if not resident:
        return None
    if shared is None:
        return Held(resident=resident)
    return Held(
        resident=resident, anonymous=max(0, resident - int(shared)), file_backed=int(shared)
    )
