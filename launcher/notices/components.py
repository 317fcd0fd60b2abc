"""What is inside besides Python's distributions: Qt, the engine, Python itself, libgomp.

`resources/licences` holds the table and the texts: those of GPL and LGPL as the Free
Software Foundation published them, the others as they stand in each one's own sources.
"""

import json
import platform
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any, Final

from launcher.notices.notice import Notice
from launcher.paths import RESOURCES

FOLDER: Final = RESOURCES / "licences"


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """One row of the table. `files` are patterns of what it covers in a frozen program.

    `version_of` names the distribution whose version it has, or 'python'; `systems` is
    empty where it is part of Snug everywhere, else as `sys.platform` has it.
    """

    name: str
    version_of: str
    licence: str
    url: str
    texts: tuple[str, ...]
    files: tuple[str, ...] = ()
    systems: tuple[str, ...] = ()


def components() -> tuple[Component, ...]:
    """The table, the most important first."""
    return tuple(_component(row) for row in _table()["components"])


def component_notices(
    texts: Mapping[str, str] | None = None, *, system: str = sys.platform
) -> tuple[Notice, ...]:
    """The table as notices. `texts` are fresher texts by their names in the table."""
    return tuple(
        Notice(
            name=row.name,
            version=_version(row.version_of),
            licence=row.licence,
            text=texts_of(row.texts, texts),
            url=row.url,
        )
        for row in components()
        if not row.systems or system in row.systems
    )


def texts_for(distribution: str) -> tuple[str, ...]:
    """Names of the texts for a distribution that ships none itself; its name as PyPI has it."""
    return tuple(_table()["distributions"].get(distribution, ()))


def texts_of(names: Iterable[str], fresher: Mapping[str, str] | None = None) -> str:
    """Several texts one below the other."""
    found = [(fresher or {}).get(name) or text_of(name) for name in names]
    return "\n\n\n".join(text.strip("\n") for text in found) + "\n"


def text_of(name: str) -> str:
    """One text of the folder; Python's own is the one it was installed with, where it has one."""
    if name == "Python.txt":
        library = Path(json.__file__).resolve().parents[1]  # on Windows it lies one folder up
        for own in (library / "LICENSE.txt", library.parent / "LICENSE.txt"):
            if own.is_file():
                return own.read_text(encoding="utf-8", errors="replace")
    return (FOLDER / name).read_text(encoding="utf-8")


def _component(row: dict[str, Any]) -> Component:
    return Component(
        name=row["name"],
        version_of=row["version_of"],
        licence=row["licence"],
        url=row["url"],
        texts=tuple(row["texts"]),
        files=tuple(row.get("files", ())),
        systems=tuple(row.get("systems", ())),
    )


def _version(of: str) -> str:
    if of == "python":
        return platform.python_version()
    try:
        return metadata.version(of) if of else ""
    except metadata.PackageNotFoundError:
        return ""


@cache
def _table() -> dict[str, Any]:
    table: dict[str, Any] = json.loads((FOLDER / "components.json").read_text(encoding="utf-8"))
    return table
