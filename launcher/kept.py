"""Small files of ours on the disk: written whole or not at all, put aside when damaged.

Nothing here deletes what a person may want back.
"""

import json
import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

from launcher.errors import NotSaved


def read_object(file: Path) -> dict[str, object] | None:
    """The JSON object in the file; None where there is no file.

    Raises ValueError when it holds anything else, OSError when it cannot be read.
    """
    try:
        text = file.read_bytes().decode("utf-8-sig")  # some editors put a mark in front
    except FileNotFoundError:
        return None
    try:
        found = json.loads(text)
    except RecursionError:
        raise ValueError("nested without end") from None
    if not isinstance(found, dict):
        raise ValueError("not an object")
    return found


def write_object(file: Path, value: dict[str, object]) -> None:
    """Replace the file by this object, as JSON a person can read. Raises NotSaved."""
    text = json.dumps(value, indent=2, ensure_ascii=False) + "\n"
    try:
        data = text.encode()
    except UnicodeEncodeError:  # half a character, as in a file name that is no text
        data = (json.dumps(value, indent=2) + "\n").encode()
    write_bytes(file, data)


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
    number, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.", suffix=".new")
    fresh = Path(name)
    try:
        with os.fdopen(number, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        fresh.replace(file)
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
