"""What was shipped, and what of it is missing or damaged here.

A packaged program carries a list of its files with their sizes and SHA-256 (`contents.json`).
Sizes are looked at on every start: they cost a few milliseconds, and a library that ends too
early would end the process in the middle of being loaded. Hashes are computed only when
something failed, or when a person asks for it. A program run from source has no such list.
"""

import hashlib
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from launcher.errors import InstallationDamaged, InstallationIncomplete, SnugError
from launcher.paths import bundle

CONTENTS: Final = "contents.json"
ENGINE: Final = "engine"  # its folder among the parts; the engine's own start looks after it
_PIECE: Final = 1 << 20  # bytes read at a time
_LIBRARY: Final = (".so", ".pyd", ".dll", ".dylib")


@dataclass(frozen=True, slots=True, kw_only=True)
class ShippedFile:
    """A file as it left the makers: its place in the installation, its size (bytes), its hash."""

    name: str
    size: int
    sha256: str

    @property
    def is_library(self) -> bool:
        """Whether the window's process may load it: code, and not the engine's."""
        folder, _, name = self.name.rpartition("/")
        code = name.lower().endswith(_LIBRARY) or ".so." in name
        return code and ENGINE not in folder.split("/")


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """Everything that was shipped, and where it should be."""

    root: Path
    version: str
    system: str
    files: tuple[ShippedFile, ...]


def installation() -> Path | None:
    """The folder the program was installed to, or a Mac's app; None where it runs from source."""
    if bundle() is None:
        return None
    folder = Path(sys.executable).resolve().parent
    return folder.parents[1] if folder.parts[-2:] == ("Contents", "MacOS") else folder


def read_contents(root: Path, parts: Path) -> Contents:
    """The list of what was shipped to `root`; it lies in `parts`.

    Raises InstallationIncomplete where it is not there, InstallationDamaged where it is no list.
    """
    file = parts / CONTENTS
    try:
        told = json.loads(file.read_bytes())
        files = tuple(
            ShippedFile(name=name, size=int(one["size"]), sha256=str(one["sha256"]))
            for name, one in told["files"].items()
        )
        return Contents(
            root=root, version=str(told["version"]), system=str(told["system"]), files=files
        )
    except FileNotFoundError as error:
        raise InstallationIncomplete(str(file)) from error
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise InstallationDamaged((CONTENTS,)) from error


def damaged_files(contents: Contents, *, thorough: bool = False) -> tuple[ShippedFile, ...]:
    """Those that are missing or of another size; with `thorough` also of another SHA-256."""
    return tuple(_damaged(contents, thorough=thorough))


def check_start() -> tuple[SnugError, ...]:
    """What a person should hear about the installation; the window opens nevertheless.

    Raises InstallationDamaged where a library is damaged that the window would load.
    """
    root, parts = installation(), bundle()
    if root is None or parts is None:
        return ()
    try:
        damaged = damaged_files(read_contents(root, parts))
    except (InstallationDamaged, InstallationIncomplete) as error:
        return (error,)
    if not damaged:
        return ()
    found = InstallationDamaged(tuple(one.name for one in damaged))
    if any(one.is_library for one in damaged):
        raise found
    return (found,)


def damage_found() -> SnugError | None:
    """After something failed: what is damaged, hashes and all; None where nothing is."""
    root, parts = installation(), bundle()
    if root is None or parts is None:
        return None
    try:
        damaged = damaged_files(read_contents(root, parts), thorough=True)
    except (InstallationDamaged, InstallationIncomplete) as error:
        return error
    return InstallationDamaged(tuple(one.name for one in damaged)) if damaged else None


def _damaged(contents: Contents, *, thorough: bool) -> Iterator[ShippedFile]:
    for one in contents.files:
        path = contents.root / one.name
        try:
            same = path.stat().st_size == one.size
            if same and thorough:
                same = _hash_of(path) == one.sha256
        except OSError:
            same = False
        if not same:
            yield one


def _hash_of(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while piece := stream.read(_PIECE):
            digest.update(piece)
    return digest.hexdigest()
