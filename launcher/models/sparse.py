"""Files that appear whole or not at all, and may be far longer than what is on the disk.

Python's truncate() keeps holes everywhere but on Windows, where the C library's
_chsize_s writes every zero: the length of a model of 40 GB would be 40 GB of writing.
So there the kernel itself is told where the file ends.
"""

import contextlib
import ctypes
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

from launcher.errors import NotSaved
from launcher.kept import open_fresh, patiently

if sys.platform == "win32":
    import msvcrt

FSCTL_SET_SPARSE: Final = 0x900C4  # winioctl.h; without it Windows reserves every byte
FILE_END_OF_FILE_INFO: Final = 6  # minwinbase.h: FILE_INFO_BY_HANDLE_CLASS


def write_sparse(path: Path, data: bytes, length: int) -> None:
    """A file of `length` bytes that begins with `data`; the rest reads as zeros.

    Raises NotSaved, for example where the file system keeps no holes and is full.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, fresh = open_fresh(path.parent, suffix=".part")
        with _removed_on_failure(fresh):
            with os.fdopen(descriptor, "wb") as file:
                if length > len(data):
                    allow_holes(file)
                file.write(data)
                set_length(file, length)
            patiently(lambda: fresh.replace(path))
    except OSError as error:
        raise NotSaved(str(path), error.strerror or str(error)) from error


@contextlib.contextmanager
def _removed_on_failure(path: Path) -> Iterator[None]:
    try:
        yield
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def allow_holes(file: BinaryIO) -> None:
    """Windows wants to be asked; where it refuses (FAT), the file is merely large."""
    if sys.platform == "win32":
        returned = ctypes.c_ulong()
        _kernel().DeviceIoControl(
            _handle(file), FSCTL_SET_SPARSE, None, 0, None, 0, ctypes.byref(returned), None
        )


def set_length(file: BinaryIO, length: int) -> None:
    """Make an open file `length` bytes long; what is new reads as zeros and is not written.

    Raises OSError where there is no room.
    """
    file.flush()
    if sys.platform == "win32":
        kernel, end = _kernel(), ctypes.c_longlong(length)
        if not kernel.SetFileInformationByHandle(
            _handle(file), FILE_END_OF_FILE_INFO, ctypes.byref(end), ctypes.sizeof(end)
        ):
            raise ctypes.WinError(ctypes.get_last_error())
    else:
        file.truncate(length)


if sys.platform == "win32":

    def _kernel() -> ctypes.WinDLL:
        return ctypes.WinDLL("kernel32", use_last_error=True)

    def _handle(file: BinaryIO) -> ctypes.c_void_p:
        return ctypes.c_void_p(msvcrt.get_osfhandle(file.fileno()))
