"""Why files were not measured or not made."""

from dataclasses import dataclass

from launcher.errors.root import SnugError


@dataclass(eq=False)
class MeasuringError(SnugError):
    """Files could not be measured."""


@dataclass(eq=False)
class MeasuringGoesOn(MeasuringError):
    """Another measurement runs, in this program or another one of ours."""


@dataclass(eq=False)
class OnBattery(MeasuringError):
    """The computer runs on its battery, with so many percent left."""

    charge: int
    least: int


@dataclass(eq=False)
class UnusableText(MeasuringError):
    """A text that cannot be measured on; `looks_like` is 'empty', 'binary' or 'not UTF-8'."""

    path: str
    looks_like: str


@dataclass(eq=False)
class TextTooShort(MeasuringError):
    """The text has fewer tokens than one window; both in tokens."""

    path: str
    tokens: int
    least: int


@dataclass(eq=False)
class OtherVocabulary(MeasuringError):
    """A file whose tokens are not those of the reference."""

    path: str
    reference: str


@dataclass(eq=False)
class ReferenceLost(MeasuringError):
    """The reference is another file than at the start, or none: `reason` says which."""

    path: str
    reason: str


@dataclass(eq=False)
class FileReplaced(MeasuringError):
    """A file was replaced by another one while it was to be measured."""

    path: str


@dataclass(eq=False)
class DoesNotFit(MeasuringError):
    """A device has too little free memory for the file (bytes, with what stays free)."""

    path: str
    device: str
    needed: int
    free: int


@dataclass(eq=False)
class NoRoomToMeasure(MeasuringError):
    """The disk has too little room (bytes); `what` says for what."""

    folder: str
    needed: int
    free: int
    what: str


@dataclass(eq=False)
class NotMeasured(MeasuringError):
    """The engine loaded this file and could not compute with it."""

    path: str
    reason: str


@dataclass(eq=False)
class QuantizeError(SnugError):
    """A file could not be made in another quantization."""


@dataclass(eq=False)
class NoRoomToMake(QuantizeError):
    """The disk has too little room (bytes) for the new file."""

    folder: str
    needed: int
    free: int


@dataclass(eq=False)
class AlreadyQuantized(QuantizeError):
    """The source is in a type that has lost too much to make another one from."""

    path: str
    quantization: str


@dataclass(eq=False)
class NeedsImatrix(QuantizeError):
    """A type the engine makes only with an importance matrix."""

    quantization: str


@dataclass(eq=False)
class BadImatrix(QuantizeError):
    """An importance matrix that cannot be used for this model."""

    path: str
    reason: str


@dataclass(eq=False)
class TargetExists(QuantizeError):
    """There is a file where the new one should go."""

    path: str


@dataclass(eq=False)
class TargetIsSource(QuantizeError):
    """The new file would take the place of the one it is made from."""

    path: str


@dataclass(eq=False)
class QuantizeFailed(QuantizeError):
    """The engine could not make the file; `detail` is its own reason."""

    path: str
    detail: str
