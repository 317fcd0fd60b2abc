"""Small files of ours on the disk: written whole or not at all, put aside when damaged.

Nothing here deletes what a person may want back. Windows refuses to replace a file
that a virus scanner or an indexer holds open for a moment, so there it is tried again.
"""

import json
import os
import secrets
import shutil
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

from launcher.errors import NewerData, NotSaved

TRIES: Final = 20
PAUSE: Final = 0.1  # seconds between them
ONLY_FOR_US: Final = 0o600
# O_BINARY and O_NOINHERIT exist on Windows alone, O_CLOEXEC and O_NOFOLLOW elsewhere.
FRESH: Final = os.O_RDWR | os.O_CREAT | os.O_EXCL
GUARDS: Final = ("O_BINARY", "O_NOINHERIT", "O_CLOEXEC", "O_NOFOLLOW")


def read_object(file: Path, *, newest: int | None = None) -> dict[str, object] | None:
    """The JSON object in the file; None where there is no file.

    Raises ValueError when it holds anything else, OSError when it cannot be read; NewerData
    where its format is beyond `newest`, the last one that the reader knows.
    """
    try:
        text = file.read_bytes().decode("utf-8-sig")  # some editors put a mark in front
    except (FileNotFoundError, NotADirectoryError):
        return None
    try:
        found = json.loads(text)
    except RecursionError:
        raise ValueError("nested without end") from None
    if not isinstance(found, dict):
        raise ValueError("not an object")
    if newest is not None and format_of(found) > newest:
        raise NewerData(str(file))
    return found


def format_of(found: Mapping[str, object]) -> int:
    """The number of the format a file of ours is in, 0 where it names none."""
    number = found.get("format", found.get("version"))
    return number if type(number) is int else 0


def write_object(file: Path, value: dict[str, object]) -> None:
    """Replace the file by this object, as JSON a person can read.

    Raises NotSaved, also where the file is in a newer format than the object: it stays.
    """
    _leave_newer(file, format_of(value))
    text = json.dumps(value, indent=2, ensure_ascii=False) + "\n"
    try:
        data = text.encode()
    except UnicodeEncodeError:  # half a character, as in a file name that is no text
        data = (json.dumps(value, indent=2) + "\n").encode()
    write_bytes(file, data)


def _leave_newer(file: Path, ours: int) -> None:
    if not ours:
        return
    with suppress(OSError, ValueError):
        try:
            read_object(file, newest=ours)
        except NewerData as error:
            raise NotSaved(str(file), "a newer version of Snug wrote it") from error


def write_bytes(file: Path, data: bytes) -> None:
    """Replace the file's content in one step that survives a power cut. Raises NotSaved.

    Only this person may read the new file (where the system knows such rights).
    """
    real = Path(os.path.realpath(file))  # a link stays a link
    try:
        real.parent.mkdir(parents=True, exist_ok=True)
        _replace(real, data)
    except OSError as error:
        raise NotSaved(str(file), error.strerror or str(error)) from error


def open_fresh(folder: Path, *, prefix: str = ".", suffix: str = "") -> tuple[int, Path]:
    """A descriptor for a new file of this folder that only we can read, and its path.

    Raises OSError at once where the folder takes none. The standard tempfile does not on
    Windows: before Python 3.13 it takes the refusal for a name in use and tries 2 147 483 647
    others, which is days (python/cpython#66305).
    """
    guards = sum(getattr(os, name, 0) for name in GUARDS)
    path = folder / f"{prefix}{secrets.token_hex(8)}{suffix}"
    return os.open(path, FRESH | guards, ONLY_FOR_US), path


def try_writing(folder: Path) -> None:
    """Make a file in the folder and take it away again. Raises OSError where that fails."""
    number, path = open_fresh(folder)
    os.close(number)
    patiently(path.unlink)


def patiently(
    act: Callable[[], object],
    *,
    system: str = os.name,
    pause: Callable[[float], object] = time.sleep,
) -> None:
    """Rename, replace or delete; on Windows again and again for two seconds while it is refused.

    Raises the OSError of the last try.
    """
    for left in reversed(range(TRIES)):
        try:
            act()
        except PermissionError:
            if left == 0 or system != "nt":
                raise
            pause(PAUSE)
        else:
            return


def put_aside(file: Path, *companions: str) -> Path:
    """Rename a damaged file, and those with these endings after its name; the new path.

    'settings.json' becomes 'settings.damaged-1.json', or -2 where that is taken.
    Where the system refuses to rename, a copy is made; where it refuses that too,
    the file stays and its own path is returned.
    """
    kept = _place_aside(file)
    for ending in companions:
        with suppress(OSError):
            file.with_name(file.name + ending).replace(kept.with_name(kept.name + ending))
    try:
        file.replace(kept)
    except OSError:
        try:
            shutil.copyfile(file, kept)
        except OSError:
            return file
    return kept


def copy_aside(file: Path) -> Path:
    """Keep a copy of a partly damaged file under such a name; the copy's path.

    Where the system refuses, nothing is made and the file's own path is returned.
    """
    kept = _place_aside(file)
    try:
        shutil.copyfile(file, kept)
    except OSError:
        return file
    return kept


def _place_aside(file: Path) -> Path:
    number = 1
    while (kept := file.with_name(f"{file.stem}.damaged-{number}{file.suffix}")).exists():
        number += 1
    return kept


def _replace(file: Path, data: bytes) -> None:
    number, fresh = open_fresh(file.parent, prefix=f".{file.name}.", suffix=".new")
    try:
        with os.fdopen(number, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        patiently(lambda: fresh.replace(file))
    except BaseException:
        with suppress(OSError):
            fresh.unlink()
        raise
    _sync_folder(file.parent)


def _sync_folder(folder: Path) -> None:
    """Make the new name as durable as the data; systems without this do it themselves."""
    if os.name != "posix":
        return
    with suppress(OSError):
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)
