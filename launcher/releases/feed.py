"""Asking the release feed: one plain request that says nothing of the person or the computer.

https only, no redirect to another host, a small answer in a short time. `httpx2` is
imported with the first question.
"""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import SplitResult, urljoin, urlsplit

from launcher.errors import FeedUnreachable, FeedUnusable, UpdateError
from launcher.identity import NAME
from launcher.releases.release import Release, release_from

if TYPE_CHECKING:
    import httpx2

LARGEST: Final = 256 << 10  # bytes of an answer
CONNECT: Final = 8.0  # seconds until somebody is there
SILENCE: Final = 10.0  # seconds without a byte
WHOLE: Final = 30.0  # seconds for all of it
MOST_REDIRECTS: Final = 3
_LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """Where to ask. `plain_loopback` allows http:// on this very computer, for trying it out."""

    address: str
    plain_loopback: bool = False

    @property
    def is_named(self) -> bool:
        """Whether there is anything to ask."""
        return bool(self.address)

    @property
    def host(self) -> str:
        """Host and port, for sentences."""
        try:
            return urlsplit(self.address).netloc.rpartition("@")[2] or self.address
        except ValueError:
            return self.address

    def newest(self) -> Release:
        """What the feed says now. Raises FeedUnreachable or FeedUnusable."""
        text = self._read()
        try:
            return release_from(text)
        except ValueError as error:
            raise FeedUnusable(self.host, str(error)) from None

    def _read(self) -> bytes:
        import httpx2  # noqa: PLC0415  a tenth of a second

        address, until = self.address, time.monotonic() + WHOLE
        headers = {"User-Agent": NAME, "Accept": "application/json", "Accept-Encoding": "identity"}
        try:
            with httpx2.Client(timeout=httpx2.Timeout(SILENCE, connect=CONNECT)) as client:
                client.headers = httpx2.Headers(headers)  # none of the library's own
                for _ in range(MOST_REDIRECTS + 1):
                    self._allow(address)
                    with client.stream("GET", address) as response:
                        if not response.has_redirect_location:
                            return self._body(response, until)
                        address = urljoin(address, response.headers["location"])
        except UpdateError:
            raise
        except httpx2.TimeoutException:
            raise FeedUnreachable(self.host, "no answer in time") from None
        except (httpx2.HTTPError, httpx2.InvalidURL, httpx2.StreamError, OSError) as error:
            raise FeedUnreachable(self.host, str(error) or type(error).__name__) from None
        raise FeedUnusable(self.host, "it leads from one address to the next without end")

    def _allow(self, address: str) -> None:
        """Raise FeedUnusable unless an address is safe to ask and on the feed's own host."""
        try:
            parts, own = urlsplit(address), urlsplit(self.address)
            same = _origin(parts) == _origin(own)
        except ValueError:
            raise FeedUnusable(self.host, "its address makes no sense") from None
        here = self.plain_loopback and parts.hostname in _LOOPBACK
        if not same:
            raise FeedUnusable(self.host, f"it leads to another host ({parts.netloc})")
        if not (parts.scheme == "https" or (parts.scheme == "http" and here)):
            raise FeedUnusable(self.host, "its address does not begin with https://")

    def _body(self, response: "httpx2.Response", until: float) -> bytes:
        if response.status_code != 200:
            raise FeedUnreachable(self.host, f"it answered {response.status_code}")
        if response.headers.get("content-encoding", "identity") != "identity":
            raise FeedUnusable(self.host, "it is compressed, which was not asked for")
        return self._limited(response.iter_raw(16 << 10), until)

    def _limited(self, pieces: Iterable[bytes], until: float) -> bytes:
        body = bytearray()
        for piece in pieces:
            body += piece
            if len(body) > LARGEST:
                raise FeedUnusable(self.host, f"it is larger than {LARGEST >> 10} KiB")
            if time.monotonic() > until:
                raise FeedUnreachable(self.host, "no whole answer in time")
        return bytes(body)


def _origin(parts: SplitResult) -> tuple[str, str | None, int | None]:
    return parts.scheme, parts.hostname, parts.port or {"http": 80, "https": 443}.get(parts.scheme)
