"""Engines that crashed or hung as they started: how often, and when they are worth another try.

Once may be chance, as after a standby, so it is tried again at the next start of the program.
The second time in a row it is left out, because a person would wait half a minute at every
start, until its files or the drivers are others, or until that person asks for it.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from launcher.engines.shipped import bindings_engine
from launcher.engines.stamps import stamp_of
from launcher.engines.values import EngineStart

ENOUGH: Final = 2
DIGITS: Final = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Fall:
    """`mark` tells what fell from what came later, `times` in a row, `why` for a person."""

    mark: str
    times: int
    why: str


Falls = Mapping[str, Fall]  # by `key_of`


def key_of(start: EngineStart) -> str:
    """One word for an engine, with the graphics card or without."""
    return start.ident if start.graphics else f"{start.ident} without graphics"


def mark_of(start: EngineStart, drivers: str) -> str:
    """Another text as soon as a file of the engine is, or a driver; see `driver_mark`."""
    folders = [start.folder or bindings_engine(), *start.modules]
    told = [sorted(stamp_of(each).items()) for each in folders if each]
    return hashlib.sha256(repr((told, drivers)).encode("utf-8", "replace")).hexdigest()[:DIGITS]


def with_one_more(falls: Falls, start: EngineStart, mark: str, why: str) -> Falls:
    """The same, where this start fell again, or for the first time as things are now."""
    before = falls.get(key_of(start))
    times = before.times + 1 if before and before.mark == mark else 1
    return {**falls, key_of(start): Fall(mark=mark, times=times, why=why)}


def without(falls: Falls, ident: str) -> Falls:
    """The same, where nothing is known against this engine."""
    keys = (key_of(EngineStart(ident=ident, graphics=each)) for each in (True, False))
    return {key: falls[key] for key in falls.keys() - set(keys)}
