"""Foreign errors made ours, at the door. Everything huggingface_hub or httpx2 may raise ends here.

Signed addresses of the CDN are secrets: no detail repeats one.
"""

import contextlib
import email.utils
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

import httpx2
from huggingface_hub.errors import (
    GatedRepoError,
    HfHubHTTPError,
    HFValidationError,
    OfflineModeIsEnabled,
    RemoteEntryNotFoundError,
    RepositoryNotFoundError,
)
from huggingface_hub.utils import parse_ratelimit_headers

from launcher.errors import (
    FileNotInRepo,
    HubError,
    HubRefused,
    InvalidToken,
    NoNetwork,
    RateLimited,
    RepoGated,
    RepoNotFound,
)

UNSAID: Final = 10.0  # seconds to wait where a 429 does not say
ADDRESS: Final = re.compile(r"https?://\S+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What was asked, for the error that may come of it."""

    host: str
    has_token: bool
    repo: str = ""
    path: str = ""


@contextlib.contextmanager
def translated(question: Question) -> Iterator[None]:
    """Raise HubError for whatever the library or the network raises inside."""
    try:
        yield
    except HubError:
        raise
    except (httpx2.HTTPError, httpx2.InvalidURL, httpx2.StreamError, OSError) as error:
        raise hub_error(error, question) from None
    except HFValidationError:
        raise RepoNotFound(question.repo) from None
    except ValueError:  # an answer that is not JSON: a captive portal, or no hub at all
        raise HubRefused(200, "The answer is not one of a model hub.") from None


def hub_error(error: Exception, question: Question) -> HubError:
    """The error of ours that says the same."""
    if isinstance(error, HfHubHTTPError):
        return _refusal(error, question)
    if isinstance(error, httpx2.TooManyRedirects | httpx2.DecodingError):
        return HubRefused(0, plain(error))
    return NoNetwork(question.host, _why_unreachable(error))


def wait_asked(headers: Mapping[str, str]) -> float | None:
    """Seconds that the server wants us to wait; None where it does not say.

    Source: draft-ietf-httpapi-ratelimit-headers as the Hub sends it; RFC 9110 section 10.2.3.
    """
    limit = parse_ratelimit_headers(headers)
    if limit is not None and limit.remaining == 0:
        return float(limit.reset_in_seconds)
    value = next((v for k, v in headers.items() if k.lower() == "retry-after"), "").strip()
    if value.isdigit():
        return float(value)
    try:
        when = email.utils.parsedate_to_datetime(value)
    except ValueError:
        return None
    if when.tzinfo is None:
        when = when.replace(tzinfo=UTC)
    return max(0.0, (when - datetime.now(UTC)).total_seconds())


def plain(error: Exception) -> str:
    """An error in its own words, without addresses."""
    return ADDRESS.sub("…", str(error)).strip() or type(error).__name__


def _why_unreachable(error: Exception) -> str:
    if isinstance(error, OfflineModeIsEnabled):
        return "HF_HUB_OFFLINE is set"
    return "no answer in time" if isinstance(error, httpx2.TimeoutException) else plain(error)


def _refusal(error: HfHubHTTPError, question: Question) -> HubError:
    if isinstance(error, GatedRepoError):  # before its parent, RepositoryNotFoundError
        return RepoGated(question.repo, question.has_token)
    if isinstance(error, RepositoryNotFoundError):
        return RepoNotFound(question.repo)
    if isinstance(error, RemoteEntryNotFoundError):
        return FileNotInRepo(question.repo, question.path)
    return _by_status(error, question)


def _by_status(error: HfHubHTTPError, question: Question) -> HubError:
    status = error.response.status_code
    if status == 429:
        seconds = wait_asked(error.response.headers)
        return RateLimited(UNSAID if seconds is None else seconds)
    if status == 401 and (question.has_token or question.repo):
        # On http:// the library does not tell a missing repository from a refused token.
        return InvalidToken() if question.has_token else RepoNotFound(question.repo)
    said = error.server_message or error.response.reason_phrase or "no reason given"
    return HubRefused(status, ADDRESS.sub("…", said))
