"""What is remembered of models: where they came from, and the hashes of their files.

A JSON file a person can read. Losing it loses no model: what lies in the models
folder is found again.
"""

import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

from launcher.errors import LibraryDamaged, NewerData, SnugError
from launcher.kept import put_aside, read_object, write_object
from launcher.library.local_model import Origin

FORMAT: Final = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRecord:
    """One file's SHA-256, and the size and time (ns) it had then, to see that it is the same.

    `promised`: the hash is the hub's own; otherwise we computed it ourselves.
    """

    sha256: str
    promised: bool
    size: int
    mtime: int

    def still_holds(self, path: Path) -> bool:
        """Whether the file has not been written since."""
        try:
            status = path.stat()
        except OSError:
            return False
        return (status.st_size, status.st_mtime_ns) == (self.size, self.mtime)


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One model. `files` go by their names; all lie beside the first."""

    origin: Origin
    repo: str | None = None
    commit: str | None = None
    added: float = field(default_factory=time.time)
    files: Mapping[str, FileRecord] = field(default_factory=dict)


def read_records(file: Path) -> tuple[dict[Path, Record], tuple[SnugError, ...]]:
    """The records by the path of the first file. A damaged file is put aside and told.

    One of a newer version is told and left as it is.
    """
    try:
        raw = read_object(file, newest=FORMAT)
        return ({} if raw is None else _records_from(raw)), ()
    except NewerData as error:
        return {}, (error,)
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return {}, (LibraryDamaged(str(file), str(put_aside(file))),)


def write_records(file: Path, records: Mapping[Path, Record]) -> None:
    """Replace the file. Raises NotSaved."""
    models = {str(path): asdict(record) for path, record in sorted(records.items())}
    write_object(file, {"format": FORMAT, "models": models})


def _records_from(raw: Mapping[str, Any]) -> dict[Path, Record]:
    """Raises ValueError, TypeError, KeyError or AttributeError for anything unexpected."""
    return {_path(path): _record_from(found) for path, found in raw["models"].items()}


def _record_from(raw: Mapping[str, Any]) -> Record:
    if raw["origin"] not in ("downloaded", "imported", "found"):
        raise ValueError(raw["origin"])
    return Record(
        origin=raw["origin"],
        repo=_word(raw["repo"]),
        commit=_word(raw["commit"]),
        added=float(raw["added"]),
        files={
            str(name): FileRecord(
                sha256=str(each["sha256"]),
                promised=bool(each["promised"]),
                size=int(each["size"]),
                mtime=int(each["mtime"]),
            )
            for name, each in raw["files"].items()
        },
    )


def _path(text: str) -> Path:
    if "\0" in text:
        raise ValueError(text)
    return Path(text)


def _word(value: object) -> str | None:
    return None if value is None else str(value)
