"""Sayings for engines and engine packs."""

import os
import sys
from collections.abc import Callable
from typing import Any, Final

from launcher import errors
from launcher.errors import EnginePackReason as Reason
from launcher.sayings.saying import Saying

_FORCED: Final = "SNUG_CPU_VARIANT "  # how the worker's reason begins then
_NAMED: Final = "SNUG_ENGINE"  # a folder that a person names instead of the built-in engine
_HAS: Final = ". It has "  # after that come the names of all variants
_AGAIN: Final = "Get the pack again; this copy should not be used."
_OURS: Final = "Get the pack that was made for this version of Snug."
_PACKS: Final = {
    Reason.NO_MANIFEST: Saying(
        "{path} is not an engine pack: it has no engine.json.",
        "Choose the pack's folder, or its .zip or .tar.gz file.",
    ),
    Reason.UNREADABLE: Saying(
        "{path} cannot be read: {detail}.", "Check its permissions, then try again."
    ),
    Reason.MANIFEST: Saying(
        "{path} is not an engine pack: its engine.json makes no sense ({detail}).", _AGAIN
    ),
    Reason.ARCHIVE: Saying("{path} cannot be unpacked: {detail}.", _AGAIN),
    Reason.SYSTEM: Saying(
        "{path} is an engine for another system ({detail}).",
        "Get the pack for this computer's system and processor.",
    ),
    Reason.BINDINGS: Saying(
        "{path} was made for another version of the engine's bindings ({detail}).", _OURS
    ),
    Reason.COMMIT: Saying("{path} was built from another state of llama.cpp ({detail}).", _OURS),
    Reason.LIBRARIES: Saying("{path} is not a whole engine: it lacks {detail}.", _AGAIN),
    Reason.MODULE: Saying(
        "{path} adds to the engine of a packaged Snug, and this one was built from source.",
        "Build an engine for your card: `python3 snug.py --backend cuda` or another backend.",
    ),
    Reason.DAMAGED: Saying("{path} is damaged: {detail}.", _AGAIN),
    Reason.TRIAL: Saying(
        "{path} failed its self-test: {detail}.",
        "Nothing was changed; the engine that was used before goes on.",
    ),
}

_OTHER: Final = "Have SNUG_ENGINE name the folder of a whole engine, or take that variable away."
_ANY_PACK: Final = Saying("The engine pack cannot be used.", "Choose another one.")


def engine_missing(error: errors.EngineMissing) -> Saying:
    """What to do hangs on whether a variant was forced, and on how the program came here."""
    what = "The engine (llama.cpp) cannot be loaded: {detail}."
    if error.detail.startswith(_FORCED):
        told, _, names = error.detail.partition(_HAS)
        what = what.replace("{detail}", _plain(told))
        one = f"one of {_plain(names)}" if names else "another variant"
        return Saying(what, f"Name {one}, or take the variable away.")
    if os.environ.get(_NAMED):
        return Saying(what, _OTHER)
    if getattr(sys, "frozen", False):
        return Saying(what, "Install Snug again; models, chats and settings stay.")
    return Saying(what, "Set the program up again, so that the engine is built anew.")


def _plain(text: str) -> str:
    """Words that stand in a saying as they are."""
    return text.replace("{", "").replace("}", "")


def _damaged(_error: errors.EngineDamaged) -> Saying:
    what = "The engine in {folder} is damaged: {problems}."
    return Saying(what, _OTHER if os.environ.get(_NAMED) else "Install Snug again.")


def _unusable(error: errors.EnginePackUnusable) -> Saying:
    return _PACKS.get(error.reason, _ANY_PACK)


def _given_up(error: errors.EngineGivenUp) -> Saying:
    """Which engine, and what does its work now."""
    if error.graphics:
        return Saying(
            "{engine} did not start with the graphics card: {detail}.",
            "Snug goes on without it until it is opened again; a newer driver may help.",
        )
    return Saying(
        "{engine} did not start: {detail}.",
        "Snug goes on with the next engine until it is opened again.",
    )


def _left_out(error: errors.EngineLeftOut) -> Saying:
    """What would bring it back: another driver, by itself, or a person's wish."""
    how = " with the graphics card" if error.graphics else ""
    change = "driver" if error.graphics else "its files"
    return Saying(
        f"{{engine}} is not started{how}, for that failed twice: {{detail}}.",
        f"It is tried again after a change of {change}, or when you press Test in Settings, "
        "Engine (`snug engines try`).",
    )


ENGINES: Final[dict[type[errors.SnugError], Saying | Callable[[Any], Saying]]] = {
    errors.EnginePackError: _ANY_PACK,
    errors.EnginePackUnusable: _unusable,
    errors.UnknownEngine: Saying(
        "There is no engine “{asked}” here.", "Choose one of these: {names}."
    ),
    errors.EngineBuiltIn: Saying(
        "The built-in engine is a part of the program, so it is not removed.",
        "Remove a pack, or use another engine in Settings.",
    ),
    errors.EngineDamaged: _damaged,
    errors.EngineGivenUp: _given_up,
    errors.EngineLeftOut: _left_out,
    errors.EngineGone: Saying(
        "The engine {engine} cannot be used any more: {detail}.",
        "The built-in engine is used; add the pack again, or choose another in Settings.",
    ),
    errors.ProgramReplaced: Saying(
        "Snug was updated while it ran ({ours}, now {theirs}).", "Close it and open it again."
    ),
    errors.EnginesDamaged: Saying(
        "The list of engines {path} made no sense, so the built-in engine is used.",
        "No engine pack is lost: choose yours again; the old list is kept as {kept}.",
    ),
}
