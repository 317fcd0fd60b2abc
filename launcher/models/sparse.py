"""Files that appear whole or not at all, and may be far longer than what is on the disk."""

import contextlib
import ctypes
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

from launcher.errors import NotSaved

if sys.platform == "win32":
    import msvcrt

FSCTL_SET_SPARSE: Final = 0x900C4  # winioctl.h; without it Windows reserves every byte


def write_sparse(path: Path, data: bytes, length: int) -> None:
    """A file of `length` bytes that begins with `data`; the rest reads as zeros.

    Raises NotSaved, for example where the file system keeps no holes and is full.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
        with _removed_on_failure(Path(name)):
            with os.fdopen(descriptor, "wb") as file:
                if length > len(data):
                    allow_holes(file)
                file.write(data)
                file.truncate(length)
            Path(name).replace(path)
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
        ctypes.windll.kernel32.DeviceIoControl(
            ctypes.c_void_p(msvcrt.get_osfhandle(file.fileno())),
            FSCTL_SET_SPARSE,
            None,
            0,
            None,
            0,
            ctypes.byref(returned),
            None,
        )
