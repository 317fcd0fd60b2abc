"""The signed address of a file on the CDN, shared by its connections and renewed when it expires.

It lives in memory only. Asking for it also checks that the hub still has the
file that was begun.
"""

from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin

from launcher.errors import HubRefused
from launcher.hub.broken import Broken
from launcher.hub.client import Hub
from launcher.hub.sameness import check_same
from launcher.hub.source import Source

if TYPE_CHECKING:
    from launcher.hub.line import Answer, Line

HOPS: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Located:
    """Where the bytes are. `repr` hides the address, which is a secret."""

    address: str
    number: int

    def __repr__(self) -> str:
        return f"Located(number={self.number})"


class Link:
    """Where to get a source's bytes right now."""

    def __init__(self, hub: Hub, source: Source) -> None:
        self._hub = hub
        self._source = source
        self._lock = Lock()
        self._located: Located | None = None
        self._number = 0

    def locate(self, line: "Line") -> Located:
        """The address, asked of the hub once for all connections.

        Raises Broken where that may be tried again, HubError or FileChanged where not.
        """
        with self._lock:
            if self._located is None:
                self._number += 1
                self._located = Located(address=self._ask(line), number=self._number)
            return self._located

    def expired(self, located: Located) -> None:
        """This address does not work any more; the next who asks gets another."""
        with self._lock:
            if self._located is not None and self._located.number == located.number:
                self._located = None

    def headers(self, located: Located) -> dict[str, str]:
        """What to send along: the token at the hub itself, nothing personal elsewhere."""
        return self._hub.session.headers(located.address)

    def _ask(self, line: "Line") -> str:
        source, session = self._source, self._hub.session
        address = self._hub.file_address(source.repo, source.commit, source.path)
        for _ in range(HOPS):
            answer = line.head(address, session.headers(address))
            _refuse_for_now(answer)
            session.check(answer, repo=source.repo, path=source.path)
            target = answer.headers.get("location") if 300 <= answer.status < 400 else None
            following = None if target is None else urljoin(address, target)
            if following is None or not session.is_home(following):
                self._compare(answer)
                return following or address
            address = following
        raise HubRefused(answer.status, "It leads round in circles.")

    def _compare(self, answer: "Answer") -> None:
        """Raise FileChanged where the hub now has another file here."""
        headers = answer.headers
        if "x-repo-commit" not in headers:
            # What people behind a captive portal get instead of the hub.
            raise Broken("the answer is not one of a model hub")
        source = self._source
        check_same(
            headers, source.path, size=source.size, sha256=source.sha256, git_oid=source.git_oid
        )


def _refuse_for_now(answer: "Answer") -> None:
    """Raise Broken for a refusal that may pass: too many requests, trouble on the hub's side."""
    if answer.status in (408, 429) or answer.status >= 500:
        raise Broken(
            f"the hub answers {answer.status}", wait=answer.wait_asked, refused=answer.status
        )
