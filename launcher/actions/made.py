"""Files made here in other quantizations: they lie in our cache until they are kept or removed."""

import hashlib
import json
import os
import shutil
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from launcher.actions.parts import Parts
from launcher.errors import BadModelFile, CannotDelete, NotOurs, TargetExists
from launcher.hub.destination import disk_error, require_room
from launcher.kept import read_object, write_object
from launcher.library.local_model import LocalModel
from launcher.measurement.checked import positive, text
from launcher.models.gguf import read_facts
from launcher.models.quantization import quantization_of
from launcher.protocol.scoring import Fallback

BESIDE: Final = ".made.json"  # after the file's name: how it was made
NONSENSE: Final = (OSError, ValueError, TypeError, KeyError, AttributeError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A file made here: bytes, true bits per weight, seconds it took, tensors that fell back.

    `seconds` is None where nobody noted it; `source` is the name of the file it was made from.
    """

    path: Path
    size: int
    bits_per_weight: float
    seconds: float | None
    fallbacks: tuple[Fallback, ...] = ()
    quantization: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeFrom:
    """What makes two made files the same: the source's content, the type, the matrix."""

    source: str
    content: str
    quantization: str
    imatrix: Path | None

    @property
    def key(self) -> str:
        """A name for the folder. The matrix counts by its path, size and time."""
        matrix = None
        if self.imatrix is not None:
            with suppress(OSError):
                status = self.imatrix.stat()
                matrix = [str(self.imatrix), status.st_size, status.st_mtime_ns]
        told = json.dumps([self.content, self.quantization, matrix])
        return hashlib.sha256(told.encode()).hexdigest()[:16]


def fallback_words(fallbacks: tuple[Fallback, ...]) -> tuple[str, ...]:
    """A sentence for each pair of types: which tensors, and why."""
    groups: dict[tuple[str, str], list[str]] = {}
    for one in fallbacks:
        groups.setdefault((one.wanted, one.got), []).append(one.tensor)
    return tuple(
        f"{_tensors(names)} in {got} instead of {wanted}: the rows' length is no multiple of"
        " its block."
        for (wanted, got), names in groups.items()
    )


def made_place(parts: Parts, made_from: MadeFrom, name: str) -> Path:
    """Where a made file lies in our cache."""
    return parts.places.made / made_from.key / name


def remember_made(made: Made, made_from: MadeFrom) -> None:
    """Note beside a file in our cache how it was made. Raises NotSaved."""
    if made.path.parent.name == made_from.key:
        told: dict[str, object] = {
            "source": made_from.source,
            "quantization": made_from.quantization,
            "seconds": made.seconds,
            "fallbacks": [asdict(one) for one in made.fallbacks],
        }
        write_object(_beside(made.path), told)


def made_at(path: Path) -> Made:
    """The made file at this path. Raises BadModelFile."""
    facts = read_facts(path)
    seconds, fallbacks, source = _noted(path)
    return Made(
        path=path,
        size=facts.file_size,
        bits_per_weight=facts.bits_per_weight,
        seconds=seconds,
        fallbacks=fallbacks,
        quantization=quantization_of(facts),
        source=source,
    )


def made_files(parts: Parts) -> tuple[Made, ...]:
    """Every made file in our cache, by name; what is damaged is left out."""
    found = []
    for path in sorted(parts.places.made.glob("*/*.gguf")):
        if path.name.startswith("."):
            continue
        with suppress(BadModelFile):
            found.append(made_at(path))
    return tuple(sorted(found, key=lambda made: made.path.name))


def keep_made(parts: Parts, path: Path) -> LocalModel:
    """Move a made file into the models folder; the model as the library has it.

    Raises NotOurs for another file, TargetExists, DownloadError, NotSaved, BadModelFile.
    """
    _require_ours(parts, path)
    folder = parts.models_folder()
    target = folder / path.name
    if target.exists():
        raise TargetExists(str(target))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _move(path, target)
    except OSError as error:
        raise disk_error(error, folder, _size(path)) from error
    _drop_folder(path)
    return parts.library.adopt(target)


def forget_made(parts: Parts, path: Path) -> int:
    """Delete a made file; the bytes that are free again. Raises NotOurs, CannotDelete."""
    _require_ours(parts, path)
    size = _size(path)
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise CannotDelete(str(path), error.strerror or str(error)) from error
    _drop_folder(path)
    return size


def sweep(parts: Parts) -> None:
    """Remove what a killed run has left half-written; only while alone."""
    for part in parts.places.made.glob("*/.*.part"):
        with suppress(OSError):
            part.unlink()


def _move(path: Path, target: Path) -> None:
    """Under its new name at once and whole, also on another disk."""
    try:
        path.rename(target)
        return
    except OSError:
        require_room(target.parent, _size(path))
    part = target.with_name(f".{target.name}.part")
    try:
        shutil.copyfile(path, part)
        part.rename(target)
    finally:
        part.unlink(missing_ok=True)
    path.unlink()


def _require_ours(parts: Parts, path: Path) -> None:
    root = os.path.realpath(parts.places.made)
    if Path(os.path.realpath(path)).parent.parent != Path(root):
        raise NotOurs(str(path))


def _drop_folder(path: Path) -> None:
    with suppress(OSError):
        _beside(path).unlink(missing_ok=True)
        path.parent.rmdir()


def _beside(path: Path) -> Path:
    return path.with_name(path.name + BESIDE)


def _noted(path: Path) -> tuple[float | None, tuple[Fallback, ...], str]:
    try:
        raw = read_object(_beside(path)) or {}
        told = raw.get("fallbacks", [])
        if not isinstance(told, list):
            raise TypeError(told)
        fallbacks = tuple(Fallback(**{k: text(v) for k, v in one.items()}) for one in told)
        seconds = raw.get("seconds")
        return (
            None if seconds is None else positive(seconds),
            fallbacks,
            text(raw.get("source", "")),
        )
    except NONSENSE:
        return None, (), ""


def _tensors(names: list[str]) -> str:
    shown = ", ".join(names[:3])
    if len(names) > 3:
        more = len(names) - 3
        return f"{shown} and {more} more tensor{'' if more == 1 else 's'} are"
    return f"{shown} {'is' if len(names) == 1 else 'are'}"


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
