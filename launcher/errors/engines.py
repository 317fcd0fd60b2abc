"""What is wrong with engines: folders of libraries, and packs that bring another one."""

from dataclasses import dataclass
from enum import StrEnum

from launcher.errors.engine import EngineError
from launcher.errors.root import SnugError
from launcher.errors.storage import StorageError


class EnginePackReason(StrEnum):
    """Why a pack cannot be used."""

    NO_MANIFEST = "no manifest"
    UNREADABLE = "unreadable"  # `detail`: what the system says
    MANIFEST = "manifest"  # `detail`: what is wrong in it
    ARCHIVE = "archive"  # `detail`: why it cannot be unpacked
    SYSTEM = "system"  # `detail`: the system it is for
    BINDINGS = "bindings"  # `detail`: the versions, its own and ours
    COMMIT = "commit"  # `detail`: nine digits of its commit and of ours
    LIBRARIES = "libraries"  # `detail`: a library that an engine needs and it does not list
    MODULE = "module"  # an addition to an engine that is not made of modules
    DAMAGED = "damaged"  # `detail`: which file, and what is wrong with it
    TRIAL = "trial"  # `detail`: how its self-test failed


@dataclass(eq=False)
class EnginePackError(SnugError):
    """An engine pack could not be added or used."""


@dataclass(eq=False)
class EnginePackUnusable(EnginePackError):
    """The pack at `path` cannot be used."""

    path: str
    reason: EnginePackReason
    detail: str = ""


@dataclass(eq=False)
class UnknownEngine(EnginePackError):
    """There is no engine of this name; `names` are those that are there."""

    asked: str
    names: tuple[str, ...]


@dataclass(eq=False)
class EngineBuiltIn(EnginePackError):
    """The engine that came with the program is not removed."""


@dataclass(eq=False)
class EngineDamaged(EngineError):
    """Libraries of the engine are not what was installed; `problems` says which and how."""

    folder: str
    problems: tuple[str, ...]


@dataclass(eq=False)
class EngineGivenUp(EngineError):
    """An engine did not start, and the next one does its work.

    `engine` is its name; `graphics` says whether it was tried with the graphics card.
    """

    engine: str
    detail: str
    graphics: bool


@dataclass(eq=False)
class EngineLeftOut(EngineError):
    """An engine failed at its last starts, so it is not tried again by itself."""

    engine: str
    detail: str
    graphics: bool


@dataclass(eq=False)
class EngineGone(EngineError):
    """The engine that is asked for is not there as it was when it was chosen."""

    engine: str
    detail: str


@dataclass(eq=False)
class ProgramReplaced(EngineError):
    """The program on the disk is another version than the one that runs."""

    ours: str
    theirs: str


@dataclass(eq=False)
class EnginesDamaged(StorageError):
    """The list of engines made no sense and was put aside."""

    path: str
    kept: str
