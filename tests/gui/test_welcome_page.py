"""The first page: three picks, one button, a download, and the chat."""

from collections.abc import Iterator
from threading import Event

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from launcher.choosing.wish import Wish
from launcher.errors import NotSaved
from tests.fakes.hub import FakeHub
from tests.fakes.hub_store import Fault
from tests.fakes.machine_facts import machine_of
from tests.fakes.picks import pick_of
from tests.gui.conftest import OpenSnug, StoryFiles
from tests.gui.person import Person
from ui.app import Snug
from ui.pages.welcome.page import WelcomePage
from ui.pages.welcome.pick_card import PickCard
from ui.pages.welcome.view import computer_view, pick_views
from ui.window.places import Place

MODELS = ("google/gemma-3-12b-it", "Qwen/Qwen3-8B", "google/gemma-3-4b-it")


@pytest.fixture
def page(qtbot: QtBot) -> WelcomePage:
    """The page with three picks for a computer with a 12 GiB card."""
    made = WelcomePage()
    qtbot.addWidget(made)
    made.resize(1004, 760)
    machine = machine_of(32, 12)
    made.show_computer(computer_view(machine, reserve=1 << 30))
    made.show_picks(pick_views([pick_of(machine, repo) for repo in MODELS]), 0)
    made.show_action("Download and chat", "download", "6.80 GiB.")
    made.show()
    qtbot.waitExposed(made)
    return made


def cards(page: WelcomePage) -> list[PickCard]:
    return page.findChildren(PickCard)


def test_the_first_pick_is_chosen_and_arrows_go_to_the_next(
    qtbot: QtBot, page: WelcomePage
) -> None:
    chosen: list[int] = []
    page.picked.connect(chosen.append)
    first, second, third = cards(page)
    assert (first.isChecked(), second.isChecked(), third.isChecked()) == (True, False, False)
    first.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(first, Qt.Key.Key_Right)
    assert second.isChecked()
    assert chosen == [1]


def test_why_unfolds_the_arithmetic(qtbot: QtBot, page: WelcomePage) -> None:
    someone = Person(qtbot, page)
    assert page._arithmetic.isHidden()
    someone.presses("Why")
    assert not page._arithmetic.isHidden()
    assert "4.68 GiB of weights." in page._arithmetic.text()


def test_where_nothing_fits_the_page_says_what_helps(qtbot: QtBot, page: WelcomePage) -> None:
    Person(qtbot, page).presses("Why")
    page.show_nothing("Close other programs.")
    assert all(card.isHidden() for card in cards(page))
    assert page._begin.isHidden()
    assert page._nothing.text() == "Close other programs."
    assert page._arithmetic.isHidden()
    assert page._progress.isHidden()


def test_enter_chooses_a_card(page: WelcomePage) -> None:
    QTest.keyClick(cards(page)[2], Qt.Key.Key_Return)
    assert cards(page)[2].isChecked()


def test_a_narrow_page_puts_the_cards_one_under_another(page: WelcomePage) -> None:
    tops = {card.y() for card in cards(page)}
    assert len(tops) == 1
    page.resize(560, 760)
    page.layout().activate()
    assert page._row.direction() == page._row.Direction.TopToBottom


def at_the_first_page(qtbot: QtBot, open_snug: OpenSnug) -> tuple[Snug, WelcomePage, Person]:
    """The real window with the first page open and its picks there."""
    snug = open_snug()
    snug.passages.welcome()
    page = snug.late.welcome.now.page
    someone = Person(qtbot, snug.window)
    someone.waits_until(lambda: all(card.isVisible() for card in cards(page)))
    return snug, page, someone


@pytest.fixture
def hub(story_files: StoryFiles, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeHub]:
    with FakeHub() as made:
        monkeypatch.setenv("SNUG_HUB_ENDPOINT", made.endpoint)
        yield made


def test_the_first_start_offers_picks_and_skipping_is_remembered(
    qtbot: QtBot, open_snug: OpenSnug, hub: FakeHub
) -> None:
    snug = open_snug()
    snug.passages.keep(welcomed=False)
    snug.passages.welcome()
    someone = Person(qtbot, snug.window)
    someone.waits_until(
        lambda: any(card.isVisible() for card in cards(snug.late.welcome.now.page))
    )
    someone.presses("Skip")
    assert snug.window.place is Place.FIND
    assert snug.desk.now.settings.welcomed


def test_what_was_picked_is_downloaded_loaded_and_ready_to_chat(
    qtbot: QtBot, open_snug: OpenSnug, hub: FakeHub, story_files: StoryFiles
) -> None:
    snug, _page, someone = at_the_first_page(qtbot, open_snug)
    pick = snug.late.welcome.now.presenter._picks[0]
    name = f"{pick.files.rpartition('/')[2].removesuffix('-GGUF')}-{pick.file.variant}.gguf"
    hub.add_repo(pick.files, {name: story_files.recommended})
    someone.presses("Download and chat")
    someone.waits_until(lambda: snug.desk.now.loaded is not None)
    assert snug.pages.chat.isVisible()
    assert snug.desk.now.settings.welcomed


def test_another_file_than_shown_takes_another_word(
    qtbot: QtBot, open_snug: OpenSnug, hub: FakeHub, story_files: StoryFiles
) -> None:
    snug, page, someone = at_the_first_page(qtbot, open_snug)
    pick = snug.late.welcome.now.presenter._picks[0]
    hub.add_repo(pick.files, {"other-Q2_K.gguf": story_files.recommended})
    someone.presses("Download and chat")
    someone.waits_until(lambda: "is nearest" in page._begin_words.text())
    assert snug.desk.now.jobs == ()


def test_a_download_that_cannot_begin_can_be_asked_for_again(
    qtbot: QtBot,
    open_snug: OpenSnug,
    hub: FakeHub,
    story_files: StoryFiles,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    snug, page, someone = at_the_first_page(qtbot, open_snug)
    pick = snug.late.welcome.now.presenter._picks[0]
    hub.add_repo(pick.files, {f"x-{pick.file.variant}.gguf": story_files.recommended})

    def full(*_words: object) -> int:
        raise NotSaved("downloads", "the disk is full")

    monkeypatch.setattr(snug.parts.downloads, "add", full)
    someone.presses("Download and chat")
    someone.waits_until(snug.window.notice.isVisible)
    someone.waits_until(page._begin.isEnabled)
    assert page._begin.text() == "Download and chat"


def test_picks_that_failed_are_worked_out_again(
    qtbot: QtBot, open_snug: OpenSnug, hub: FakeHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_words: object) -> tuple[object, ...]:
        raise NotSaved("catalog", "it is damaged")

    snug = open_snug()
    snug.passages.welcome()
    page = snug.late.welcome.now.page
    someone = Person(qtbot, snug.window)
    with monkeypatch.context() as patched:
        patched.setattr("ui.pages.welcome.presenter.picks_for", broken)
        snug.passages.welcome()
        someone.waits_until(lambda: not page._nothing.isHidden())
        assert "it is damaged" in page._nothing.text()
    snug.passages.welcome()
    someone.waits_until(lambda: any(card.isVisible() for card in cards(page)))


def test_a_repository_that_is_gone_is_named(
    qtbot: QtBot, open_snug: OpenSnug, hub: FakeHub
) -> None:
    _snug, page, someone = at_the_first_page(qtbot, open_snug)
    someone.presses("Download and chat")
    someone.waits_until(page.notice.isVisible)
    assert someone.sees("Download and chat")


def test_looking_for_a_file_can_be_stopped(
    qtbot: QtBot, open_snug: OpenSnug, hub: FakeHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    silent = Event()

    def never(*_words: object) -> None:
        silent.wait(30)
        raise NotSaved("files", "nobody waited")

    _snug, page, someone = at_the_first_page(qtbot, open_snug)
    monkeypatch.setattr("ui.pages.welcome.taking.offered_for", never)
    someone.presses("Download and chat")
    someone.waits_until(lambda: page._begin.text() == "Stop")
    someone.presses("Stop")
    assert page._begin.text() == "Download and chat"
    silent.set()


def test_a_download_is_found_again_on_its_card(
    qtbot: QtBot, open_snug: OpenSnug, hub: FakeHub, story_files: StoryFiles
) -> None:
    snug, page, someone = at_the_first_page(qtbot, open_snug)
    pick = snug.late.welcome.now.presenter._picks[0]
    name = f"x-{pick.file.variant}.gguf"
    hub.add_repo(pick.files, {name: story_files.recommended})
    hub.break_file(pick.files, name, Fault(times=None, throttle=2000))
    someone.presses("Download and chat")
    someone.waits_until(lambda: not page._progress.isHidden())
    cards(page)[1].click()
    assert page._progress.isHidden()
    cards(page)[0].click()
    assert not page._progress.isHidden()
    page.cancel_asked.emit()
    someone.waits_until(lambda: not page._begin.isHidden())


def test_what_was_wished_is_there_the_next_time(
    qtbot: QtBot, open_snug: OpenSnug, hub: FakeHub
) -> None:
    snug = open_snug()
    snug.passages.welcome()
    someone = Person(qtbot, snug.window)
    someone.waits_until(
        lambda: any(card.isVisible() for card in cards(snug.late.welcome.now.page))
    )
    someone.presses("Fastest")
    assert snug.desk.now.settings.priority == "fastest"
    again = snug.late.welcome.now.page.wish(8192)
    snug.late.welcome.now.page.show_wish(Wish())
    snug.passages.welcome()
    assert snug.late.welcome.now.page.wish(8192) == again
