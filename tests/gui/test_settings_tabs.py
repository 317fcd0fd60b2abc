"""Settings, Engine, Privacy and About as tabs of one place, in the real window."""

import os
import time
import zipfile
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QListView, QPlainTextEdit
from pytestqt.qtbot import QtBot

from launcher.actions.updates import check_for_update, update_state
from launcher.engines.values import BUILT_IN, EngineStart
from launcher.identity import VERSION
from launcher.releases.installed import Installation
from launcher.releases.release import PackageKind
from tests.fakes.feed_server import FeedServer, says
from tests.gui.conftest import OpenSnug, StoryFiles
from tests.gui.person import Person
from tests.gui.test_keyboard_ways import walked
from ui.app import Snug
from ui.composition.late_pages import ABOUT, ENGINE, PRIVACY, SETTINGS
from ui.pages.engine.page import EnginePage
from ui.widgets.question import Question
from ui.window.places import Place

HERE = Installation(system="linux-x86_64", kind=PackageKind.DEB)
NEWER = {
    "format": 1,
    "version": "9.0.0",
    "date": "2026-12-01",
    "notes": "- faster",
    "downloads": [
        {
            "system": "linux-x86_64",
            "kind": "deb",
            "url": "https://example.org/snug_9.0.0_amd64.deb",
            "size": 1000,
            "sha256": "0" * 64,
        }
    ],
}
TABS = ("Settings", "Engine", "Privacy", "About")


@pytest.fixture
def opened(open_snug: OpenSnug, qtbot: QtBot) -> tuple[Snug, Person]:
    """The window at its settings."""
    snug = open_snug()
    snug.passages.go(Place.SETTINGS)
    return snug, Person(qtbot, snug.window)


def choose(snug: Snug, someone: Person, word: str) -> None:
    """Press a tab's word; 'Settings' stands in the rail too."""
    strip = snug.late.setting_up
    tab = next(one for one in strip._group.buttons() if one.text() == word)
    someone.clicks(tab)


def test_settings_come_first_and_the_other_tabs_are_made_when_one_goes_there(
    opened: tuple[Snug, Person],
) -> None:
    snug, someone = opened
    late = snug.late
    assert late.setting_up.tab == SETTINGS
    assert late.settings.now.page.isVisible()
    pages = {"Engine": late.engine, "Privacy": late.privacy, "About": late.about}
    for word, page in pages.items():
        assert page._made is None
        choose(snug, someone, word)
        assert page.now.page.isVisible()
    snug.passages.go(Place.CHAT)
    snug.passages.go(Place.SETTINGS)
    assert late.setting_up.tab == ABOUT  # where one was


def test_arrow_keys_go_from_tab_to_tab(opened: tuple[Snug, Person]) -> None:
    snug, someone = opened
    strip = snug.late.setting_up
    someone.waits_until(snug.window.isActiveWindow)
    strip._group.buttons()[0].setFocus()
    seen = []
    for _ in TABS:
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Right)
        seen.append(strip.tab)
    assert seen == [ENGINE, PRIVACY, ABOUT, SETTINGS]
    assert snug.late.privacy._made is not None


def test_the_hubs_address_is_reached_from_privacy(opened: tuple[Snug, Person]) -> None:
    snug, someone = opened
    choose(snug, someone, "Privacy")
    someone.waits_until(snug.window.isActiveWindow)
    someone.presses("Hub address")
    field = someone.finds("Hub address", QLineEdit)
    assert snug.late.setting_up.tab == SETTINGS
    someone.waits_until(field.hasFocus)


def test_privacy_names_the_hub_that_is_asked_now(opened: tuple[Snug, Person]) -> None:
    snug, someone = opened
    snug.passages.keep(endpoint="https://models.example.org")
    choose(snug, someone, "Privacy")
    assert someone.sees("models.example.org When: ")
    snug.passages.keep(endpoint="https://other.example.org")
    someone.waits_until(lambda: someone.sees("other.example.org When: "))
    assert not someone.sees("models.example.org When: ")


def test_a_notice_is_found_and_read_whole(opened: tuple[Snug, Person]) -> None:
    snug, someone = opened
    choose(snug, someone, "About")
    rows = someone.finds("Third-party notices", QListView)
    someone.waits_until(lambda: rows.model().rowCount() > 10)
    text = someone.finds("The notice", QPlainTextEdit)
    someone.writes("Search notices", "llama.cpp and ggml", kind=QLineEdit)
    someone.waits_until(lambda: rows.model().rowCount() == 1)
    assert text.toPlainText().startswith("llama.cpp and ggml")
    assert "Permission is hereby granted" in text.toPlainText()
    someone.writes("Search notices", " zzz", kind=QLineEdit)
    someone.waits_until(lambda: rows.model().rowCount() == 0)
    assert text.toPlainText() == "Nothing was found."


def test_qts_notice_holds_the_licence_and_says_how_to_replace_it(
    opened: tuple[Snug, Person],
) -> None:
    snug, someone = opened
    choose(snug, someone, "About")
    text = someone.finds("The notice", QPlainTextEdit)
    someone.waits_until(text.toPlainText)
    assert text.toPlainText().startswith("Qt ")
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in text.toPlainText()
    assert "replace" in text.toPlainText()


def test_details_are_copied_for_a_report_without_a_path(opened: tuple[Snug, Person]) -> None:
    snug, someone = opened
    someone.waits_until(lambda: snug.desk.now.machine and snug.desk.now.machine.engine)
    choose(snug, someone, "About")
    someone.presses("Copy details")
    text = QGuiApplication.clipboard().text()
    assert f"Snug {VERSION}" in text
    assert "Engine: llama.cpp" in text
    assert str(snug.parts.places.data) not in text
    assert someone.sees("Copied")


def test_a_folder_nothing_was_written_to_yet_says_so(
    opened: tuple[Snug, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    snug, someone = opened
    opened_folders: list[str] = []
    monkeypatch.setattr(
        "ui.pages.about.presenter.QDesktopServices.openUrl",
        lambda url: opened_folders.append(url.toLocalFile()),
    )
    choose(snug, someone, "About")
    assert not snug.parts.models_folder().exists()
    someone.presses("Open the folder: Models")
    assert someone.sees("Nothing was written there yet.")
    someone.presses("Open the folder: Settings")
    assert opened_folders == [str(snug.parts.places.settings)]


def test_tab_goes_down_about_as_it_is_laid_out(opened: tuple[Snug, Person]) -> None:
    snug, someone = opened
    choose(snug, someone, "About")
    rows = someone.finds("Third-party notices", QListView)
    someone.waits_until(lambda: rows.model().rowCount() > 10)
    someone.waits_until(snug.window.isActiveWindow)
    page = snug.late.about.now.page
    page._copy.setFocus()
    way = [one for one in walked(page._copy) if page.isAncestorOf(one)]
    names = [one.accessibleName() for one in way]
    order = ("Open the folder: Models", "Search notices", "Third-party notices", "The notice")
    places = [names.index(one) for one in order]
    assert places == sorted(places)


def test_nothing_is_said_of_updates_where_no_feed_is_named(opened: tuple[Snug, Person]) -> None:
    snug, someone = opened
    choose(snug, someone, "About")
    assert not someone.sees("Check now")


def test_a_newer_version_is_shown_skipped_and_opened_in_the_browser(
    opened: tuple[Snug, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    snug, someone = opened
    addresses: list[str] = []
    monkeypatch.setattr(
        "ui.widgets.question.QDesktopServices.openUrl", lambda url: addresses.append(url.url())
    )
    with FeedServer(says(NEWER)) as server:
        here = "ui.pages.about.presenter"
        monkeypatch.setattr(f"{here}.updates_possible", lambda: True)
        asked = partial(check_for_update, feed=server.feed, here=HERE)
        monkeypatch.setattr(f"{here}.check_for_update", asked)
        monkeypatch.setattr(f"{here}.update_state", partial(update_state, here=HERE))
        choose(snug, someone, "About")
        someone.waits_until(lambda: someone.sees("Check now"))
        assert server.paths == []  # nobody is asked by opening the page
        someone.presses("Check now")
        someone.presses("Download version 9.0.0 in the browser")
    assert len(server.paths) == 1
    assert addresses == []  # it is asked about first
    agree(someone, "Open")
    assert addresses == [NEWER["downloads"][0]["url"]]
    someone.presses("Skip this version")
    someone.waits_until(lambda: someone.sees("Tell of it again"))
    assert update_state(snug.parts).skipped == "9.0.0"


def test_a_feed_that_does_not_answer_is_said_where_one_asked(
    opened: tuple[Snug, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    snug, someone = opened
    with FeedServer(says(b"", 500)) as server:
        here = "ui.pages.about.presenter"
        monkeypatch.setattr(f"{here}.updates_possible", lambda: True)
        asked = partial(check_for_update, feed=server.feed, here=HERE)
        monkeypatch.setattr(f"{here}.check_for_update", asked)
        choose(snug, someone, "About")
        someone.presses("Check now")
        told = snug.late.about.now.page.told
        someone.waits_until(told.isVisible)
    assert told.accessibleName().endswith(".")
    assert someone.finds("Check now", QAbstractButton).isEnabled()


# --- the engine ---------------------------------------------------------------------------------


def test_the_engine_of_a_source_checkout_says_what_it_was_built_for(
    opened: tuple[Snug, Person],
) -> None:
    snug, someone = opened
    choose(snug, someone, "Engine")
    card = someone.finds("The engine built from source")
    someone.waits_until(lambda: "In use" in card.accessibleName())
    assert "Built for the processor" in card.accessibleName()
    assert someone.sees("Copy this code")
    assert not someone.sees("Remove ")


def test_the_engine_is_tested_and_says_what_came(opened: tuple[Snug, Person]) -> None:
    snug, someone = opened
    choose(snug, someone, "Engine")
    someone.presses("Test the engine built from source")
    assert not someone.finds("Add engine…", QAbstractButton).isEnabled()
    someone.waits_until(lambda: someone.sees("It works: "))
    card = someone.finds("The engine built from source")
    someone.waits_until(lambda: "Tested today at" in card.accessibleName())
    assert someone.finds("Add engine…", QAbstractButton).isEnabled()


def test_what_is_no_pack_is_refused_with_what_to_do(
    opened: tuple[Snug, Person], tmp_path: Path
) -> None:
    snug, someone = opened
    archive = tmp_path / "no pack.zip"
    with zipfile.ZipFile(archive, "w") as made:
        made.writestr("readme.txt", "nothing of use")
    choose(snug, someone, "Engine")
    someone.finds("The engine built from source")
    drop(snug.late.engine.now.page, archive)
    told = snug.late.engine.now.page.told
    someone.waits_until(told.isVisible)
    said = told.accessibleName()
    assert "engine.json" in said
    assert said.endswith(".")
    assert not list(snug.parts.places.engines.glob("*"))


def test_only_one_pack_can_be_dropped_and_nothing_else(qtbot: QtBot, tmp_path: Path) -> None:
    page = EnginePage()
    qtbot.addWidget(page)
    page.show()
    heard: list[Path] = []
    page.add_asked.connect(heard.append)
    model, archive = tmp_path / "model.gguf", tmp_path / "engine.tar.gz"
    for one in (model, archive):
        one.write_bytes(b"x")
    assert not entered(page, model)
    assert not entered(page, archive, tmp_path)
    assert entered(page, archive)
    assert entered(page, tmp_path)
    drop(page, archive)
    assert heard == [archive]
    page.show_busy(busy=True)
    assert not entered(page, archive)


def test_tab_reaches_everything_of_the_engine_page(opened: tuple[Snug, Person]) -> None:
    snug, someone = opened
    choose(snug, someone, "Engine")
    someone.finds("Test the engine built from source")
    someone.waits_until(snug.window.isActiveWindow)
    page = snug.late.engine.now.page
    page._add.setFocus()
    names = [one.accessibleName() for one in walked(page._add) if page.isAncestorOf(one)]
    assert "Test the engine built from source" in names
    assert "Open the folder of the engine built from source" in names
    assert {"Copy this code", "Code"} & set(names)


PACK = os.environ.get("SNUG_TEST_ENGINE", "")
NEEDS_A_PACK = pytest.mark.skipif(not PACK, reason="needs SNUG_TEST_ENGINE, an engine of modules")


@NEEDS_A_PACK
def test_a_pack_is_added_tried_used_and_removed_while_a_model_is_loaded(
    opened: tuple[Snug, Person], story_files: StoryFiles
) -> None:
    snug, someone = opened
    snug.errands.models.adopt(story_files.recommended)
    someone.waits_until(lambda: snug.desk.now.models and snug.desk.now.room)
    snug.passages.load(snug.desk.now.models[0])
    someone.waits_until(lambda: snug.desk.now.loaded)
    snug.passages.go(Place.SETTINGS)
    choose(snug, someone, "Engine")
    someone.finds("The engine built from source")
    drop(snug.late.engine.now.page, Path(PACK))
    someone.presses("Use Snug's engine")
    agree(someone, "Use it")
    someone.waits_until(lambda: someone.sees("Snug's engine is in use"))
    someone.waits_until(lambda: snug.desk.now.loaded and not snug.desk.now.loading)
    assert snug.desk.now.loaded.path == story_files.recommended
    someone.waits_until(lambda: snug.desk.now.machine.engine.modules)
    folder = snug.parts.places.engines
    assert Path(snug.desk.now.machine.engine.folder).is_relative_to(folder)
    someone.waits_until(lambda: someone.sees("Snug's engine. In use"))
    assert snug.late.setting_up.isVisible()  # one is where one was
    someone.presses("Remove Snug's engine")
    agree(someone, "Remove")
    someone.waits_until(lambda: not someone.sees("Snug's engine"))
    someone.waits_until(lambda: someone.sees("The engine built from source. In use"))
    someone.waits_until(lambda: snug.desk.now.loaded and not snug.desk.now.machine.engine.modules)
    assert not list(folder.iterdir())


def test_what_was_loaded_while_an_engine_was_tried_is_what_is_loaded_again(
    opened: tuple[Snug, Person], story_files: StoryFiles
) -> None:
    snug, someone = opened
    for file in story_files.files:
        snug.errands.models.adopt(file)
    someone.waits_until(lambda: len(snug.desk.now.models or ()) == 2 and snug.desk.now.room)
    first, last = snug.desk.now.models
    snug.passages.load(first)
    someone.waits_until(lambda: snug.desk.now.loaded)
    snug.passages.go(Place.SETTINGS)
    choose(snug, someone, "Engine")
    someone.finds("The engine built from source")
    presenter = snug.late.engine.now.presenter
    presenter._on_began("Trying an engine")
    snug.passages.load(last)
    someone.waits_until(lambda: snug.desk.now.loaded and snug.desk.now.loaded.path == last.path)
    snug.parts.session.rest()
    presenter._on_switched(presenter._row(BUILT_IN))
    someone.waits_until(lambda: snug.desk.now.loaded and not snug.desk.now.loading)
    assert snug.desk.now.loaded.path == last.path


def test_an_engine_that_did_not_start_is_told_of_once_above_the_pages(
    opened: tuple[Snug, Person],
) -> None:
    snug, someone = opened
    someone.waits_until(lambda: snug.desk.now.machine and snug.desk.now.machine.engine)
    snug.parts.engines.give_up(EngineStart(), "it stopped with SIGSEGV")
    snug.errands.machine.look_again()
    notice = snug.window.notice
    someone.waits_until(notice.isVisible)
    said = notice.accessibleName()
    assert "did not start with the graphics card: it stopped with SIGSEGV." in said
    notice.hide()
    looked = snug.desk.now.machine
    snug.errands.machine.look_again()
    someone.waits_until(lambda: snug.desk.now.machine is not looked)
    assert not notice.isVisible()


def test_adding_a_pack_can_be_stopped(opened: tuple[Snug, Person]) -> None:
    snug, someone = opened
    choose(snug, someone, "Engine")
    someone.finds("The engine built from source")
    errand = snug.late.engine.now.presenter._errand
    heard: list[object] = []
    errand.failed.connect(heard.append)

    def copies() -> None:
        end = time.monotonic() + 20
        while time.monotonic() < end:
            errand._tell(1, 2)
            time.sleep(0.01)

    errand._do("Adding a pack", copies, heard.append)
    someone.presses("Stop Adding a pack")
    someone.waits_until(lambda: not errand.busy)
    assert heard == []  # neither done nor a failure
    assert not snug.late.engine.now.page.under_way.isVisible()


def agree(someone: Person, word: str) -> None:
    """Press that word of the question that is asked."""
    someone.waits_until(QApplication.activeModalWidget)
    question = QApplication.activeModalWidget()
    assert isinstance(question, Question)
    button = next(one for one in question.findChildren(QAbstractButton) if one.text() == word)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def drop(page: EnginePage, *paths: Path) -> None:
    """Let these fall on the page."""
    page.dropEvent(
        QDropEvent(
            QPointF(20, 20),
            Qt.DropAction.CopyAction,
            carried(*paths),
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )


def entered(page: EnginePage, *paths: Path) -> bool:
    """Whether these would be taken."""
    event = QDragEnterEvent(
        QPoint(20, 20),
        Qt.DropAction.CopyAction,
        carried(*paths),
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    event.ignore()
    page.dragEnterEvent(event)
    return event.isAccepted()


_carried: list[QMimeData] = []  # an event does not keep what it carries


def carried(*paths: Path) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(one)) for one in paths])
    _carried.append(data)
    return data
