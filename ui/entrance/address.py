"""Where the open window can be called: one place for each person and each data folder."""

import hashlib
import os
import stat
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

LONGEST: Final = 100  # bytes of a socket's path; the least a system allows is 104 (macOS)


def address_of(
    data: Path,
    environment: Mapping[str, str] | None = None,
    *,
    system: str = sys.platform,
    user: str | None = None,
) -> str:
    """A named pipe on Windows, else a socket's path. Raises OSError where there is no place.

    It follows from the data folder, so that a Snug with a home of its own has its own window.
    """
    env = os.environ if environment is None else environment
    who = _user(env) if user is None else user
    key = hashlib.sha256(f"{who}\0{os.path.realpath(data)}".encode("utf-8", "replace"))
    name = f"snug-{key.hexdigest()[:16]}"
    if system == "win32":
        return rf"\\.\pipe\{name}"
    for folder in _folders(env):
        path = str(folder / name)
        if len(os.fsencode(path)) <= LONGEST and _is_ours(folder):
            return path
    raise FileNotFoundError("no folder for a socket that only this person may use")


def _user(env: Mapping[str, str]) -> str:
    if sys.platform == "win32":
        return env.get("USERNAME", "")
    return str(os.getuid())


def _folders(env: Mapping[str, str]) -> Iterator[Path]:
    """The session's own folder, then one below the temporary ones."""
    session = env.get("XDG_RUNTIME_DIR")
    if session and Path(session).is_absolute():
        yield Path(session)
    for temporary in (env.get("TMPDIR"), "/tmp"):  # noqa: S108  the folder in it is checked
        if temporary:
            yield Path(temporary) / f"snug-{_user(env)}"


def _is_ours(folder: Path) -> bool:
    """Whether nobody else can put something there; a folder of ours is made where it is missing.

    The session's folder is there already or is none.
    """
    if sys.platform == "win32":
        return True
    try:
        if folder.name.startswith("snug-"):
            folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
    except OSError:
        return False
    private = stat.S_ISDIR(found.st_mode) and not stat.S_IMODE(found.st_mode) & 0o077
    return private and found.st_uid == os.getuid()
