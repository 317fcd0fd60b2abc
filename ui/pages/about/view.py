"""What the About page says: the program, its engine, its folders, whose work is inside. No Qt."""

import platform
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from launcher.hardware.facts import Engine, Machine
from launcher.identity import COPYRIGHT, LICENCE, NAME, VERSION
from launcher.notices import Notice
from launcher.paths import Places
from launcher.units import size_text
from ui.text.engine_words import VARIANT, listed

UNKNOWN: Final = "unknown"
NOTICES_HELP: Final = (
    "Snug is made with the work of others. Each with its licence, whole. Qt's libraries are "
    "separate files that you may replace with your own build; its notice says where they lie."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FactLine:
    """A name and what it is."""

    label: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderLine:
    """A folder Snug writes to, and what lies there."""

    label: str
    folder: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeRow:
    """One notice as the list names it; `place` is where it stands among all of them."""

    place: int
    title: str
    licence: str


def fact_lines(engine: Engine | None) -> tuple[FactLine, ...]:
    """The program in a few lines."""
    return (
        FactLine(label="Version", words=VERSION),
        FactLine(label="Licence", words=LICENCE),
        FactLine(label="Copyright", words=COPYRIGHT),
        FactLine(label="Engine", words=_engine(engine)),
    )


def folder_lines(places: Places, models: Path) -> tuple[FolderLine, ...]:
    """Where everything lies that Snug wrote."""
    return (
        FolderLine(label="Models", folder=models),
        FolderLine(label="Conversations, measurements and engines", folder=places.data),
        FolderLine(label="Settings", folder=places.settings),
        FolderLine(label="Cache, which can be made again", folder=places.cache),
    )


def notice_rows(notices: Sequence[Notice], wanted: str = "") -> tuple[NoticeRow, ...]:
    """Those in whose name or licence every word of `wanted` is found, in their order."""
    words = wanted.casefold().split()
    rows = []
    for place, one in enumerate(notices):
        found = f"{one.name} {one.version} {one.licence}".casefold()
        if all(word in found for word in words):
            title = f"{one.name} {one.version}".strip()
            rows.append(NoticeRow(place=place, title=title, licence=one.licence))
    return tuple(rows)


def notice_text(notice: Notice) -> str:
    """A notice to be read: what it is, where it comes from, its licence whole."""
    head = f"{notice.name} {notice.version}".strip()
    lines = [head, notice.licence, notice.url]
    return "\n".join(line for line in lines if line) + f"\n\n{notice.text.strip()}\n"


def count_words(found: int, all_of_them: int) -> str:
    """'44 notices', '3 of 44 notices'."""
    return (
        f"{all_of_them} notices" if found == all_of_them else f"{found} of {all_of_them} notices"
    )


def details_text(machine: Machine | None, *, qt: str, frozen: bool) -> str:
    """What a report of a fault should say. No paths and no names of a person's are in it."""
    lines = [
        f"{NAME} {VERSION}, {'installed' if frozen else 'from source'}",
        f"System: {platform.platform()}",
        f"Python {platform.python_version()}, {qt}",
    ]
    if machine is None:
        return "\n".join(lines)
    lines.append(f"Processor: {machine.cpu.name}, {machine.cpu.physical_cores} cores")
    lines.append(f"Main memory: {size_text(machine.memory.usable_total)}")
    lines += [f"Graphics: {one.name}, driver {one.driver or UNKNOWN}" for one in machine.gpus]
    lines.append(f"Engine: {_engine(machine.engine)}")
    if machine.engine is not None:
        devices = [f"{one.name} ({one.description})" for one in machine.engine.devices]
        lines.append(f"Engine's devices: {', '.join(devices) or 'none'}")
        lines += _modules(machine.engine)
    return "\n".join(lines)


def _modules(engine: Engine) -> list[str]:
    loaded = [one.name for one in engine.modules if one.loaded]
    lost = [
        one
        for one in engine.modules
        if not one.loaded and one.reason and not one.name.startswith(VARIANT)
    ]
    said = [f"Engine's modules: {listed(loaded)}"] if loaded else []
    return said + [f"Not loaded: {one.name}, {one.reason}" for one in lost]


def _engine(engine: Engine | None) -> str:
    return f"llama.cpp {engine.version}, build {engine.build}" if engine else UNKNOWN
