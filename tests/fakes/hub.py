"""A hub on loopback that speaks Hugging Face's HTTP well enough for the real client.

    with FakeHub() as hub:
        hub.add_repo("owner/name", {"model.gguf": path}, downloads=12)
        ... hub.endpoint ...

Two origins, as there: the API, and a CDN reached by signed links. What goes
wrong is a `Fault` per file. Every request is kept in `seen`.
"""

import itertools
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Lock
from types import TracebackType
from typing import Self
from urllib.parse import quote, urlencode

from tests.fakes.hub_api import Api, Cdn
from tests.fakes.hub_server import Listener, Seen
from tests.fakes.hub_store import Fault, StoredFile, StoredRepo, stored_files

__all__ = ["FakeHub", "Fault", "Seen", "StoredFile", "StoredRepo"]


class FakeHub:
    """The hub. Its attributes may be changed while it runs."""

    def __init__(self) -> None:
        self.repos: dict[str, StoredRepo] = {}
        self.tokens: dict[str, set[str]] = {}  # what each token has been granted
        self.seen: list[Seen] = []
        self.tree_page = 1000
        self.signature = secrets.token_hex(8)
        self.stalled = Event()  # an answer has fallen silent
        self._refusals: list[tuple[int, dict[str, str]]] = []
        self._lock = Lock()
        self._number = itertools.count(1)
        self._api = Listener(self, Api, "hub")
        self._cdn = Listener(self, Cdn, "cdn")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def endpoint(self) -> str:
        """What HF_ENDPOINT would be."""
        return self._api.origin

    @property
    def cdn(self) -> str:
        """The other origin."""
        return self._cdn.origin

    def close(self) -> None:
        """End both origins and every connection."""
        self._api.end()
        self._cdn.end()

    # --- what it holds --------------------------------------------------------------------------

    def add_repo(
        self,
        repo: str,
        files: Mapping[str, bytes | str | Path],
        *,
        gated: bool = False,
        private: bool = False,
        downloads: int = 0,
        likes: int = 0,
        trending: int | None = None,
        updated: datetime = datetime(2025, 1, 1, tzinfo=UTC),
        architecture: str | None = None,
        parameters: int | None = None,
        context_length: int | None = None,
    ) -> StoredRepo:
        """A repository with these files; large ones by their path on the disk."""
        told: dict[str, object] = {
            "architecture": architecture,
            "total": parameters,
            "context_length": context_length,
        }
        known = {key: value for key, value in told.items() if value is not None}
        stored = StoredRepo(
            id=repo,
            files=stored_files(files),
            gated=gated,
            private=private,
            downloads=downloads,
            likes=likes,
            trending=downloads if trending is None else trending,
            updated=updated,
            gguf=known or None,
        )
        self.repos[repo] = stored
        return stored

    def add_token(self, token: str, *granted: str) -> None:
        """A token that is valid, and the gated or private repositories it opens."""
        self.tokens[token] = set(granted)

    def link_to(self, repo: StoredRepo, file: StoredFile) -> str:
        """A signed address on the CDN."""
        query = {"Signature": self.signature, "Link": file.link, "X-Request": next(self._number)}
        return f"{self.cdn}/{repo.id}/{quote(file.path)}?{urlencode(query)}"

    # --- what goes wrong ------------------------------------------------------------------------

    def break_file(self, repo: str, path: str, *faults: Fault) -> None:
        """Faults for one file, in the order in which they strike."""
        self.repos[repo].files[path].faults.extend(faults)

    def mend(self) -> None:
        """No faults any more."""
        with self._lock:
            self._refusals.clear()
            for repo in self.repos.values():
                for file in repo.files.values():
                    file.faults.clear()

    def refuse_api(
        self, status: int, headers: Mapping[str, str] | None = None, *, times: int = 1
    ) -> None:
        """The next API requests get this status and these headers."""
        self._refusals += [(status, dict(headers or {}))] * times

    def fault_for(self, file: StoredFile, *, at: str, start: int) -> Fault | None:
        """The fault that strikes this answer, counted."""
        with self._lock:
            return next((f for f in file.faults if f.take(at=at, start=start)), None)

    def api_refusal(self) -> tuple[int, dict[str, str]] | None:
        """The refusal that strikes this API request, counted."""
        with self._lock:
            return self._refusals.pop(0) if self._refusals else None

    # --- what it saw ----------------------------------------------------------------------------

    def requests(
        self, origin: str | None = None, *, method: str | None = None, within: str = ""
    ) -> list[Seen]:
        """The requests so far, of one origin, method, or with these words in their path."""
        return [
            one
            for one in list(self.seen)
            if (origin is None or one.origin == origin)
            and (method is None or one.method == method)
            and within in one.path
        ]

    def bytes_sent(self, origin: str = "cdn") -> int:
        """Bytes of bodies that an origin has sent."""
        return sum(one.sent for one in self.requests(origin))
