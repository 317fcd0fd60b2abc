"""Microsoft's C++ runtime beside an engine for Windows: as new as the compiler that built it.

A new Windows has none, an old one's may be older than the engine's compiler, with which a lock
crashes (github.com/microsoft/STL/wiki/Changelog, VS 2022 17.10). Microsoft lets programs carry
it (learn.microsoft.com/cpp/windows/redistributing-visual-cpp-files); a developer prompt says
where it lies.
"""

import os
import re
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from bootstrap.talk import SetupError

PLACE: Final = "VCToolsRedistDir"  # set by a developer prompt
WITHIN: Final = "x64/Microsoft.VC*.CRT"
_NAME: Final = r"(?:msvcp|vcruntime|concrt)140(?:_[a-z0-9_]+)?\.dll"
_ASKED: Final = re.compile(rb"(?<![a-z0-9_])" + _NAME.encode() + rb"(?=\0)", re.IGNORECASE)
_IS: Final = re.compile(_NAME, re.IGNORECASE)


def asked_for(libraries: Iterable[Path]) -> set[str]:
    """The runtime's files that these libraries import, by the names that stand in them."""
    return {
        found.decode("ascii").lower()
        for file in libraries
        for found in _ASKED.findall(file.read_bytes())
    }


def bring_along(
    folder: Path, libraries: Iterable[Path], *, environment: Mapping[str, str] = os.environ
) -> tuple[str, ...]:
    """Copy into the folder what the libraries import, and what that imports; the names.

    Raises SetupError where a file of the runtime is missing.
    """
    brought: set[str] = set()
    while lacking := asked_for([*libraries, *(folder / name for name in brought)]) - brought:
        for name in sorted(lacking):
            shutil.copy2(_found(name, environment), folder / name)
        brought |= lacking
    return tuple(sorted(brought))


def _found(name: str, environment: Mapping[str, str]) -> Path:
    place = environment.get(PLACE, "")
    folders = sorted(Path(place).glob(WITHIN)) if place else []
    for folder in reversed(folders):
        if (folder / name).is_file():
            return folder / name
    raise SetupError(
        f"The engine needs {name}, and {PLACE} does not lead to it: run this again in Visual "
        "Studio's developer prompt."
    )


def entries(engine: Path) -> list[tuple[str, str, str]]:
    """The runtime of an engine's folder as PyInstaller's entries beside Python itself.

    There Windows looks for it before it looks in its own folder.
    """
    files = sorted(file for file in engine.iterdir() if _IS.fullmatch(file.name))
    return [(file.name, str(file), "BINARY") for file in files]
