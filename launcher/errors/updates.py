"""Why nothing is known of a newer version."""

from dataclasses import dataclass

from launcher.errors.choices import ChoiceError
from launcher.errors.root import SnugError


@dataclass(eq=False)
class UpdateError(SnugError):
    """Nothing can be said of newer versions."""


@dataclass(eq=False)
class NoReleaseFeed(UpdateError):
    """This version names no place to ask."""


@dataclass(eq=False)
class FeedUnreachable(UpdateError):
    """The release feed gave no answer."""

    host: str
    detail: str


@dataclass(eq=False)
class FeedUnusable(UpdateError):
    """The release feed's answer is not one; `detail` says what is wrong with it."""

    host: str
    detail: str


@dataclass(eq=False)
class NoticesMissing(SnugError):
    """The third-party notices that ship with the program are not there or damaged."""

    path: str
    reason: str


@dataclass(eq=False)
class UnknownNotice(ChoiceError):
    """No software inside has such a name; `near` are names that resemble it."""

    asked: str
    near: tuple[str, ...]
