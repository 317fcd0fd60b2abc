"""The processor: its name, its cores, and how many of them we may use."""

import math
import platform
from pathlib import Path
from typing import Final

from launcher.hardware.facts import Cpu
from launcher.hardware.probes.cgroup import processor_quota
from launcher.hardware.probes.failed import ProbeFailed
from launcher.hardware.probes.files import text
from launcher.hardware.probes.sources import CommandFailed, Cores, Sources

WINDOWS_KEY: Final = r"HARDWARE\DESCRIPTION\System\CentralProcessor\0"
SYSCTL: Final = "/usr/sbin/sysctl"
NO_NAMES: Final = ("ARMv", "AArch64", "-")  # the architecture or a dash, instead of a name


class CpuUnknown(ProbeFailed):
    """The system does not tell its processor."""


def read(sources: Sources) -> Cpu:
    """The processor. Raises CpuUnknown where not even the cores can be counted."""
    found = sources.cores()
    logical = found.logical or found.physical
    if not logical:
        raise CpuUnknown("no processor is counted")
    physical = min(found.physical or logical, logical)
    return Cpu(
        name=name(sources),
        physical_cores=physical,
        logical_cores=logical,
        usable_cores=_usable(sources.root, found, physical),
    )


def name(sources: Sources) -> str:
    """The processor's name as its maker writes it, else what kind it is."""
    if sources.system == "win32":
        found = _windows_name(sources)
    elif sources.system == "darwin":
        found = _apple_name(sources)
    else:
        found = _linux_name(sources)
    return " ".join(found.split()) or platform.machine() or "Processor"


def _usable(root: Path, cores: Cores, physical: int) -> int | None:
    """Physical cores left to us by the affinity and the quota, or None where that is all."""
    usable = physical
    if cores.allowed:
        usable = min(usable, _cores_of(root, cores.allowed))
    quota = processor_quota(root)
    if quota is not None:
        usable = min(usable, max(1, math.ceil(quota)))
    return usable if usable < physical else None


def _cores_of(root: Path, allowed: tuple[int, ...]) -> int:
    """How many physical cores these logical ones are; two threads of a core name the same list."""
    folder = root / "sys/devices/system/cpu"
    lists = [text(folder / f"cpu{n}/topology/thread_siblings_list", 256) for n in allowed]
    return len(set(lists)) if all(lists) else len(allowed)


def _linux_name(sources: Sources) -> str:
    """x86 has it in /proc/cpuinfo; for ARM lscpu knows the cores by their numbers."""
    for line in (text(sources.root / "proc/cpuinfo") or "").splitlines():
        key, _, value = line.partition(":")
        if key.strip() == "model name" and not value.strip().startswith(NO_NAMES):
            return value
    found = _from_lscpu(sources)
    board = text(sources.root / "proc/device-tree/model", 256) or ""
    return f"{found} ({board})" if found and board else found or board


def _from_lscpu(sources: Sources) -> str:
    try:
        lines = sources.run(("lscpu",)).splitlines()
    except CommandFailed:
        return ""
    pairs = [(key.strip(), value.strip()) for key, _, value in (x.partition(":") for x in lines)]
    models = [value for key, value in pairs if key == "Model name"]
    maker = next((value for key, value in pairs if key == "Vendor ID"), "")
    named = (model for model in models if model and not model.startswith(NO_NAMES))
    names = " + ".join(dict.fromkeys(named))
    return f"{maker} {names}" if maker == "ARM" and names else names


def _apple_name(sources: Sources) -> str:
    try:
        return sources.run((SYSCTL, "-n", "machdep.cpu.brand_string"))
    except CommandFailed:
        return ""


def _windows_name(sources: Sources) -> str:
    try:
        return str(sources.registry.values(WINDOWS_KEY).get("ProcessorNameString", ""))
    except (OSError, ImportError):
        return ""
