"""Engines and packs as values.

An engine is a folder of llama.cpp's libraries with `engine.json` beside them. A pack is
such a folder that a person added: a whole engine, or one backend module for the engine
that came with the program. The engine of a source checkout has no `engine.json`.
"""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

MANIFEST: Final = "engine.json"
FORMAT: Final = 1
GOING: Final = ".gone-"  # how a pack's folder is called while it is being removed
BUILT_IN: Final = "built-in"  # the id of the engine that came with the program


class PackKind(StrEnum):
    """What a pack is."""

    ENGINE = "engine"  # every library; used instead of the built-in engine
    MODULE = "module"  # backend modules only; added to the built-in engine


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineFile:
    """One library: name within the folder, bytes, SHA-256 in hex."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineManifest:
    """What `engine.json` says. `system` is as 'linux-x86_64', `commit` llama.cpp's, 40 hex digits.

    `bindings` is the version of llama-cpp-python whose structs it fits; `backends` are as
    'cpu', 'rpc', 'vulkan', 'cuda'.
    """

    kind: PackKind
    name: str
    system: str
    bindings: str
    commit: str
    engine: str
    backends: tuple[str, ...]
    files: tuple[EngineFile, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """The last self-test of an engine: a child loaded it and the little guide answered.

    `when` is an ISO 8601 time with its offset, `devices` are the engine's names for what it
    can use, `detail` one sentence: what it answered, or why it failed.
    """

    when: str
    ok: bool
    detail: str
    devices: tuple[str, ...]
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineRow:
    """One engine of the list. `ident` is BUILT_IN or the pack's folder name.

    `manifest` is None for the engine of a source checkout, and where `fault` says why the pack
    cannot be used (a sentence). `active` is what is asked for; `in_use` what the last start
    really took, which is the built-in one where the active pack failed.
    """

    ident: str
    folder: Path
    manifest: EngineManifest | None
    size: int
    active: bool
    in_use: bool
    removable: bool
    trial: Trial | None = None
    fault: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineStart:
    """How one worker is to load its engine.

    `folder` None: the binding's own libraries. `modules` are folders whose modules are
    loaded besides. Without `graphics` only the processor's modules are.
    """

    ident: str = BUILT_IN
    folder: Path | None = None
    modules: tuple[Path, ...] = ()
    graphics: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenUp:
    """An engine that did not start, and the next one did; `why` says it in sentences."""

    start: EngineStart
    why: str
