"""Reading `engine.json`: everything in it is checked, for it may come from anywhere."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from launcher.engines.values import FORMAT, MANIFEST, EngineFile, EngineManifest, PackKind
from launcher.errors import EnginePackReason, EnginePackUnusable

LARGEST: Final = 1 << 20  # bytes of an engine.json
MOST_FILES: Final = 512
LARGEST_FILE: Final = 4 << 30  # bytes; a CUDA module with all its code has about one
LARGEST_PACK: Final = 8 << 30  # bytes of all its files
LONGEST: Final = 80  # characters of a word
PLAIN: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.+-]{0,99}")  # a name in the folder itself
DEVICES: Final = re.compile(r"con|prn|aux|nul|(?:com|lpt)[0-9]", re.IGNORECASE)
HEX: Final = re.compile(r"[0-9a-f]+")
COMMIT_DIGITS: Final = 40
SHA256_DIGITS: Final = 64


def read_manifest(folder: Path) -> EngineManifest:
    """What the folder says it is. Raises EnginePackUnusable."""
    file = folder / MANIFEST
    try:
        if not file.is_file():
            raise EnginePackUnusable(str(folder), EnginePackReason.NO_MANIFEST)
        with file.open("rb") as stream:
            data = stream.read(LARGEST + 1)
    except OSError as error:
        why = error.strerror or str(error)
        raise EnginePackUnusable(str(folder), EnginePackReason.UNREADABLE, why) from error
    return parse_manifest(data, folder)


def parse_manifest(data: bytes, path: Path) -> EngineManifest:
    """The manifest in these bytes; `path` is what a person calls the pack.

    Keys that are not known are passed over. Raises EnginePackUnusable.
    """
    try:
        if len(data) > LARGEST:
            raise ValueError("it is too large")
        raw = json.loads(data.decode("utf-8"))
        if not isinstance(raw, dict):
            raise ValueError("it is no object")
        return _manifest(raw)
    except RecursionError:
        raise _senseless(path, "it is nested without end") from None
    except (ValueError, KeyError) as error:
        missing = f"{error} is missing" if isinstance(error, KeyError) else str(error)
        raise _senseless(path, missing) from error


def _manifest(raw: Mapping[str, Any]) -> EngineManifest:
    if raw["format"] != FORMAT or isinstance(raw["format"], bool):
        raise ValueError(f"its format is {_shown(raw['format'])}, not {FORMAT}")
    try:
        kind = PackKind(raw["kind"])
    except ValueError:
        raise ValueError(f"its kind is {_shown(raw['kind'])}") from None
    return EngineManifest(
        kind=kind,
        name=_word(raw, "name"),
        system=_word(raw, "system"),
        bindings=_word(raw, "bindings"),
        commit=_hex(raw, "commit", COMMIT_DIGITS),
        engine=_word(raw, "engine"),
        backends=tuple(_plain(each, "backends") for each in _list(raw, "backends")),
        files=_files(raw),
    )


def _files(raw: Mapping[str, Any]) -> tuple[EngineFile, ...]:
    files = tuple(_file(each) for each in _list(raw, "files"))
    if not files:
        raise ValueError("it lists no file")
    names = [each.name.lower() for each in files]  # some systems take both cases for one
    if len(set(names)) != len(names) or MANIFEST in names:
        raise ValueError("it lists a file twice")
    if sum(each.size for each in files) > LARGEST_PACK:
        raise ValueError("its files are too large together")
    return files


def _file(raw: object) -> EngineFile:
    if not isinstance(raw, dict):
        raise ValueError("files holds something else than files")
    size = raw["size"]
    if not isinstance(size, int) or isinstance(size, bool) or not 0 < size <= LARGEST_FILE:
        raise ValueError(f"a size is {_shown(size)}")
    return EngineFile(
        name=_plain(raw["name"], "name"), size=size, sha256=_hex(raw, "sha256", SHA256_DIGITS)
    )


def _list(raw: Mapping[str, Any], key: str) -> list[object]:
    found = raw[key]
    if not isinstance(found, list) or len(found) > MOST_FILES:
        raise ValueError(f"{key} is no list")
    return found


def _word(raw: Mapping[str, Any], key: str) -> str:
    found = raw[key]
    if not isinstance(found, str) or not found.strip() or len(found) > LONGEST:
        raise ValueError(f"{key} is {_shown(found)}")
    if not found.isprintable():
        raise ValueError(f"{key} is no plain text")
    return found


def _plain(found: object, key: str) -> str:
    """A name without separators, so that it can lie nowhere but in the pack's own folder."""
    plain = isinstance(found, str) and PLAIN.fullmatch(found) and ".." not in found
    if not isinstance(found, str) or not plain or found.endswith(".") or is_device(found):
        raise ValueError(f"a name in {key} is {_shown(found)}")
    return found


def is_device(name: str) -> bool:
    """Whether Windows takes the name for a device, whatever follows its first dot.

    Source: Microsoft, "Naming Files, Paths, and Namespaces".
    """
    return DEVICES.fullmatch(name.partition(".")[0]) is not None


def _hex(raw: Mapping[str, Any], key: str, digits: int) -> str:
    found = raw[key]
    if not isinstance(found, str) or len(found) != digits or not HEX.fullmatch(found):
        raise ValueError(f"{key} is {_shown(found)}")
    return found


def _shown(found: object) -> str:
    return repr(found)[:40]


def _senseless(path: Path, why: str) -> EnginePackUnusable:
    return EnginePackUnusable(str(path), EnginePackReason.MANIFEST, why)
