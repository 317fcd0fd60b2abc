"""Manners of a process that may be huge: die before the window does, and never outlive it.

Linux knows how to say both; elsewhere the end of stdin alone ends the worker. On Windows it
must not open dialogs either: nobody knows what they belong to, and it waits for their answer.
"""

import ctypes
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path
from typing import Final

FIRST_TO_GO: Final = (
    "700"  # of 1000: when memory runs out the kernel takes the worker, not the window
)
TELL_WHEN_PARENT_DIES: Final = 1  # PR_SET_PDEATHSIG
# SEM_FAILCRITICALERRORS: a module whose libraries are missing is told as an error alone;
# SEM_NOGPFAULTERRORBOX: so is a crash (learn.microsoft.com, SetErrorMode).
NO_DIALOGS: Final = 0x0001 | 0x0002


def behave() -> None:
    """Set this process up; every step is optional."""
    os.environ.setdefault("GGML_NO_BACKTRACE", "1")  # an abort would start a debugger
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the program, which then tells us
    if sys.platform == "win32":
        with suppress(OSError, AttributeError):
            ctypes.windll.kernel32.SetErrorMode(NO_DIALOGS)
    if sys.platform != "linux":
        return
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text(FIRST_TO_GO, "ascii")
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(TELL_WHEN_PARENT_DIES, signal.SIGKILL, 0, 0, 0)


def resident_bytes() -> int:
    """Main memory this process occupies now; 0 where the system does not say."""
    with suppress(OSError, ValueError, IndexError):
        for line in Path("/proc/self/status").read_text("ascii", "replace").splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) * 1024
    return 0
