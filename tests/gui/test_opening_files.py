"""Files opened from outside: dropped, handed over by a later start, asked for by macOS."""

import os
import shutil
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QFileOpenEvent
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from launcher.identity import VERSION
from launcher.models.slim import write_slim
from launcher.models.write import write_model
from tests.fakes.machine_facts import machine_of
from tests.fakes.mmproj import pictures
from tests.gui.conftest import OpenSnug, StoryFiles
from tests.gui.person import Person
from ui.app import Snug
from ui.composition.opening_files import come_forward
from ui.entrance.door import Door, Knock
from ui.entrance.knock import come_in
from ui.widgets.load_question import LoadQuestion
from ui.widgets.question import Question
from ui.window.application import AskedFiles
from ui.window.places import Place


@pytest.fixture(autouse=True)
def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sockets of these tests lie in a folder of their own, and no Hub is asked."""
    run = tmp_path / "run"
    run.mkdir(mode=0o700)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(run))
    monkeypatch.setenv("SNUG_HUB_ENDPOINT", "http://127.0.0.1:9")


def drop(widget: QWidget, *files: Path) -> bool:
    """Let go of files over it; whether it took them."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    way = (mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    enter = QDragEnterEvent(widget.rect().center(), Qt.DropAction.CopyAction, *way)
    enter.ignore()
    widget.dragEnterEvent(enter)
    if not enter.isAccepted():
        return False
    at = QPointF(widget.rect().center())
    widget.dropEvent(QDropEvent(at, Qt.DropAction.CopyAction, *way))
    return True


def opened(open_snug: OpenSnug, qtbot: QtBot) -> tuple[Snug, Person]:
    snug = open_snug()
    return snug, Person(qtbot, snug.window)


def loaded(snug: Snug) -> Path | None:
    return snug.desk.now.loaded.path if snug.desk.now.loaded else None


def told(snug: Snug) -> str:
    return snug.window.notice.accessibleName() if snug.window.notice.isVisible() else ""


def test_a_file_dropped_on_the_window_is_loaded_where_it_lies(
    qtbot: QtBot, open_snug: OpenSnug, story_files: StoryFiles, tmp_path: Path
) -> None:
    folder = tmp_path / "Modelle mit Ümlaut und 模型"
    folder.mkdir()
    file = Path(shutil.copy(story_files.recommended, folder / "a story.gguf"))
    snug, someone = opened(open_snug, qtbot)
    assert drop(snug.window, file)
    someone.waits_until(lambda: loaded(snug) == file)
    assert snug.window.place is Place.CHAT
    assert [one.path for one in snug.desk.now.models or ()] == [file]


def test_a_later_start_brings_the_window_forward_and_its_file_is_loaded(
    qtbot: QtBot, open_snug: OpenSnug, story_files: StoryFiles
) -> None:
    snug, someone = opened(open_snug, qtbot)
    door = Door.take(snug.parts.places.data)
    assert door is not None
    snug.opening.answer(door)
    ended: list[Door | None] = []

    def start() -> None:
        ended.append(come_in(snug.parts.places.data, [story_files.recommended], seconds=20))

    second = threading.Thread(target=start)
    second.start()
    someone.waits_until(lambda: ended == [None])
    second.join()
    someone.waits_until(lambda: loaded(snug) == story_files.recommended)


def test_a_minimized_window_is_seen_again_and_no_odd_token_hinders_it(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.showMinimized()
    come_forward(window, "a\0token")
    assert window.isVisible()
    assert not window.isMinimized()


def test_once_the_window_closes_the_next_start_has_a_door_of_its_own(
    qtbot: QtBot, open_snug: OpenSnug
) -> None:
    snug, someone = opened(open_snug, qtbot)
    someone.waits_until(lambda: snug.desk.now.machine and snug.desk.now.machine.engine)
    data = snug.parts.places.data
    door = Door.take(data)
    assert door is not None
    snug.opening.answer(door)
    snug.close()
    snug.opening._on_knock(Knock(version=VERSION), lambda: None)  # it was still on its way
    assert not snug.window.isVisible()
    following = come_in(data, [])
    assert following is not None
    following.close()


def test_a_file_waits_until_the_question_that_is_open_was_answered(
    qtbot: QtBot, open_snug: OpenSnug, story_files: StoryFiles
) -> None:
    snug, someone = opened(open_snug, qtbot)
    someone.waits_until(lambda: snug.desk.now.room)
    place = snug.window.place
    question = Question(snug.window, title="Remove it?", detail="For good.", agree="Remove")
    question.open()
    snug.opening._on_knock(Knock(version=VERSION, files=(story_files.recommended,)), lambda: None)
    someone.waits_until(snug.opening._look.isActive)
    assert QApplication.activeModalWidget() is question
    assert snug.window.place is place
    assert snug.desk.now.loading is None
    question.reject()
    someone.waits_until(lambda: loaded(snug) == story_files.recommended)
    assert not snug.opening._look.isActive()


def test_the_question_that_is_open_comes_forward_with_its_window(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    question = Question(window, title="Remove it?", detail="For good.", agree="Remove")
    question.open()
    qtbot.waitUntil(question.isVisible)
    window.activateWindow()
    come_forward(window)
    qtbot.waitUntil(question.isActiveWindow)
    question.reject()


def test_the_models_in_a_folder_are_opened_instead_of_it(
    qtbot: QtBot, open_snug: OpenSnug, story_files: StoryFiles, tmp_path: Path
) -> None:
    folder = tmp_path / "models.d"
    (folder / "empty").mkdir(parents=True)
    for file in story_files.files:
        shutil.copy(file, folder)
    (folder / "readme.txt").write_text("About these.")
    snug, someone = opened(open_snug, qtbot)
    drop(snug.window, folder)
    someone.waits_until(lambda: len(snug.desk.now.models or ()) == 2)
    assert told(snug) == ""
    drop(snug.window, folder / "empty")
    someone.waits_until(lambda: "Choose a model in it" in told(snug))


def test_another_version_that_was_started_is_named_in_the_window(
    qtbot: QtBot, open_snug: OpenSnug
) -> None:
    snug, _ = opened(open_snug, qtbot)
    done: list[bool] = []
    snug.opening._on_knock(Knock(version="9.9.9", token="t"), lambda: done.append(True))
    assert done == [True]
    assert os.environ.pop("XDG_ACTIVATION_TOKEN") == "t"
    assert "Snug 9.9.9 was started" in snug.window.toast._words.text()
    assert snug.window.toast.isVisible()


def test_a_file_macos_asks_for_before_the_window_is_there_is_opened_then() -> None:
    asked: list[list[Path]] = []

    files = AskedFiles()
    assert files.take(QFileOpenEvent(QUrl.fromLocalFile("/models/a b.gguf")))
    files.open_with(lambda paths: asked.append(list(paths)))
    assert files.take(QFileOpenEvent(QUrl.fromLocalFile("/c.gguf")))
    assert not files.take(QFileOpenEvent(QUrl("https://example.org/x.gguf")))
    assert not files.take(QEvent(QEvent.Type.User))
    assert asked == [[Path("/models/a b.gguf")], [Path("/c.gguf")]]


def test_what_is_no_model_is_said_and_nothing_is_loaded(
    qtbot: QtBot, open_snug: OpenSnug, tmp_path: Path
) -> None:
    page = tmp_path / "page.gguf"
    page.write_text("<!DOCTYPE html><html></html>")
    snug, someone = opened(open_snug, qtbot)
    drop(snug.window, page)
    someone.waits_until(lambda: "web page" in told(snug))
    assert snug.desk.now.loading is None
    drop(snug.window, tmp_path / "gone.gguf")
    someone.waits_until(lambda: "There is no file" in told(snug))
    page.unlink()
    drop(snug.window, page.parent)
    someone.waits_until(lambda: "cannot be read: it is a folder" in told(snug))
    assert not snug.desk.now.models


def test_a_part_that_reads_pictures_is_said_to_be_one(
    qtbot: QtBot, open_snug: OpenSnug, tmp_path: Path
) -> None:
    file = tmp_path / "mmproj-tiny.gguf"
    write_slim(pictures(layers=2), file)
    snug, someone = opened(open_snug, qtbot)
    drop(snug.window, file)
    someone.waits_until(lambda: "picture" in told(snug).lower())
    assert loaded(snug) is None


def test_several_models_are_listed_and_the_one_that_is_none_is_said(
    qtbot: QtBot, open_snug: OpenSnug, story_files: StoryFiles, tmp_path: Path
) -> None:
    nonsense = tmp_path / "nonsense.gguf"
    nonsense.write_bytes(b"nothing of the kind")
    snug, someone = opened(open_snug, qtbot)
    drop(snug.window, *story_files.files, nonsense)
    someone.waits_until(lambda: len(snug.desk.now.models or ()) == 2)
    assert snug.window.place is Place.MODELS
    assert snug.window.toast._words.text().startswith("2 models are in the list now")
    assert "nonsense.gguf" in told(snug)
    assert snug.desk.now.loading is None


def test_a_model_that_is_loaded_already_is_only_shown(
    qtbot: QtBot, open_snug: OpenSnug, story_files: StoryFiles
) -> None:
    snug, someone = opened(open_snug, qtbot)
    drop(snug.window, story_files.recommended)
    someone.waits_until(lambda: loaded(snug) == story_files.recommended)
    before = snug.desk.now.loaded
    snug.passages.go(Place.MACHINE)
    drop(snug.window, story_files.recommended)
    someone.waits_until(lambda: snug.window.place is Place.CHAT)
    assert snug.desk.now.loaded is before


def test_a_model_too_big_for_this_computer_is_asked_about_first(
    qtbot: QtBot, open_snug: OpenSnug, tmp_path: Path
) -> None:
    file = tmp_path / "huge.gguf"
    write_model(file, "llama")
    snug, someone = opened(open_snug, qtbot)
    someone.waits_until(lambda: snug.desk.now.machine and snug.desk.now.machine.engine)
    snug.errands.machine.stop()
    snug.desk.put(machine=machine_of(1 / 4096))  # a quarter of a MiB
    drop(snug.window, file)
    someone.waits_until(lambda: snug.window.findChild(LoadQuestion))
    assert snug.desk.now.loading is None
    question = snug.window.findChild(LoadQuestion)
    assert question is not None
    question.reject()
    assert loaded(snug) is None


def test_a_file_over_the_message_goes_to_the_window_and_text_stays_there(
    qtbot: QtBot, open_snug: OpenSnug, tmp_path: Path
) -> None:
    snug, _ = opened(open_snug, qtbot)
    field = snug.pages.chat.composer.findChild(QPlainTextEdit)
    assert field is not None
    files, text = QMimeData(), QMimeData()
    files.setUrls([QUrl.fromLocalFile(str(tmp_path / "a.gguf"))])
    text.setText("words")
    assert not field.canInsertFromMimeData(files)
    assert field.canInsertFromMimeData(text)


def test_something_that_is_no_file_is_not_taken(qtbot: QtBot, open_snug: OpenSnug) -> None:
    snug, _ = opened(open_snug, qtbot)
    mime = QMimeData()
    mime.setUrls([QUrl("https://example.org/a.gguf")])
    event = QDragEnterEvent(
        snug.window.rect().center(),
        Qt.DropAction.CopyAction,
        mime,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    event.ignore()
    snug.window.dragEnterEvent(event)
    assert not event.isAccepted()
