"""What Windows would answer: its kernel's functions as documented, on files of this system.

Product modules that ask `sys.platform` while they are imported are loaded a second time, as on
Windows, beside the real ones.
"""

# ruff: noqa: N802  the system's own names
import ctypes
import importlib.util
import os
import sys
import types
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent.parent
ALREADY_EXISTS = 183  # winerror.h


class Kernel:
    """kernel32: what was asked of it, and answers as Microsoft's pages describe them."""

    def __init__(self) -> None:
        self.asked: list[tuple[Any, ...]] = []
        self.mutexes: dict[str, list[int]] = {}
        self.refuses_length = 0  # the error SetFileInformationByHandle ends with
        self.last_error = 0
        self._next = 64
        self.CreateMutexW = _Function(self._create_mutex)

    def _create_mutex(self, _attributes: None, owner: bool, name: str) -> int:
        """An existing one is opened, and GetLastError then says so."""
        self.asked.append(("CreateMutexW", owner, name))
        known = self.mutexes.setdefault(name, [])
        self.last_error = ALREADY_EXISTS if known else 0
        self._next += 4
        known.append(self._next)
        return self._next

    def CloseHandle(self, handle: ctypes.c_void_p) -> int:
        """The mutex goes with its last handle."""
        self.asked.append(("CloseHandle", handle.value))
        for name, handles in list(self.mutexes.items()):
            if handle.value in handles:
                handles.remove(handle.value)
            if not handles:
                del self.mutexes[name]
        return 1

    def DeviceIoControl(self, handle: ctypes.c_void_p, code: int, *_more: Any) -> int:
        self.asked.append(("DeviceIoControl", handle.value, code))
        return 1

    def SetFileInformationByHandle(
        self, handle: ctypes.c_void_p, kind: int, information: Any, size: int
    ) -> int:
        """FileEndOfFileInfo moves the end and writes nothing."""
        length = ctypes.cast(information, ctypes.POINTER(ctypes.c_longlong)).contents.value
        self.asked.append(("SetFileInformationByHandle", handle.value, kind, length, size))
        if self.refuses_length:
            self.last_error = self.refuses_length
            return 0
        os.ftruncate(int(handle.value or 0) - 1000, length)
        return 1


class _Function:
    """A C function that may be given a restype."""

    def __init__(self, act: Any) -> None:
        self._act = act
        self.restype: Any = None

    def __call__(self, *words: Any) -> Any:
        return self._act(*words)


class Runtime(types.ModuleType):
    """msvcrt: handles and byte locks of this process, as the C library documents them."""

    LK_NBLCK = 2
    LK_UNLCK = 0

    def __init__(self) -> None:
        super().__init__("msvcrt")
        self.locked: dict[tuple[int, int], int] = {}
        self.calls: list[tuple[int, int]] = []

    @staticmethod
    def get_osfhandle(descriptor: int) -> int:
        return descriptor + 1000

    def locking(self, descriptor: int, mode: int, count: int) -> None:
        """EACCES while another descriptor has the bytes, or for unlocking what is not locked."""
        self.calls.append((mode, os.lseek(descriptor, 0, os.SEEK_CUR)))
        status = os.fstat(descriptor)
        place = (status.st_dev, status.st_ino)
        holder = self.locked.get(place)
        if mode == self.LK_UNLCK:
            if holder != descriptor:
                raise PermissionError(13, "Permission denied")
            del self.locked[place]
            return
        if holder is not None:
            raise PermissionError(13, "Permission denied")
        self.locked[place] = descriptor


class Windows:
    """A Windows to load modules on."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self._patch = patch
        self.kernel = Kernel()
        self.runtime = Runtime()

    @contextmanager
    def here(self) -> Iterator[None]:
        """`sys.platform`, msvcrt and ctypes are those of Windows inside."""
        with self._patch.context() as patch:
            patch.setattr(sys, "platform", "win32")
            patch.setitem(sys.modules, "msvcrt", self.runtime)
            patch.setattr(ctypes, "WinDLL", lambda *_a, **_k: self.kernel, raising=False)
            patch.setattr(
                ctypes, "windll", types.SimpleNamespace(kernel32=self.kernel), raising=False
            )
            patch.setattr(ctypes, "get_last_error", lambda: self.kernel.last_error, raising=False)
            patch.setattr(ctypes, "WinError", _win_error, raising=False)
            yield

    def module(self, path: str) -> Any:
        """A product module, 'launcher/hub/lock.py', as Windows would run it."""
        name = f"on_windows_{Path(path).stem}"
        spec = importlib.util.spec_from_file_location(name, ROOT / path)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        with self.here():
            self._patch.setitem(sys.modules, name, module)  # dataclasses look there
            spec.loader.exec_module(module)
        return module


def _win_error(code: int) -> OSError:
    """As Python translates it: PC/errmap.h."""
    number = {5: 13, 32: 13, 112: 28}.get(code, 22)
    return OSError(number, f"WinError {code}")
