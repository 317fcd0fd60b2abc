"""Main memory: the system's count, and less where a container or a service is bound."""

from collections.abc import Callable, Iterable
from pathlib import Path

import psutil

from launcher.hardware.facts import Memory
from launcher.hardware.probes.cgroup import memory_bounds
from launcher.hardware.probes.failed import ProbeFailed
from launcher.hardware.probes.files import text, whole
from launcher.hardware.probes.programs import held_alone
from launcher.hardware.probes.sources import MainMemory


class MemoryUnknown(ProbeFailed):
    """The system does not tell its main memory."""


def read(root: Path, count: Callable[[], MainMemory], *, own: int = 0, workers: int = 0) -> Memory:
    """Main memory now. `own` and `workers` are passed through. Raises MemoryUnknown."""
    try:
        found = count()
    except (OSError, psutil.Error, RuntimeError, ValueError) as error:
        raise MemoryUnknown(str(error)) from error
    bounds = memory_bounds(root)
    limit = min((bound.limit for bound in bounds), default=found.total)
    return Memory(
        total=found.total,
        available=max(0, min(found.available, *(bound.room for bound in bounds), found.total)),
        limit=limit if limit < found.total else None,
        own=own,
        workers=workers,
    )


def held_by(pids: Iterable[int]) -> int:
    """Bytes of main memory that only these processes hold; those that are gone hold none.

    On Linux without the pages of mapped files, unless they are locked: the kernel
    counts the others as available, so they are nobody's.
    """
    return sum(_held(pid) for pid in pids)


def our_processes() -> tuple[int, ...]:
    """This process and what it started."""
    me = psutil.Process()
    try:
        return (me.pid, *(child.pid for child in me.children(recursive=True)))
    except (psutil.Error, OSError):
        return (me.pid,)


def wsl_note(root: Path) -> str:
    """A sentence where this is Linux inside Windows, else nothing."""
    release = text(root / "proc/sys/kernel/osrelease", 256) or ""
    if "microsoft" not in release.lower():
        return ""
    return (
        "This runs inside WSL, which gets only a part of the computer's memory. "
        "The line memory= in .wslconfig says how much."
    )


def _held(pid: int) -> int:
    try:
        found = psutil.Process(pid).memory_info()
    except (psutil.Error, OSError):
        return 0
    shared = int(getattr(found, "shared", 0))
    return held_alone(found) + min(shared, _locked(pid) if shared else 0)


def _locked(pid: int) -> int:
    """Bytes the process has locked into memory, mapped files included (Linux)."""
    for line in (text(Path(f"/proc/{pid}/status")) or "").splitlines():
        name, _, rest = line.partition(":")
        if name == "VmLck":
            return (whole(rest.split()[0]) or 0) << 10 if rest.split() else 0
    return 0
