"""Everything that can go wrong, drawn as a tree.

Errors carry data, not sentences: `launcher.sentences` says each of them in the
person's words, once, for the window and the terminal alike.
"""

from dataclasses import dataclass


@dataclass(eq=False)
class SnugError(Exception):
    """Something a person should hear about, with what is needed to tell it."""


# --- files that are meant to be models -------------------------------------------------------


@dataclass(eq=False)
class BadModelFile(SnugError):
    """A file that cannot be used as a model."""

    path: str


@dataclass(eq=False)
class NoSuchFile(BadModelFile):
    """There is nothing at this path."""


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


# --- the Hub ----------------------------------------------------------------------------------


@dataclass(eq=False)
class HubError(SnugError):
    """Hugging Face could not give what was asked."""


@dataclass(eq=False)
class NoNetwork(HubError):
    """The hub could not be reached at all."""

    host: str
    detail: str


@dataclass(eq=False)
class RateLimited(HubError):
    """The hub asks us to wait (seconds)."""

    seconds: float


@dataclass(eq=False)
class HubRefused(HubError):
    """The hub answered with an error that has no name here."""

    status: int
    detail: str


@dataclass(eq=False)
class InvalidToken(HubError):
    """The hub does not accept the access token."""


@dataclass(eq=False)
class RepoNotFound(HubError):
    """No such repository, or it is private."""

    repo: str


@dataclass(eq=False)
class RepoGated(HubError):
    """The repository's owner wants people to ask for access first."""

    repo: str
    has_token: bool


@dataclass(eq=False)
class RepoEmpty(HubError):
    """The repository holds no GGUF file."""

    repo: str


@dataclass(eq=False)
class RepoIncomplete(HubError):
    """Its models lack parts, or lie in pieces that must be joined first; `problems` say which."""

    repo: str
    problems: tuple[str, ...]


@dataclass(eq=False)
class FileNotInRepo(HubError):
    """The repository has no such file."""

    repo: str
    path: str


# --- downloads --------------------------------------------------------------------------------


@dataclass(eq=False)
class DownloadError(SnugError):
    """A download stopped for a reason that trying again at once does not mend."""


@dataclass(eq=False)
class DiskFull(DownloadError):
    """Not enough room (bytes) where the file goes."""

    folder: str
    needed: int
    free: int


@dataclass(eq=False)
class FolderNotWritable(DownloadError):
    """The folder cannot be written to."""

    folder: str
    reason: str


@dataclass(eq=False)
class ChecksumMismatch(DownloadError):
    """The bytes arrived but their SHA-256 is not the one the hub promised."""

    path: str
    expected: str
    actual: str


@dataclass(eq=False)
class FileChanged(DownloadError):
    """The hub now offers another file under this name than the one that was begun."""

    path: str


@dataclass(eq=False)
class ConnectionLost(DownloadError):
    """The connection broke again and again without a byte arriving."""

    path: str
    attempts: int
    detail: str


@dataclass(eq=False)
class UnsafePath(DownloadError):
    """A file name that would leave the models folder or that a system cannot store."""

    path: str


# --- choices ----------------------------------------------------------------------------------


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


# --- the engine -------------------------------------------------------------------------------


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
    'illegal_instruction', 'stopped' or 'exit'.
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


# --- what we keep -----------------------------------------------------------------------------


@dataclass(eq=False)
class StorageError(SnugError):
    """Something of ours on the disk could not be read or written."""


@dataclass(eq=False)
class SettingsDamaged(StorageError):
    """The settings file made no sense and was put aside."""

    path: str
    kept: str


@dataclass(eq=False)
class SettingsIgnored(StorageError):
    """Values in the settings file that are none a setting can have; their defaults hold.

    `names` are the settings' labels.
    """

    path: str
    names: tuple[str, ...]


@dataclass(eq=False)
class LibraryDamaged(StorageError):
    """The list of known models made no sense and was put aside; the models are untouched."""

    path: str
    kept: str


@dataclass(eq=False)
class ReceiptsDamaged(StorageError):
    """The history of loads was damaged; what it held is kept aside."""

    path: str
    kept: str


@dataclass(eq=False)
class SpeedsDamaged(StorageError):
    """The file of what was measured of this computer's speed was damaged; it is kept aside."""

    path: str
    kept: str


@dataclass(eq=False)
class ConversationsDamaged(StorageError):
    """The conversations' database made no sense and was put aside."""

    path: str
    kept: str


@dataclass(eq=False)
class ConversationsNotKept(StorageError):
    """The database cannot be written: what is said now is gone when the program ends."""

    path: str
    reason: str


@dataclass(eq=False)
class ConversationGone(StorageError):
    """There is no conversation or message of this number (any more)."""

    number: int


@dataclass(eq=False)
class NotSaved(StorageError):
    """A file of ours could not be written."""

    path: str
    reason: str


@dataclass(eq=False)
class CannotDelete(StorageError):
    """The system refuses to delete the file, or it is in use."""

    path: str
    reason: str


@dataclass(eq=False)
class NotOurs(StorageError):
    """A file that is not in the library is not deleted."""

    path: str


@dataclass(eq=False)
class KeyringUnavailable(StorageError):
    """This system has no store for secrets that we can use."""

    reason: str
