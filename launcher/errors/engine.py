"""What the engine, or the process it lives in, could not do."""

from dataclasses import dataclass

from launcher.errors.root import SnugError


@dataclass(eq=False)
class EngineError(SnugError):
    """The engine, or the process it lives in, could not do it."""


@dataclass(eq=False)
class EngineMissing(EngineError):
    """llama-cpp-python or its libraries cannot be loaded."""

    detail: str


@dataclass(eq=False)
class EngineDied(EngineError):
    """The worker process ended.

    `cause` is 'killed', 'out_of_memory', 'assertion', 'crash',
    'illegal_instruction', 'missing_library', 'stopped' or 'exit'.
    """

    cause: str
    code: int
    last_words: tuple[str, ...]


@dataclass(eq=False)
class EngineTimeout(EngineError):
    """The worker said nothing for so many seconds while starting."""

    seconds: float


@dataclass(eq=False)
class EngineHung(EngineError):
    """The worker gave no answer for so many seconds and was ended."""

    seconds: float


@dataclass(eq=False)
class EngineBusy(EngineError):
    """Another answer is being written."""


@dataclass(eq=False)
class NoModelLoaded(EngineError):
    """There is no model to ask."""


@dataclass(eq=False)
class LoadFailed(EngineError):
    """The engine refused the model; `detail` is its own reason."""

    path: str
    detail: str


@dataclass(eq=False)
class LoadCancelled(EngineError):
    """The person stopped the loading."""


@dataclass(eq=False)
class OutOfMemory(EngineError):
    """An allocation of `needed` bytes failed on `device` (0 where the engine does not say)."""

    device: str
    needed: int


@dataclass(eq=False)
class ContextOverflow(EngineError):
    """The conversation has more tokens than the context that was granted."""

    tokens: int
    granted: int


@dataclass(eq=False)
class TemplateFailed(EngineError):
    """The model's own chat template cannot be used."""

    detail: str


@dataclass(eq=False)
class DecodeFailed(EngineError):
    """The engine returned an error in the middle of an answer."""

    code: int
    detail: str


@dataclass(eq=False)
class ProtocolMismatch(EngineError):
    """The worker speaks another version of the protocol, or garbled it."""

    detail: str
