"""What a container or a service may have of this computer (Linux control groups, both versions).

A group is bound by its own limit and by every one above it, so all are read.
Source: the kernel's admin-guide/cgroup-v2.rst and cgroup-v1/memory.rst.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from launcher.hardware.probes.files import number, text, whole

V2: Final = ("sys/fs/cgroup", "sys/fs/cgroup/unified")
V1_MEMORY: Final = ("sys/fs/cgroup/memory",)
V1_CPU: Final = ("sys/fs/cgroup/cpu", "sys/fs/cgroup/cpu,cpuacct")
FILE_PAGES: Final = ("inactive_file", "active_file")  # no tmpfs and nothing locked
UNBOUND: Final = 1 << 60  # version 1 writes 'no limit' as a number about this large


@dataclass(frozen=True, slots=True, kw_only=True)
class MemoryBound:
    """A group's limit, and what it may still take (bytes)."""

    limit: int
    room: int


def memory_bounds(root: Path) -> tuple[MemoryBound, ...]:
    """Every limit on our memory, the nearest group first.

    `memory.high` counts like `memory.max`: above it the kernel holds us up until
    nothing moves. A group's page cache is given back before anything is refused,
    so it counts as room, as it does in the whole computer's MemAvailable.
    """
    found = [_v2_bound(folder) for folder in _places(root, "", V2)]
    found += [_v1_bound(folder) for folder in _places(root, "memory", V1_MEMORY)]
    return tuple(bound for bound in found if bound)


def processor_quota(root: Path) -> float | None:
    """Processors' worth of time our groups may use, or None where nothing bounds it."""
    quotas = [_v2_quota(folder) for folder in _places(root, "", V2)]
    quotas += [_v1_quota(folder) for folder in _places(root, "cpu", V1_CPU)]
    return min((quota for quota in quotas if quota), default=None)


def _places(root: Path, controller: str, mounts: tuple[str, ...]) -> Iterator[Path]:
    """Our group's folder under each mount, then every folder above it up to the mount.

    Inside a container the path may be the host's, of which only the end or
    nothing is visible; what is there is read.
    """
    path = _own_path(root, controller)
    if path is None:
        return
    for mount in mounts:
        top = root / mount
        for above in (path, *path.parents):
            yield top / above.relative_to("/")


def _own_path(root: Path, controller: str) -> PurePosixPath | None:
    for line in (text(root / "proc/self/cgroup") or "").splitlines():
        _, _, rest = line.partition(":")
        controllers, _, path = rest.partition(":")
        if controller in controllers.split(",") and path.startswith("/"):
            plain = PurePosixPath("/", *path.split("/"))
            return PurePosixPath("/") if ".." in plain.parts else plain
    return None


def _v2_bound(folder: Path) -> MemoryBound | None:
    words = (text(folder / "memory.max"), text(folder / "memory.high"))
    limits = [limit for word in words if word and (limit := whole(word)) is not None]
    used = number(folder / "memory.current")
    return _bound(limits, used, folder, "")


def _v1_bound(folder: Path) -> MemoryBound | None:
    limit = number(folder / "memory.limit_in_bytes")
    limits = [] if limit is None or limit >= UNBOUND else [limit]
    return _bound(limits, number(folder / "memory.usage_in_bytes"), folder, "total_")


def _bound(limits: list[int], used: int | None, folder: Path, prefix: str) -> MemoryBound | None:
    if not limits:
        return None
    limit = min(limits)
    cache = sum(_statistic(folder / "memory.stat", f"{prefix}{name}") for name in FILE_PAGES)
    taken = max(0, (used or 0) - cache)
    return MemoryBound(limit=limit, room=max(0, limit - taken))


def _statistic(path: Path, name: str) -> int:
    for line in (text(path) or "").splitlines():
        words = line.split()
        if len(words) == 2 and words[0] == name:
            return whole(words[1]) or 0
    return 0


def _v2_quota(folder: Path) -> float | None:
    words = (text(folder / "cpu.max", 64) or "").split()
    return _share(*words) if len(words) == 2 else None


def _v1_quota(folder: Path) -> float | None:
    quota, period = (text(folder / f"cpu.cfs_{name}_us", 64) for name in ("quota", "period"))
    return _share(quota, period) if quota and period else None


def _share(quota: str, period: str) -> float | None:
    """'200000 100000' is two processors; 'max' and '-1' are no bound."""
    most, of = whole(quota), whole(period)
    return most / of if most and of else None
