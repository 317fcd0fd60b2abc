"""From an exit status to why the worker died."""

import signal
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

SIGNALS: Final = {  # numbers that are the same on Linux and macOS
    4: "illegal_instruction",  # SIGILL: this build needs a newer processor
    6: "assertion",  # SIGABRT
    7: "crash",  # SIGBUS on Linux: the file changed under us
    8: "crash",  # SIGFPE
    9: "killed",
    10: "crash",  # SIGBUS on macOS
    11: "crash",  # SIGSEGV
    15: "stopped",
}
WINDOWS: Final = {  # NTSTATUS (ntstatus.h), or the number a process gave itself
    0xC0000005: "crash",  # access violation
    0xC00000FD: "crash",  # stack overflow
    0xC0000006: "crash",  # the file could not be read any more
    0xC0000374: "crash",  # damaged heap
    0xC0000094: "crash",  # division by zero
    0xE06D7363: "crash",  # a C++ exception nobody caught
    0xC000001D: "illegal_instruction",
    0xC0000409: "assertion",  # how abort() ends a process
    0xC0000135: "missing_library",  # a DLL was not found
    0xC0000139: "missing_library",  # a DLL lacks a function
    0xC0000138: "missing_library",  # the same, by number
    0xC0000142: "missing_library",  # a DLL could not begin
    0xC000007B: "missing_library",  # a DLL of another architecture
    0x80000003: "assertion",  # a breakpoint: how some builds assert
    0xC0000017: "out_of_memory",
    0xC000012D: "out_of_memory",  # commitment limit
    0xC000013A: "stopped",  # Ctrl+C
    0x40010004: "stopped",  # the system is going down
    3: "assertion",  # abort() of the C library
}
KILLED: Final = "killed"


def cause_of(status: int, *, windows: bool = sys.platform == "win32") -> str:
    """Cause for EngineDied of a Popen returncode: minus the signal, or Windows' own number."""
    if windows:
        return WINDOWS.get(status & 0xFFFFFFFF, "exit")
    if status < 0:
        return SIGNALS.get(-status, "crash")
    return "exit"


def code_of(status: int) -> int:
    """The number a person may look up: the signal, or the exit code as it is."""
    return -status if status < 0 else status


def name_of(status: int) -> str:
    """'SIGSEGV', '0xC0000005', or the plain number."""
    if status < 0:
        with suppress(ValueError):
            return signal.Signals(-status).name
    return f"0x{status & 0xFFFFFFFF:08X}" if status > 255 else str(status)


@dataclass(frozen=True, slots=True)
class OomKills:
    """How often the kernel has killed for want of memory: on the machine, and in our group."""

    machine: int
    group: int

    def rose_since(self, before: "OomKills") -> bool:
        """Whether it did so since then."""
        return self.machine > before.machine or self.group > before.group


def oom_kills(proc: Path = Path("/proc"), groups: Path = Path("/sys/fs/cgroup")) -> OomKills:
    """The counters now; 0 where the system keeps none."""
    return OomKills(_counter(proc / "vmstat"), _counter(_group(proc, groups) / "memory.events"))


def _group(proc: Path, groups: Path) -> Path:
    with suppress(OSError):
        for line in (proc / "self" / "cgroup").read_text("ascii", "replace").splitlines():
            if line.startswith("0::"):
                return groups / line[3:].lstrip("/")
    return groups


def _counter(file: Path) -> int:
    with suppress(OSError, ValueError, IndexError):
        for line in file.read_text("ascii", "replace").splitlines():
            if line.startswith("oom_kill "):
                return int(line.split()[1])
    return 0
