"""Deleting a model's files, and the folders that are empty then."""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from launcher.errors import CannotDelete


def freed_by(files: Sequence[Path]) -> int:
    """Bytes that deleting would free: none for a link, or a file that has a second name."""
    freed = 0
    for file in files:
        with suppress(OSError, ValueError):
            status = file.lstat()
            if status.st_nlink <= 1 and not file.is_symlink():
                freed += status.st_size
    return freed


def erase(files: Sequence[Path], root: Path) -> int:
    """Delete the files, and folders below `root` that are empty then; the bytes freed.

    The first file goes last: while it is there, what is left can still be found.
    Raises CannotDelete.
    """
    freed = 0
    for file in reversed(files):
        size = freed_by([file])
        try:
            file.unlink(missing_ok=True)
        except OSError as error:
            raise CannotDelete(str(file), error.strerror or str(error)) from error
        freed += size
    _remove_empty(files[0].parent, root)
    return freed


def _remove_empty(folder: Path, root: Path) -> None:
    while folder != root and folder.is_relative_to(root):
        try:
            folder.rmdir()
        except OSError:
            return
        folder = folder.parent
