"""Searching the Hub for GGUF models, a page at a time and only as far as somebody looks.

The library's own generator would sleep for minutes in the calling thread when
rate limited; here the error says how long, and the search goes on from the
same page when it is asked again.
"""

import re
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from launcher.errors import HubRefused, RepoNotFound
from launcher.hub.client import Hub

PAGE: Final = 30
EXPAND: Final = ("gguf", "downloads", "likes", "gated", "lastModified", "trendingScore")
REPO: Final = re.compile(r"[\w.-]+/[\w.-]+", re.ASCII)
ADDRESS: Final = re.compile(r"(?:https?://)?[\w.:-]+/(?P<repo>[\w.-]+/[\w.-]+)(?:[/?#].*)?")
NOT_OWNERS: Final = frozenset({"datasets", "spaces", "docs", "api", "collections", "papers"})


class Sort(StrEnum):
    """The order of what is found, most first."""

    TRENDING = "trending"
    DOWNLOADS = "downloads"
    LIKES = "likes"
    UPDATED = "updated"


HUB_SORT: Final[Mapping[Sort, str]] = {
    Sort.TRENDING: "trendingScore",
    Sort.DOWNLOADS: "downloads",
    Sort.LIKES: "likes",
    Sort.UPDATED: "lastModified",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundModel:
    """A repository as a search tells of it; None where the hub does not say."""

    repo: str
    downloads: int | None = None
    likes: int | None = None
    updated: datetime | None = None
    gated: bool = False
    architecture: str | None = None
    parameters: int | None = None
    context_length: int | None = None


def search(hub: Hub, query: str, sort: Sort, *, author: str | None = None) -> Iterator[FoundModel]:
    """Models for the words, one request for every 30 of them.

    Words that are a repository's name or its address find that one first.
    Raises HubError when a page cannot be had; asking on repeats that page.
    """
    return _Results(hub, query.strip(), sort, author)


class _Results(Iterator[FoundModel]):
    """What is found so far and where it goes on; it survives an error."""

    def __init__(self, hub: Hub, query: str, sort: Sort, author: str | None) -> None:
        self._hub = hub
        self._exact = repo_in(query, hub.endpoint)
        words = self._exact or query
        self._shown: set[str] = set()
        self._ready: deque[FoundModel] = deque()
        self._next: str | None = f"{hub.endpoint}/api/models"
        self._params: tuple[tuple[str, str], ...] = (
            ("filter", "gguf"),
            ("sort", HUB_SORT[sort]),
            ("limit", str(PAGE)),
            *((("search", words),) if words else ()),
            *((("author", author),) if author else ()),
            *(("expand", name) for name in EXPAND),
        )

    def __next__(self) -> FoundModel:
        while not self._ready:
            if self._exact is not None:
                self._take_exact(self._exact)
                self._exact = None
            elif self._next is not None:
                self._take_page(self._next)
            else:
                raise StopIteration
        return self._ready.popleft()

    def _take_exact(self, repo: str) -> None:
        address = f"{self._hub.endpoint}/api/models/{repo}"
        try:
            page = self._hub.session.page(address, [("expand", e) for e in EXPAND], repo=repo)
        except (RepoNotFound, HubRefused):
            return  # words that merely look like a name
        self._add([page.body])

    def _take_page(self, address: str) -> None:
        page = self._hub.session.page(address, self._params)
        self._next, self._params = page.following, ()  # the next page's address has them all
        if not isinstance(page.body, list):
            raise HubRefused(200, "The answer is not one of a model hub.")
        self._add(page.body)

    def _add(self, items: list[object]) -> None:
        for item in items:
            model = found_model(item)
            if model is not None and model.repo not in self._shown:
                self._shown.add(model.repo)
                self._ready.append(model)


def repo_in(query: str, endpoint: str) -> str | None:
    """The repository that the words name: 'owner/name' or an address on the hub."""
    if REPO.fullmatch(query):
        return query
    at_home = query.startswith((endpoint, "https://huggingface.co/", "huggingface.co/", "hf.co/"))
    found = ADDRESS.fullmatch(query) if at_home else None
    if found is None or found["repo"].partition("/")[0] in NOT_OWNERS:
        return None
    return found["repo"]


def found_model(item: object) -> FoundModel | None:
    """One entry of an answer; every part of it may be absent or of another kind."""
    if not isinstance(item, Mapping) or not isinstance(item.get("id"), str):
        return None
    gguf = item.get("gguf")
    facts: Mapping[object, object] = gguf if isinstance(gguf, Mapping) else {}
    return FoundModel(
        repo=item["id"],
        downloads=count(item.get("downloads")),
        likes=count(item.get("likes")),
        updated=_moment(item.get("lastModified")),
        gated=item.get("gated") not in (None, False),
        architecture=text(facts.get("architecture")),
        parameters=count(facts.get("total")),
        context_length=count(facts.get("context_length")),
    )


def count(value: object) -> int | None:
    """A number of something, or None."""
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        return None
    return value


def text(value: object) -> str | None:
    """Words, or None."""
    return value if isinstance(value, str) and value else None


def _moment(value: object) -> datetime | None:
    if not isinstance(value, str):
        return None
    try:
        when = datetime.fromisoformat(value)
    except ValueError:
        return None
    return when if when.tzinfo else None
