"""The daily check in the real window, against a feed on loopback."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from pytestqt.qtbot import QtBot

from launcher.actions.updates import update_state
from launcher.releases.feed import Feed
from tests.fakes.feed_server import FeedServer, says
from tests.gui.conftest import OpenSnug
from tests.gui.person import Person
from ui.app import Snug
from ui.composition import news
from ui.composition.late_pages import ABOUT
from ui.composition.news import News
from ui.window.places import Place

NEWER = {
    "format": 1,
    "version": "9.0.0",
    "date": "2026-12-01",
    "notes": "- faster",
    "downloads": [],
}
NOON = datetime(2030, 1, 2, 12, tzinfo=UTC)


@pytest.fixture
def server() -> Iterator[FeedServer]:
    with FeedServer(says(NEWER)) as made:
        yield made


@pytest.fixture
def opened(
    open_snug: OpenSnug, qtbot: QtBot, server: FeedServer, monkeypatch: pytest.MonkeyPatch
) -> tuple[Snug, Person]:
    """The window, with a feed to ask as soon as it rests."""
    monkeypatch.setattr(news, "REST_MS", 1)
    snug = open_snug()
    snug.news = News(
        snug.passages,
        snug.late,
        parts=snug.parts,
        desk=snug.desk,
        waiting=snug.waiting,
        notice=snug.window.notice,
        feed=server.feed,
        now=lambda: NOON,
    )
    return snug, Person(qtbot, snug.window)


def test_nobody_is_asked_until_a_person_wants_it(
    opened: tuple[Snug, Person], server: FeedServer
) -> None:
    snug, someone = opened
    someone.waits_until(lambda: snug.desk.now.machine is not None)
    someone.waits_until(lambda: snug.news._rest.interval() == news.AGAIN_MS)  # it came by
    assert server.paths == []
    snug.passages.keep(check_updates=True)
    someone.waits_until(lambda: someone.sees("Snug 9.0.0 is there."))
    assert server.paths == ["/feed.json"]


def test_what_is_new_leads_to_about(opened: tuple[Snug, Person]) -> None:
    snug, someone = opened
    snug.passages.keep(check_updates=True)
    someone.waits_until(lambda: someone.sees("Snug 9.0.0 is there."))
    someone.presses(news.READ)
    assert snug.late.setting_up.tab == ABOUT
    assert snug.window.place is Place.SETTINGS
    assert snug.late.about.now.page.isVisible()
    assert not snug.window.notice.isVisible()


def test_a_skipped_version_is_not_told_again(
    opened: tuple[Snug, Person], server: FeedServer
) -> None:
    snug, someone = opened
    snug.passages.keep(check_updates=True)
    someone.waits_until(lambda: someone.sees("Snug 9.0.0 is there."))
    someone.presses(news.SKIP)
    assert not snug.window.notice.isVisible()
    assert update_state(snug.parts).skipped == "9.0.0"


def test_a_feed_that_fails_is_not_told_above_the_pages(
    opened: tuple[Snug, Person], server: FeedServer
) -> None:
    snug, someone = opened
    server.answers = [says(b"", 503)]
    snug.passages.keep(check_updates=True)
    someone.waits_until(lambda: "503" in update_state(snug.parts).problem)
    someone.waits_until(lambda: not snug.news._asking)
    assert not snug.window.notice.isVisible()


def test_without_a_named_feed_nothing_ever_starts(open_snug: OpenSnug, qtbot: QtBot) -> None:
    snug = open_snug()
    none = News(
        snug.passages,
        snug.late,
        parts=snug.parts,
        desk=snug.desk,
        waiting=snug.waiting,
        notice=snug.window.notice,
        feed=Feed(address=""),
    )
    snug.passages.keep(check_updates=True)
    Person(qtbot, snug.window).waits_until(lambda: snug.desk.now.machine is not None)
    assert not none._rest.isActive()
