"""Which programs hold memory, by name: the processes the system shows us, added up by program.

What counts is what a process alone holds. On Linux these are its resident pages without
those of files and of shared memory: the first are given back before anything is refused,
the second would count once for every process. Windows and macOS tell the resident set
only, in which a page that several programs use counts for each of them.

A process that may not be looked at is left out: what cannot be told is not shown.
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeAlias

import psutil

from launcher.hardware.facts import Holder
from launcher.identity import NAME
from launcher.units import MIB

MOST: Final = 8  # programs; what is left is small
LEAST: Final = 100 * MIB  # of main memory
LEAST_ON_GPU: Final = 32 * MIB
WORTH_A_LOOK: Final = MIB  # a process that holds less is not even asked for its name
SLASH: Final = re.compile(r"[/\\]")
BUNDLE: Final = ".app"
EVERY_PROCESS: Final = "pid:[4026531836]"  # the kernel's proc_ns.h: PROC_PID_INIT_INO

NameOf: TypeAlias = Callable[[int], str | None]
Holders: TypeAlias = Callable[[Mapping[int, int]], tuple[Holder, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    """A process, the program it runs, and the bytes it alone holds."""

    pid: int
    program: str
    held: int


def processes() -> tuple[Process, ...]:
    """Every process that can be seen and holds more than a trifle.

    Takes some 15 ms the first time and a fifth of that later (a hundred processes).
    """
    found = (_seen(process) for process in psutil.process_iter())
    return tuple(process for process in found if process)


def name_of(pid: int) -> str | None:
    """The program that a process runs, or None where that cannot be told."""
    try:
        return _program(psutil.Process(pid)) or None
    except (psutil.Error, OSError):
        return None


def held_alone(info: Any) -> int:
    """Of psutil's memory figures for a process, the bytes that it alone holds."""
    return max(0, int(info.rss) - int(getattr(info, "shared", 0)))


def in_main_memory(found: Iterable[Process], ours: Collection[int]) -> tuple[Holder, ...]:
    """The programs that hold much of main memory, the largest first; all of Snug is one."""
    named = ((process.pid, process.program, process.held) for process in found)
    return _by_program(named, frozenset(ours), LEAST)


def on_gpu(
    held: Mapping[int, int], ours: Collection[int], name: NameOf = name_of
) -> tuple[Holder, ...]:
    """The same for a GPU, of which the driver tells what each process holds (bytes)."""
    mine = frozenset(ours)
    named = ((pid, NAME if pid in mine else name(pid), size) for pid, size in held.items())
    return _by_program(((p, n, size) for p, n, size in named if n), mine, LEAST_ON_GPU)


def nobody(_held: Mapping[int, int]) -> tuple[Holder, ...]:
    """For those who do not ask who holds a GPU."""
    return ()


def drivers_word_is_ours(root: Path) -> bool:
    """Whether a driver's process numbers are the ones we know the processes by.

    A driver counts as the whole computer does. In a container the same numbers are other
    processes, so names would be wrong there.
    """
    try:
        return str((root / "proc/self/ns/pid").readlink()) == EVERY_PROCESS
    except (OSError, ValueError):
        return True  # not Linux


def _by_program(
    found: Iterable[tuple[int, str, int]], ours: frozenset[int], least: int
) -> tuple[Holder, ...]:
    sizes: dict[tuple[bool, str], list[int]] = {}
    for pid, name, size in found:
        own = pid in ours
        sizes.setdefault((own, NAME if own else name), []).append(size)
    holders = [
        Holder(name=name, held=sum(parts), processes=len(parts), own=own)
        for (own, name), parts in sizes.items()
    ]
    mine = [holder for holder in holders if holder.own and holder.held]
    others = [holder for holder in holders if not holder.own and holder.held >= least]
    others = sorted(others, key=_largest_first)[: MOST - len(mine)]
    return tuple(sorted([*mine, *others], key=_largest_first))


def _largest_first(holder: Holder) -> tuple[int, str]:
    return (-holder.held, holder.name)


def _seen(process: psutil.Process) -> Process | None:
    try:
        held = held_alone(process.memory_info())
        if held < WORTH_A_LOOK:
            return None
        program = _program(process)
    except (psutil.Error, OSError):
        return None
    return Process(pid=process.pid, program=program, held=held) if program else None


def _program(process: psutil.Process) -> str:
    """By its file, for a program's processes often have names of their own."""
    try:
        path = process.exe()
    except (psutil.Error, OSError):
        path = ""
    return program_of(path) or process.name()


def program_of(path: str) -> str:
    """What people know a program's file by: 'Firefox' of /Applications/Firefox.app/…/firefox."""
    parts = [part for part in SLASH.split(path) if part]
    bundle = next((part for part in parts if part.endswith(BUNDLE) and part != BUNDLE), "")
    if bundle:
        return bundle.removesuffix(BUNDLE)
    name = parts[-1] if parts else ""
    return name[:-4] if name.lower().endswith(".exe") else name
