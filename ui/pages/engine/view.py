"""What the Engine page says: each engine, what it can use, and how its last test went. No Qt."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Final

from launcher.engines.values import BUILT_IN, EngineRow, GivenUp, PackKind, Trial
from launcher.hardware.facts import Engine
from launcher.protocol.messages import EngineModule
from launcher.sentences import Sentence
from ui.text.engine_words import (
    SHORT_COMMIT,
    backend_words,
    engine_name,
    given_up_sentence,
    listed,
    missing_words,
    variant_words,
)
from ui.text.numbers import day_word, with_unit

ANOTHER: Final = (
    "This is a source checkout: its engine was built on this computer. This builds another one; "
    "cpu, cuda, vulkan and metal can stand there:"
)
COMMAND: Final = "python3 snug.py --backend vulkan setup"
ARCHIVES: Final = (".zip", ".tar.gz", ".tgz")
NONE_USED: Final = "The engine has not started yet."
ADD_HELP: Final = (
    "An engine pack is a folder, a .zip or a .tar.gz with engine.json in it. It is checked and "
    "tried before it is used, and one that fails never keeps Snug from starting. You can drop "
    "it on this page."
)


class Standing(StrEnum):
    """Where an engine stands; the word is read."""

    IN_USE = "In use"
    NEXT = "From the next start"
    FAILED = "Chosen, did not start"
    FAULTY = "Cannot be used"
    IDLE = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineLine:
    """One engine of the list, in words. `fault` is '' where it can be used."""

    ident: str
    name: str
    standing: Standing
    uses: str
    facts: str
    folder: str
    trial: str
    trial_ok: bool
    fault: str
    can_use: bool
    can_remove: bool

    @property
    def sentence(self) -> str:
        """All of it, for those who hear it."""
        said = (self.name, self.standing.value, self.uses, self.facts, self.trial, self.fault)
        return ". ".join(one.rstrip(".") for one in said if one)


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineView:
    """The page. `missing` are modules that could not be loaded, each with what would help.

    `advice` is for owners of a card that another engine would use; `command` builds another
    engine, where this is a source checkout.
    """

    running: str
    chosen: str
    missing: tuple[str, ...]
    given_up: Sentence | None
    lines: tuple[EngineLine, ...]
    advice: tuple[Sentence, ...]
    command: str


def engine_view(
    rows: Sequence[EngineRow],
    engine: Engine | None,
    modules: Sequence[EngineModule],
    *,
    advice: Sequence[Sentence] = (),
    given_up: Sequence[GivenUp] = (),
    built_for: Sequence[str] = (),
    now: datetime | None = None,
) -> EngineView:
    """The page for these engines; `engine` and `modules` are as the worker introduced them.

    `built_for` are the backends of an engine that was built here, which has no engine.json.
    """
    moment = now or datetime.now().astimezone()
    lost = frozenset(one.start.ident for one in given_up)
    from_source = any(row.ident == BUILT_IN and row.manifest is None for row in rows)
    return EngineView(
        running=running_words(engine),
        chosen=variant_words(modules),
        missing=missing_words(modules),
        given_up=given_up_sentence(given_up, leads=False),
        lines=tuple(engine_line(row, built_for, lost, moment) for row in rows),
        advice=tuple(advice),
        command=COMMAND if from_source else "",
    )


def running_words(engine: Engine | None) -> str:
    """What runs now: version, build, and the devices it found."""
    if engine is None:
        return NONE_USED
    found = [one.description or one.name for one in engine.devices]
    devices = f" It can use {listed(found)}." if found else " It found no device it could use."
    return f"llama.cpp {engine.version}, build {engine.build}.{devices}"


def engine_line(
    row: EngineRow, built_for: Sequence[str], lost: Collection[str], now: datetime
) -> EngineLine:
    """One row of the list; `lost` are those that did not start."""
    standing = _standing(row, lost)
    return EngineLine(
        ident=row.ident,
        name=engine_name(row),
        standing=standing,
        uses=_uses(row, built_for),
        facts=_facts(row),
        folder=str(row.folder),
        trial=trial_words(row.trial, now),
        trial_ok=row.trial is None or row.trial.ok,
        fault=row.fault,
        can_use=not row.active and not row.fault,
        can_remove=row.removable,
    )


def trial_words(trial: Trial | None, now: datetime) -> str:
    """When it was tested last, what came and how long it took; '' where it never was."""
    if trial is None:
        return "Not tested yet."
    what = "" if trial.ok else "It failed. "
    return f"Tested {_when(trial.when, now)}, {trial.seconds:.1f} s. {what}{trial.detail}".strip()


def _standing(row: EngineRow, lost: Collection[str]) -> Standing:
    if row.fault:
        return Standing.FAULTY
    if row.in_use:
        return Standing.IN_USE
    if row.active:
        return Standing.FAILED if row.ident in lost else Standing.NEXT
    return Standing.IDLE


def _uses(row: EngineRow, built_for: Sequence[str]) -> str:
    if row.manifest is not None:
        added = "Adds" if row.manifest.kind is PackKind.MODULE else "Can use"
        return f"{added} {backend_words(row.manifest.backends)}"
    if row.ident == BUILT_IN and built_for:
        return f"Built for {backend_words(built_for)}"
    return ""


def _facts(row: EngineRow) -> str:
    said = []
    if row.manifest is not None:
        said.append(f"llama.cpp {row.manifest.engine}")
        said.append(f"commit {row.manifest.commit[:SHORT_COMMIT]}")
    if row.size:
        said.append(with_unit(row.size))
    return " · ".join(said)


def _when(text: str, now: datetime) -> str:
    try:
        when = datetime.fromisoformat(text).astimezone()
    except ValueError:
        return "at a time that is unknown"
    days = (now.date() - when.date()).days
    if days in (0, 1):
        return f"{day_word(when, now.date()).lower()} at {when:%H:%M}"
    return f"on {when:%x}"


def is_pack(path: Path) -> bool:
    """Whether what is dropped may be an engine pack: a folder or an archive."""
    return path.name.lower().endswith(ARCHIVES) or path.is_dir()
