"""What keeps the program from starting, or from opening what it was given."""

from dataclasses import dataclass

from launcher.errors.root import SnugError


@dataclass(eq=False)
class CannotStart(SnugError):
    """The program or its window could not be opened."""


@dataclass(eq=False)
class InstallationDamaged(CannotStart):
    """Files of the installed program are missing or are not what was shipped."""

    names: tuple[str, ...]


@dataclass(eq=False)
class InstallationIncomplete(CannotStart):
    """The list of what was shipped, which an installation writes last, is not there."""

    path: str


@dataclass(eq=False)
class PartUnusable(CannotStart):
    """A part of the program cannot be loaded, and no file of it is known to be damaged."""

    detail: str


@dataclass(eq=False)
class SystemLibraryMissing(CannotStart):
    """A library that the system provides is not there; `package` is '' where none is known."""

    library: str
    package: str


@dataclass(eq=False)
class NoHome(CannotStart):
    """The system does not say where this person's files belong."""


@dataclass(eq=False)
class NoDisplay(CannotStart):
    """There is no display that a window could be opened on."""


@dataclass(eq=False)
class DisplayRefused(CannotStart):
    """A display is named, and Qt cannot use it."""

    detail: str


@dataclass(eq=False)
class WindowSilent(CannotStart):
    """Snug's window is open and does not answer."""


@dataclass(eq=False)
class OtherVersionOpen(CannotStart):
    """Another version's window is open, and came forward."""

    version: str
    own: str
