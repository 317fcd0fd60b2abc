"""What a folder of libraries looks like from outside; no file is read."""

import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

Stamp = Mapping[str, tuple[int, int]]  # by file: bytes, and when it was changed (ns)


def stamp_of(folder: Path) -> Stamp:
    """Bytes and time of change of each file in the folder, listed or not."""
    found = {}
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_file(follow_symlinks=False):
                told = entry.stat()
                found[entry.name] = (told.st_size, told.st_mtime_ns)
    return found
