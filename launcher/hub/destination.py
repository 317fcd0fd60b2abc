"""Where a file of a repository goes on this disk, if that can be done without harm.

The names come from strangers. What would leave the models folder, or what
Windows cannot store, is refused everywhere: a folder may move to another system.
How long a whole path may be hangs on the folder, so that is asked on Windows alone.
"""

import errno
import re
import shutil
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

from launcher.errors import DiskFull, DownloadError, FolderNotWritable, PathTooLong, UnsafePath
from launcher.hardware.probes.registry import Registry, WindowsRegistry
from launcher.kept import try_writing
from launcher.units import MIB

MARGIN: Final = 64 * MIB  # left free beside what is downloaded
LONGEST: Final = 240  # bytes of one name, with room for our own endings
FORBIDDEN: Final = re.compile(r'[\x00-\x1f<>:"|?*\\]')
# Windows keeps these names for devices, with any ending (Naming Files, learn.microsoft.com).
DEVICES: Final = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])", re.I)
OURS: Final = (".part", ".part.json", ".bad")
# MAX_PATH without its zero; a registry value lifts it (Maximum Path Length Limitation,
# learn.microsoft.com).
WINDOWS_LONGEST: Final = 259
FILE_SYSTEM_KEY: Final = r"SYSTEM\CurrentControlSet\Control\FileSystem"
LONG_PATHS: Final = "LongPathsEnabled"
ROOM_FOR_OURS: Final = len("..part.json.0123456789abcdef.new")
FULL: Final = frozenset({errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)})


def destination(models: Path, repo: str, path: str) -> Path:
    """`<models>/<owner>/<name>/<path>`. Raises UnsafePath."""
    names = f"{repo}/{path}".split("/")
    if not all(is_safe_name(name) for name in names) or path.lower().endswith(OURS):
        raise UnsafePath(path)
    return models.joinpath(*names)


def destinations(models: Path, repo: str, paths: Iterable[str]) -> tuple[Path, ...]:
    """Several files of one repository, of which no two may become the same file."""
    found = tuple(destination(models, repo, path) for path in paths)
    seen: set[str] = set()
    for target in found:
        if str(target).casefold() in seen:
            raise UnsafePath(target.name)
        seen.add(str(target).casefold())
    return found


def is_safe_name(name: str) -> bool:
    """Whether a file or folder may have this name on every system."""
    return (
        name not in ("", ".", "..")
        and not FORBIDDEN.search(name)
        and not name.endswith((".", " "))
        and not DEVICES.fullmatch(name.partition(".")[0].rstrip())
        and len(name.encode(errors="replace")) <= LONGEST
    )


def longest_path(system: str = sys.platform, registry: Registry | None = None) -> int | None:
    """Characters a whole path may have; None where nobody counts them."""
    if system != "win32":
        return None
    try:
        lifted = (registry or WindowsRegistry()).values(FILE_SYSTEM_KEY).get(LONG_PATHS)
    except (OSError, ImportError):
        lifted = None
    return None if lifted == 1 else WINDOWS_LONGEST


def require_short(targets: Iterable[Path], ask: Callable[[], int | None] = longest_path) -> None:
    """Raise PathTooLong where a path, with our own endings, is longer than this system stores."""
    most = ask()
    for target in targets:
        length = len(str(target.absolute()))
        if most is not None and length + ROOM_FOR_OURS > most:
            raise PathTooLong(str(target), length, most - ROOM_FOR_OURS)


def require_room(folder: Path, needed: int) -> None:
    """Raise DiskFull unless `needed` bytes and some more are free where `folder` is or will be."""
    there = next((place for place in (folder, *folder.parents) if place.exists()), folder)
    try:
        free = shutil.disk_usage(there).free
    except OSError as error:
        raise disk_error(error, folder) from error
    if needed > 0 and free < needed + MARGIN:
        raise DiskFull(str(folder), needed + MARGIN, free)


def require_writable(folder: Path) -> None:
    """Make the folder and write to it once. Raises FolderNotWritable, DiskFull."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        try_writing(folder)
    except OSError as error:
        raise disk_error(error, folder) from error


def disk_error(error: OSError, folder: Path, needed: int = 0) -> DownloadError:
    """What a failed write means. `needed`: bytes that were still to come."""
    if error.errno in FULL:
        try:
            free = shutil.disk_usage(folder).free
        except OSError:
            free = 0
        return DiskFull(str(folder), needed, free)
    return FolderNotWritable(str(folder), error.strerror or str(error))
