"""What is said where the program cannot be started, or is open already."""

from typing import Final

from launcher import errors
from launcher.errors import SnugError
from launcher.sayings.saying import Saying

_AGAIN: Final = "Install Snug again; models, chats and settings stay."


def library_missing(error: errors.SystemLibraryMissing) -> Saying:
    """With the package, where it is known what a system calls it."""
    what = "A library of the system is missing: {library}."
    if error.package:
        return Saying(what, "Install it (on Debian and Ubuntu: sudo apt install {package}).")
    return Saying(what, "Install it with the system's packages, then start Snug again.")


OPENING: Final[dict[type[SnugError], Saying]] = {
    errors.CannotStart: Saying("Snug could not be started.", "Start it again."),
    errors.InstallationDamaged: Saying("Snug's installation is damaged: {names}.", _AGAIN),
    errors.InstallationIncomplete: Saying(
        "Snug's installation is not complete: {path} is missing.", _AGAIN
    ),
    errors.PartUnusable: Saying("A part of Snug cannot be loaded: {detail}.", _AGAIN),
    errors.NoHome: Saying(
        "The system does not say where your files belong: HOME is not set.",
        "Set HOME, or set SNUG_HOME to a folder for Snug's own files.",
    ),
    errors.NoDisplay: Saying(
        "There is no display to open a window on.",
        "Start Snug in a desktop session; in a terminal, `snug --help` lists the commands.",
    ),
    errors.DisplayRefused: Saying(
        "The display cannot be used: {detail}.",
        "Start Snug in a desktop session; in a terminal, `snug --help` lists the commands.",
    ),
    errors.WindowSilent: Saying(
        "Snug is open already and does not answer.",
        "Wait a moment; if it stays so, end it and start it again.",
    ),
    errors.OtherVersionOpen: Saying(
        "Snug {version} is open already.", "Close its window first to use Snug {own}."
    ),
}
