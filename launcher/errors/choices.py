"""What a person asked for and cannot have."""

from dataclasses import dataclass

from launcher.errors.root import SnugError


@dataclass(eq=False)
class ChoiceError(SnugError):
    """A setting the engine could not honour."""


@dataclass(eq=False)
class OutOfRange(ChoiceError):
    """A number outside what is possible; `what` is the choice's name."""

    what: str
    asked: float
    least: int
    most: int


@dataclass(eq=False)
class UnknownChoice(ChoiceError):
    """A word that is not among the allowed ones."""

    what: str
    asked: str
    allowed: tuple[str, ...]


@dataclass(eq=False)
class UnknownTerm(ChoiceError):
    """A word the glossary does not explain; `near` are terms spelled much like it."""

    asked: str
    near: tuple[str, ...]


@dataclass(eq=False)
class CannotImagine(ChoiceError):
    """Words that describe no computer; `hint` says what would."""

    asked: str
    hint: str


@dataclass(eq=False)
class KvTypeMisfit(ChoiceError):
    """The KV type stores blocks of `block` values, and the head size is no multiple of it."""

    kv_type: str
    block: int
    head_size: int


@dataclass(eq=False)
class QuantizedVNeedsFlashAttention(ChoiceError):
    """The engine quantizes the V cache only with flash attention."""

    kv_type: str


@dataclass(eq=False)
class NothingToMeasure(ChoiceError):
    """No file was named, or none to make others from."""

    reason: str


@dataclass(eq=False)
class UnusedImatrix(ChoiceError):
    """An importance matrix was given, and no file is to be made with it."""

    path: str
