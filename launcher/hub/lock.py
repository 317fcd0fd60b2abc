"""One process at a time for a part: a lock that the system drops however the process ends.

POSIX locks the open file itself. Windows lets nobody write to locked bytes, so
there a named mutex stands for the file.
"""

import ctypes
import hashlib
import sys
from pathlib import Path
from typing import BinaryIO, Final

if sys.platform != "win32":
    import fcntl

ALREADY_EXISTS: Final = 183  # winerror.h


class InUse(Exception):
    """Another process, or another job of this one, works on it."""


class Lock:
    """Held from its making until `release`."""

    def __init__(self, path: Path, file: BinaryIO) -> None:
        """Raises InUse."""
        self._mutex: int | None = None
        if sys.platform == "win32":
            self._mutex = _mutex(path)
        else:
            _flock(file)

    def release(self) -> None:
        """Let others have it. (A POSIX lock goes with its file.)"""
        if sys.platform == "win32" and self._mutex is not None:
            ctypes.windll.kernel32.CloseHandle(ctypes.c_void_p(self._mutex))
            self._mutex = None


if sys.platform == "win32":

    def _mutex(path: Path) -> int:
        name = hashlib.sha256(str(path).casefold().encode()).hexdigest()
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        kernel.CreateMutexW.restype = ctypes.c_void_p
        handle = kernel.CreateMutexW(None, False, f"Local\\snug-{name}")  # noqa: FBT003  Win32's
        if handle and ctypes.get_last_error() == ALREADY_EXISTS:
            kernel.CloseHandle(ctypes.c_void_p(handle))
            raise InUse
        return int(handle or 0)

else:

    def _flock(file: BinaryIO) -> None:
        try:
            fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise InUse from None
        except OSError:  # a network file system without locks
            return
