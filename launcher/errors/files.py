"""What is wrong with files that are meant to be models."""

from dataclasses import dataclass
from typing import Final

from launcher.errors.root import SnugError


@dataclass(eq=False)
class BadModelFile(SnugError):
    """A file that cannot be used as a model."""

    path: str


@dataclass(eq=False)
class NoSuchFile(BadModelFile):
    """There is nothing at this path."""


A_FOLDER: Final = "it is a folder"  # a reason that has a remedy of its own


@dataclass(eq=False)
class UnreadableFile(BadModelFile):
    """The system refuses to read the file."""

    reason: str


@dataclass(eq=False)
class NotGguf(BadModelFile):
    """The file is something else.

    `looks_like` is 'empty', 'html', 'git-lfs', 'json', 'zip' or 'unknown'.
    """

    looks_like: str


@dataclass(eq=False)
class TruncatedFile(BadModelFile):
    """The file ends before its own header or tensor table says it should (bytes)."""

    expected: int
    actual: int


@dataclass(eq=False)
class DamagedHeader(BadModelFile):
    """The GGUF header contradicts itself; `offset` is the byte where it was noticed."""

    reason: str
    offset: int


@dataclass(eq=False)
class UnsupportedArchitecture(BadModelFile):
    """This build of the engine does not know the model's architecture."""

    architecture: str


@dataclass(eq=False)
class NotAChatModel(BadModelFile):
    """A GGUF that is not a language model by itself: mmproj, imatrix, LoRA, vocabulary only."""

    role: str


@dataclass(eq=False)
class MissingShard(BadModelFile):
    """A model in several files of which one is not there."""

    missing: str


@dataclass(eq=False)
class ForeignType(BadModelFile):
    """Its weights are in a type that this engine does not load.

    `removed`: llama.cpp once did; else only the fork ik_llama.cpp does.
    """

    quantization: str
    removed: bool


@dataclass(eq=False)
class GuideMissing(BadModelFile):
    """The model that ships with the program is not in this installation."""


@dataclass(eq=False)
class GuideDamaged(BadModelFile):
    """The model that ships with the program is another file than the one that shipped."""
