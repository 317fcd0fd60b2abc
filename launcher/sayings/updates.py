"""Sayings about newer versions and notices."""

from collections.abc import Callable
from typing import Any, Final

from launcher import errors
from launcher.errors import SnugError
from launcher.sayings.saying import Saying


def unknown_notice(error: errors.UnknownNotice) -> Saying:
    """What was perhaps meant."""
    what = "No software inside Snug is called “{asked}”"
    if error.near:
        return Saying(what, "Perhaps one of these is meant: {near}")
    return Saying(what, "`snug notices` lists all names.")


UPDATES: Final[dict[type[SnugError], Saying | Callable[[Any], Saying]]] = {
    errors.UpdateError: Saying("Nothing can be said of newer versions.", "Try it again later."),
    errors.NoReleaseFeed: Saying(
        "This version of Snug names no place to ask for newer ones.",
        "Look where you got Snug from.",
    ),
    errors.FeedUnreachable: Saying(
        "{host} could not be asked for a newer version: {detail}.",
        "Check the connection and try it again; Snug works without it.",
    ),
    errors.FeedUnusable: Saying(
        "The answer of {host} about newer versions cannot be used: {detail}.",
        "Try it again tomorrow; Snug works as before.",
    ),
    errors.UnknownNotice: unknown_notice,
    errors.NoticesMissing: Saying(
        "The notices of the software inside Snug cannot be read ({path}): {reason}.",
        "Install Snug again to have them; everything else works.",
    ),
}
