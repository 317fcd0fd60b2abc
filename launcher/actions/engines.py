"""Engines: what is here, packs added and removed, one tried, one chosen.

An engine is chosen only after all of its files were read and a child of its own loaded it and
had the little guide answer. So one that does not work never keeps the program from starting.
"""

from collections.abc import Callable
from pathlib import Path

from launcher.actions.engine_trial import trial_of
from launcher.actions.parts import Parts
from launcher.engines.pinned import this_system
from launcher.engines.values import BUILT_IN, EngineRow, PackKind, Trial
from launcher.errors import EnginePackReason, EnginePackUnusable
from launcher.hardware.facts import Machine
from launcher.hardware.reasons import CUDA, needs_driver
from launcher.identity import VERSION
from launcher.paths import places
from launcher.sentences import Sentence

OnProgress = Callable[[int, int], None]


def list_engines(parts: Parts) -> tuple[EngineRow, ...]:
    """Every engine on this computer, the built-in one first."""
    return parts.engines.rows()


def add_pack(parts: Parts, source: Path, on_progress: OnProgress | None = None) -> EngineRow:
    """Copy a pack in: a folder, a .zip or a .tar.gz. It is not used before `use_engine`.

    `on_progress` hears bytes done, of so many; what it raises stops the copying and leaves
    nothing behind. Raises EnginePackUnusable, DiskFull, NotSaved, NoSuchFile, UnreadableFile.
    """
    return parts.engines.add(source, on_progress)


def try_engine(parts: Parts, ident: str = BUILT_IN) -> Trial:
    """Load it in a child of its own and let the little guide answer; what came is kept.

    One that passes is tried again at the next start, where it had been given up or left out.
    Raises UnknownEngine, EnginePackUnusable where its files are wrong, NotSaved.
    """
    parts.engines.verify(ident)
    row = parts.engines.row(ident)
    trial = trial_of(parts.engines.start_of(ident), _must_load(row))
    gone = trial.ok and any(each.start.ident == ident for each in parts.engines.given_up)
    parts.engines.record(ident, trial)
    if gone:  # it did not start before; the next question is for it again
        _let_go(parts)
    return trial


def use_engine(parts: Parts, ident: str) -> EngineRow:
    """Ask for this engine from the next start of a worker on, once it passed its self-test.

    A worker that only waits is ended, so its next question is answered by the new engine; one
    that has a model loaded is left alone. Raises UnknownEngine, EnginePackUnusable, NotSaved.
    """
    row = parts.engines.row(ident)
    if ident != BUILT_IN:  # what came with the program is always there to go back to
        trial = try_engine(parts, ident)
        if not trial.ok:
            raise EnginePackUnusable(str(row.folder), EnginePackReason.TRIAL, trial.detail)
    row = parts.engines.activate(ident)
    _let_go(parts)
    return row


def remove_engine(parts: Parts, ident: str) -> None:
    """Delete a pack; where it is the one in use, the built-in engine is from now on.

    Raises EngineBuiltIn, UnknownEngine, CannotDelete, NotSaved.
    """
    if parts.engines.row(ident).active and ident != BUILT_IN:
        parts.engines.activate(BUILT_IN)
    _let_go(parts)  # first, for Windows deletes no library that a process has open
    parts.engines.remove(ident)


def pack_advice(machine: Machine) -> tuple[Sentence, ...]:
    """What an owner of an NVIDIA card would get, and where it goes; nothing for anybody else."""
    cards = [one.name for one in machine.gpus if one.vendor == "nvidia" and not needs_driver(one)]
    engine = machine.engine
    if not cards or machine.imagined or engine is None or not engine.modules:
        return ()
    if any(each.name == CUDA for each in engine.modules):
        return ()  # one that cannot be loaded is told as that
    return (
        Sentence(
            f"{cards[0]} can also be used through CUDA, NVIDIA's own interface, with one more "
            "file (an engine pack).",
            f"Get the CUDA pack of Snug {VERSION} for {this_system()} and add it in Settings, "
            f"Engine, or with `snug engines add PATH`; it is copied to {places().engines}.",
            ("Engine",),
        ),
    )


def _must_load(row: EngineRow) -> Path | None:
    """The folder of an addition: an engine that works without its module proves nothing."""
    manifest = row.manifest
    if row.ident == BUILT_IN or manifest is None or manifest.kind is not PackKind.MODULE:
        return None
    return row.folder


def _let_go(parts: Parts) -> None:
    parts.planner.rest()
    if parts.session.loaded is None:
        parts.session.rest()
