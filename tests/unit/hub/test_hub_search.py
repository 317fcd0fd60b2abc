"""Searching the loopback hub."""

from collections.abc import Callable
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from launcher.errors import HubRefused, NoNetwork, RateLimited
from launcher.hub.client import Hub
from launcher.hub.search import FoundModel, Sort, found_model, repo_in, search
from tests.fakes.hub import FakeHub

GGUF = {"model.gguf": b"GGUF"}


@pytest.fixture
def many(server: FakeHub) -> FakeHub:
    for number in range(70):
        server.add_repo(
            f"owner{number % 3}/model-{number:02}-GGUF",
            GGUF,
            downloads=number,
            likes=70 - number,
            trending=(number * 37) % 71,
            updated=datetime(2025, 1, 1 + number % 28, tzinfo=UTC),
        )
    server.add_repo("owner0/no-gguf-here", {"model.safetensors": b"x"}, downloads=1000)
    return server


def test_a_model_is_told_with_all_that_the_hub_knows(server: FakeHub, hub: Hub) -> None:
    when = datetime(2025, 3, 4, 5, 6, 7, tzinfo=UTC)
    server.add_repo(
        "a/b",
        GGUF,
        gated=True,
        downloads=12,
        likes=3,
        updated=when,
        architecture="qwen3",
        parameters=8_190_735_360,
        context_length=40_960,
    )
    assert list(search(hub, "", Sort.TRENDING)) == [
        FoundModel(
            repo="a/b",
            downloads=12,
            likes=3,
            updated=when,
            gated=True,
            architecture="qwen3",
            parameters=8_190_735_360,
            context_length=40_960,
        )
    ]


def test_what_the_hub_does_not_say_is_none(server: FakeHub, hub: Hub) -> None:
    server.add_repo("a/b", GGUF)
    (found,) = search(hub, "b", Sort.LIKES)
    assert (found.architecture, found.parameters, found.context_length) == (None, None, None)
    assert not found.gated


@pytest.mark.parametrize(
    ("item", "model"),
    [
        ({}, None),
        ({"id": 3}, None),
        ("text", None),
        (
            {"id": "a/b", "downloads": "7", "likes": -1, "gguf": [], "lastModified": 5},
            FoundModel(repo="a/b"),
        ),
        (
            {"id": "a/b", "gguf": {"total": True, "architecture": 7}, "lastModified": "now"},
            FoundModel(repo="a/b"),
        ),
    ],
)
def test_parts_of_another_kind_are_none(item: object, model: FoundModel | None) -> None:
    assert found_model(item) == model


def test_pages_come_one_by_one_as_they_are_looked_at(many: FakeHub, hub: Hub) -> None:
    results = search(hub, "", Sort.DOWNLOADS)
    assert many.seen == []
    first = list(islice(results, 30))
    assert len(many.seen) == 1
    rest = list(results)
    assert len(many.seen) == 3
    assert len(first + rest) == 70
    assert len({model.repo for model in first + rest}) == 70


@pytest.mark.parametrize("sort", Sort)
def test_the_order_is_the_one_asked_for(sort: Sort, many: FakeHub, hub: Hub) -> None:
    keys: dict[Sort, Callable[[str], Any]] = {
        Sort.TRENDING: lambda repo: many.repos[repo].trending,
        Sort.DOWNLOADS: lambda repo: many.repos[repo].downloads,
        Sort.LIKES: lambda repo: many.repos[repo].likes,
        Sort.UPDATED: lambda repo: many.repos[repo].updated,
    }
    told = [keys[sort](model.repo) for model in search(hub, "", sort)]
    assert told == sorted(told, reverse=True)


def test_words_and_an_author_narrow_it(many: FakeHub, hub: Hub) -> None:
    assert [m.repo for m in search(hub, "model-07", Sort.LIKES)] == ["owner1/model-07-GGUF"]
    authors = {m.repo.partition("/")[0] for m in search(hub, "", Sort.LIKES, author="owner2")}
    assert authors == {"owner2"}


@pytest.mark.parametrize(
    "query",
    [
        "owner2/model-05-GGUF",
        "{endpoint}/owner2/model-05-GGUF",
        "{endpoint}/owner2/model-05-GGUF/tree/main?show=1",
        "https://huggingface.co/owner2/model-05-GGUF",
        "huggingface.co/owner2/model-05-GGUF/blob/main/model.gguf",
        "  owner2/model-05-GGUF ",
    ],
)
def test_a_name_or_an_address_finds_that_one_first(query: str, many: FakeHub, hub: Hub) -> None:
    many.add_repo("zz/owner2/model-05-GGUF-again", GGUF, downloads=10_000)
    results = search(hub, query.format(endpoint=hub.endpoint), Sort.DOWNLOADS)
    assert next(results).repo == "owner2/model-05-GGUF"
    assert [model.repo for model in results] == ["zz/owner2/model-05-GGUF-again"]


def test_words_that_look_like_a_name_are_still_words(many: FakeHub, hub: Hub) -> None:
    assert list(search(hub, "model/that-is-not-there", Sort.LIKES)) == []


@pytest.mark.parametrize(
    "query",
    ["qwen3 8b", "https://huggingface.co/datasets/a/b", "https://example.org/a/b", "a/b/c", ""],
)
def test_other_words_name_no_repository(query: str) -> None:
    assert repo_in(query, "https://huggingface.co") is None


def test_a_rate_limit_is_told_at_once_and_the_search_goes_on_afterwards(
    many: FakeHub, hub: Hub
) -> None:
    results = search(hub, "", Sort.DOWNLOADS)
    first = list(islice(results, 30))
    many.refuse_api(429, {"RateLimit": '"api";r=0;t=55'})
    with pytest.raises(RateLimited) as told:
        next(results)
    assert told.value.seconds == 55
    assert len(first + list(results)) == 70


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "7"}, 7),
        ({}, 10),
        ({"RateLimit": '"api";r=9;t=55', "Retry-After": "3"}, 3),
        ({"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"}, 0),
        ({"Retry-After": "soon"}, 10),
    ],
)
def test_the_seconds_are_those_the_hub_says(
    headers: dict[str, str], seconds: float, many: FakeHub, hub: Hub
) -> None:
    many.refuse_api(429, headers)
    with pytest.raises(RateLimited) as told:
        next(search(hub, "", Sort.LIKES))
    assert told.value.seconds == seconds


def test_trouble_on_the_hub_has_its_status(many: FakeHub, hub: Hub) -> None:
    many.refuse_api(500)
    with pytest.raises(HubRefused) as told:
        next(search(hub, "", Sort.LIKES))
    assert told.value.status == 500


def test_without_a_network_the_host_is_named(hub: Hub, server: FakeHub) -> None:
    host = server.endpoint.removeprefix("http://")
    server.close()
    with pytest.raises(NoNetwork) as told:
        next(search(hub, "", Sort.LIKES))
    assert told.value.host == host


@pytest.mark.parametrize("endpoint", ["nonsense", "ftp://example.org", "http://", "http://[::1"])
def test_an_endpoint_that_is_no_address_is_no_network(endpoint: str, tmp_path: Path) -> None:
    with pytest.raises((NoNetwork, HubRefused)):
        next(search(Hub(endpoint=endpoint, headers_folder=tmp_path), "", Sort.LIKES))


def test_a_mirror_that_names_the_next_page_elsewhere_is_stayed_with(
    many: FakeHub, hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.fakes.hub_server import Answering  # noqa: PLC0415

    real = Answering.send_header

    def send_header(self: Answering, name: str, value: str) -> None:
        real(self, name, value.replace(many.endpoint, "https://huggingface.co"))

    monkeypatch.setattr(Answering, "send_header", send_header)
    assert len(list(search(hub, "", Sort.LIKES))) == 70
