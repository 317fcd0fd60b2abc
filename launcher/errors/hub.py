"""What Hugging Face could not give."""

from dataclasses import dataclass

from launcher.errors.root import SnugError


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
