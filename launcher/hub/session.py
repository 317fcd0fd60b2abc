"""HTTP with the Hub: huggingface_hub's own client, headers and error types, with deadlines.

The library sets no time limit on most requests, and sleeps for minutes in the
calling thread when it is rate limited; so pages are fetched here, one request
each, and a 429 is told at once. This module is imported late: see `client`.
"""

import logging
import ssl
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any, Final
from urllib.parse import SplitResult, urlsplit, urlunsplit

import httpx2
from huggingface_hub import constants, get_token
from huggingface_hub.errors import OfflineModeIsEnabled, OIDCError
from huggingface_hub.utils import (
    build_hf_headers,
    get_session,
    hf_raise_for_status,
    set_client_factory,
)

from launcher.errors import HubRefused, NoNetwork
from launcher.hub.client import Hub
from launcher.hub.halt import Halt
from launcher.hub.line import Answer, Line
from launcher.hub.patience import FOR_ANSWERS, Patience
from launcher.hub.translate import Question, hub_error, translated
from launcher.identity import NAME, VERSION

PASSING: Final = (httpx2.RemoteProtocolError, httpx2.ReadError)  # a kept connection gone stale


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One answer of the API and the address of what follows it."""

    body: Any
    following: str | None


class Session:
    """Requests to one hub. May be used from several threads."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._trust: ssl.SSLContext | None = None
        self._lock = Lock()
        for name in ("httpx2", "httpcore2", "huggingface_hub"):
            # They log addresses, and a CDN's address is a key to the file.
            logging.getLogger(name).setLevel(logging.ERROR)
        set_client_factory(self._new_client)

    def page(
        self, address: str, params: Iterable[tuple[str, str]] = (), *, repo: str = ""
    ) -> Page:
        """One page of JSON. Raises HubError."""
        question = self.question(repo=repo)
        with translated(question):
            response = _once_more(
                httpx2.URL(address, params=list(params)) if params else httpx2.URL(address),
                self.headers(address),
            )
            hf_raise_for_status(response)
            following = response.links.get("next", {}).get("url")
            return Page(body=response.json(), following=following and self._at_home(following))

    def check(self, answer: Answer, *, repo: str, path: str) -> None:
        """Raise the HubError that an answer is, if it is one."""
        if answer.status < 400:
            return
        if not self.is_home(str(answer.response.url)):
            raise HubRefused(answer.status, answer.response.reason_phrase or "no reason given")
        with translated(self.question(repo=repo, path=path)):
            hf_raise_for_status(answer.response)

    def question(self, *, repo: str = "", path: str = "") -> Question:
        """What is asked, for errors."""
        return Question(
            host=_split(self._hub.endpoint).netloc,
            has_token=self._hub.token() is not None,
            repo=repo,
            path=path,
        )

    def headers(self, address: str) -> dict[str, str]:
        """Who we are, and the token where the address is the hub's own."""
        token = self._hub.token() if self.is_home(address) else None
        given: Mapping[str, str] = build_hf_headers(
            token=token or False, library_name=NAME.lower(), library_version=VERSION
        )
        return dict(given)

    def is_home(self, address: str) -> bool:
        """Whether an address belongs to the hub itself: same scheme, host and port."""
        return _origin(address) == _origin(self._hub.endpoint)

    def line(self, patience: Patience, halt: Halt) -> Line:
        """A connection of its own that can be cut from another thread. Raises NoNetwork."""
        if constants.is_offline_mode():
            raise hub_error(OfflineModeIsEnabled(), self.question())
        return Line(self._trusted(), patience, halt)

    def stored_token(self) -> str | None:
        """The token of huggingface's own login on this computer."""
        if constants.HF_HUB_DISABLE_IMPLICIT_TOKEN:
            return None
        try:
            return get_token()
        except (OSError, OIDCError):
            return None

    def _trusted(self) -> ssl.SSLContext:
        """The system's certificates, read once: it takes 60 ms."""
        with self._lock:
            if self._trust is None:
                self._trust = httpx2.create_ssl_context()
            return self._trust

    def _new_client(self) -> httpx2.Client:
        return httpx2.Client(
            verify=self._trusted(),
            event_hooks={"request": [_stay_offline, _set_deadline]},
            follow_redirects=True,
        )

    def _at_home(self, address: str) -> str:
        """A mirror may send the next page's address at huggingface.co; stay with the mirror."""
        home = urlsplit(self._hub.endpoint)
        there = urlsplit(address)
        return urlunsplit((home.scheme, home.netloc, there.path, there.query, ""))


def _once_more(address: httpx2.URL, headers: Mapping[str, str]) -> httpx2.Response:
    try:
        return _get(address, headers)
    except PASSING:
        return _get(address, headers)


def _get(address: httpx2.URL, headers: Mapping[str, str]) -> httpx2.Response:
    return get_session().get(address, headers=headers, timeout=_timeout(FOR_ANSWERS))


def _timeout(patience: Patience) -> httpx2.Timeout:
    return httpx2.Timeout(patience.silence, connect=patience.connect)


def _stay_offline(_request: httpx2.Request) -> None:
    if constants.is_offline_mode():
        raise OfflineModeIsEnabled


def _set_deadline(request: httpx2.Request) -> None:
    """A time limit where nobody set one (the library passes None explicitly)."""
    limits = request.extensions.get("timeout") or {}
    if all(value is None for value in limits.values()):
        request.extensions = {**request.extensions, "timeout": _timeout(FOR_ANSWERS).as_dict()}


def _split(address: str) -> SplitResult:
    """An address in its parts. Raises NoNetwork where it is none."""
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError as error:
        raise NoNetwork(address, str(error)) from None
    return parts


def _origin(address: str) -> tuple[str, str, int | None]:
    parts = _split(address)
    default = {"http": 80, "https": 443}.get(parts.scheme)
    return parts.scheme, (parts.hostname or "").lower(), parts.port or default
