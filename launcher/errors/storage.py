"""What of ours on the disk could not be read or written."""

from dataclasses import dataclass

from launcher.errors.root import SnugError


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
class SettingsNotKept(StorageError):
    """The settings file cannot be written: what is set now holds until the program ends."""

    path: str
    reason: str


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
class MeasuredDamaged(StorageError):
    """The history of measured files was damaged; what it held is kept aside."""

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
class NewerData(StorageError):
    """A newer version of the program wrote the file; this one leaves it as it is."""

    path: str


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
class BuiltIn(StorageError):
    """The model that ships with the program is not deleted."""

    path: str


@dataclass(eq=False)
class KeyringUnavailable(StorageError):
    """This system has no store for secrets that we can use."""

    reason: str
