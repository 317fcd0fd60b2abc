from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from launcher.actions.parts import Parts
from launcher.actions.updates import (
    check_for_update,
    skip_version,
    update_state,
    updates_possible,
)
from launcher.errors import FeedUnreachable, FeedUnusable, NoReleaseFeed, UnknownChoice
from launcher.releases.feed import Feed
from launcher.releases.installed import Installation
from launcher.releases.release import PackageKind
from tests.fakes.feed_server import FeedServer, says

NOON = datetime(2030, 1, 2, 12, tzinfo=UTC)
DAY = timedelta(hours=24)
HERE = Installation(system="linux-x86_64", kind=PackageKind.DEB)


def package(system: str, kind: str) -> dict[str, Any]:
    url = f"https://downloads.example/{system}.{kind}"
    return {"system": system, "kind": kind, "url": url, "size": 7, "sha256": "0f" * 32}


def feed(version: str = "9.0") -> dict[str, Any]:
    every = [("linux-x86_64", "portable"), ("linux-aarch64", "deb"), ("linux-x86_64", "deb")]
    return {
        "format": 1,
        "version": version,
        "date": "2030-01-01",
        "notes": "New.",
        "downloads": [package(*one) for one in every],
    }


@pytest.fixture
def wanted(parts: Parts) -> Parts:
    """A person who switched the daily check on."""
    parts.settings.change(check_updates=True)
    return parts


def test_nobody_is_asked_unless_a_person_wants_it(parts: Parts) -> None:
    with FeedServer(says(feed())) as server:
        assert check_for_update(parts, now=NOON, feed=server.feed) is None
    assert server.paths == []
    assert not parts.places.updates_file.exists()


def test_nobody_is_asked_where_no_feed_is_named(wanted: Parts) -> None:
    nowhere = Feed(address="")
    assert not updates_possible(nowhere)
    assert check_for_update(wanted, now=NOON, feed=nowhere) is None
    with pytest.raises(NoReleaseFeed):
        check_for_update(wanted, now=NOON, feed=nowhere, force=True)


def test_it_is_asked_once_in_a_day_and_remembered_between(wanted: Parts) -> None:
    with FeedServer(says(feed())) as server:
        for hours in (0, 1, 23):
            now = NOON + timedelta(hours=hours)
            found = check_for_update(wanted, now=now, feed=server.feed, here=HERE)
            assert found is not None
            assert found.version == "9.0"
        assert len(server.paths) == 1
        check_for_update(wanted, now=NOON + DAY, feed=server.feed)
        assert len(server.paths) == 2


def test_a_clock_set_back_does_not_stop_the_check_for_years(wanted: Parts) -> None:
    with FeedServer(says(feed())) as server:
        check_for_update(wanted, now=NOON + 1000 * DAY, feed=server.feed)
        check_for_update(wanted, now=NOON, feed=server.feed)
        assert len(server.paths) == 2
        check_for_update(wanted, now=NOON + DAY / 2, feed=server.feed)
        assert len(server.paths) == 2


def test_only_the_package_this_one_came_in_is_offered(wanted: Parts) -> None:
    with FeedServer(says(feed())) as server:
        found = check_for_update(wanted, now=NOON, feed=server.feed, here=HERE)
        assert found is not None
        assert found.download is not None
        assert found.address == "https://downloads.example/linux-x86_64.deb"
        mac = Installation(system="macos-arm64", kind=PackageKind.DMG)
        checkout = Installation(system="linux-x86_64", kind=None)
        for other in (mac, checkout):
            found = check_for_update(wanted, now=NOON, feed=server.feed, here=other)
            assert found is not None
            assert found.download is None
            assert found.address == ""


@pytest.mark.parametrize(
    ("there", "here", "told"),
    [
        ("0.2.0", "0.1.0", True),
        ("0.10.0", "0.9.0", True),
        ("0.1.0", "0.1.0", False),
        ("0.1", "0.1.0", False),
        ("0.0.9", "0.1.0", False),
        ("0.2.0rc1", "0.1.0", False),
        ("0.2.0rc2", "0.2.0rc1", True),
        ("0.2.0", "0.2.0rc2", True),
    ],
)
def test_only_what_is_newer_is_told(wanted: Parts, there: str, here: str, told: bool) -> None:
    with FeedServer(says(feed(there))) as server:
        found = check_for_update(wanted, now=NOON, feed=server.feed, version=here)
    assert (found is not None) == told


def test_a_failed_daily_check_is_quiet_counts_and_keeps_what_was_known(wanted: Parts) -> None:
    with FeedServer(says(feed()), says(b"", 503)) as server:
        check_for_update(wanted, now=NOON, feed=server.feed)
        found = check_for_update(wanted, now=NOON + DAY, feed=server.feed)
        assert found is not None
        check_for_update(wanted, now=NOON + DAY + DAY / 2, feed=server.feed)
        assert len(server.paths) == 2
    state = update_state(wanted)
    assert state.asked == NOON + DAY
    assert "503" in state.problem
    assert state.update is not None


def test_check_now_asks_at_once_and_says_what_failed(parts: Parts) -> None:
    with FeedServer(says(b"", 503), says(b"<html>"), says(feed())) as server:
        with pytest.raises(FeedUnreachable):
            check_for_update(parts, now=NOON, feed=server.feed, force=True)
        with pytest.raises(FeedUnusable):
            check_for_update(parts, now=NOON, feed=server.feed, force=True)
        assert "cannot be used" in update_state(parts).problem
        assert check_for_update(parts, now=NOON, feed=server.feed, force=True) is not None
    assert update_state(parts).problem == ""


def test_a_skipped_version_is_told_only_when_asked_for(wanted: Parts) -> None:
    with FeedServer(says(feed())) as server:
        skip_version(wanted, "9.0")
        assert check_for_update(wanted, now=NOON, feed=server.feed) is None
        assert check_for_update(wanted, now=NOON, feed=server.feed, force=True) is not None
        assert update_state(wanted).skipped == "9.0"
        server.answers = [says(feed("9.1"))]
        newer = check_for_update(wanted, now=NOON + DAY, feed=server.feed)
        assert newer is not None
        skip_version(wanted, "")
    with pytest.raises(UnknownChoice):
        skip_version(wanted, "tomorrow")


@pytest.mark.parametrize(
    "kept",
    [
        b"",
        b"{",
        b"[]",
        b"\xff\xfe",
        b'{"format": 2}',
        b'{"format": 1, "asked": "2030-01-02T12:00:00", "release": null}',
        b'{"format": 1, "asked": 7, "release": {"format": 1}, "problem": 3, "skipped": null}',
    ],
)
def test_a_damaged_memory_counts_as_none(wanted: Parts, kept: bytes) -> None:
    file = wanted.places.updates_file
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(kept)
    assert update_state(wanted).asked is None
    with FeedServer(says(feed())) as server:
        assert check_for_update(wanted, now=NOON, feed=server.feed) is not None


def test_a_memory_that_cannot_be_written_harms_nobody(wanted: Parts) -> None:
    wanted.places.updates_file.mkdir(parents=True)  # nothing can take its place
    with FeedServer(says(feed())) as server:
        assert check_for_update(wanted, now=NOON, feed=server.feed) is not None
