"""Pages that are made when somebody first goes there, and read before that while nobody waits."""

import subprocess
import sys
import threading

import pytest
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from launcher.actions.judging import VariantRow, rows_of
from tests.fakes.machine_facts import machine_of
from tests.fakes.repositories import repository_of
from tests.gui.conftest import OpenSnug
from ui.composition.late import Late, Made
from ui.window.places import Place

LATE = (
    *("find", "memory", "compare", "measure", "learn", "welcome"),
    *("settings", "engine", "privacy", "about"),
)
FOR_LATER = (
    *(f"ui.pages.{page}" for page in LATE),
    "launcher.actions.engines",
    "launcher.actions.measure",
    "launcher.actions.repository",
    "launcher.notices",
    "launcher.privacy",
    "markdown_it",
    "pyqtgraph",
    "numpy",
    "huggingface_hub",
)


def test_the_window_is_read_without_what_nobody_has_opened_yet() -> None:
    code = "import ui.app, sys; print(*sys.modules, sep='\\n')"
    run = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    read = run.stdout.split()
    assert "ui.pages.machine.page" in read
    assert [name for name in read if name.startswith(FOR_LATER)] == []


def test_a_late_page_is_made_once_and_told_to_those_who_waited(qtbot: QtBot) -> None:
    made, heard = [], []

    def make() -> tuple[QWidget, str]:
        made.append(True)
        return QLineEdit(), "its presenter"

    late: Late[QWidget, str] = Late(lambda: make)
    qtbot.addWidget(late.holder)
    late.when_made(heard.append)
    late.read()
    assert (made, heard) == ([], [])
    page = late.now.page
    late.when_made(heard.append)
    assert late.now.page is page
    assert (made, heard) == ([True], [Made(page, "its presenter")] * 2)
    assert late.holder.focusProxy() is page


def test_pages_are_read_ahead_but_not_made(
    open_snug: OpenSnug, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.composition.reading_ahead.REST_MS", 0)
    monkeypatch.setattr("ui.composition.reading_ahead.PAUSE_MS", 0)
    late = open_snug().late
    pages = [getattr(late, name) for name in LATE]
    qtbot.waitUntil(lambda: all(page._make for page in pages), timeout=20_000)
    assert not any(page._made for page in pages)


def test_nothing_is_read_ahead_while_a_model_answers(
    open_snug: OpenSnug, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    snug = open_snug()
    snug.reading._pause.stop()
    monkeypatch.setattr(type(snug.answering), "busy", True)
    snug.reading._on_paused()
    assert snug.reading._pause.isActive()
    assert snug.late.find._make is None
    monkeypatch.undo()
    snug.reading._on_paused()  # text comes first
    qtbot.waitUntil(snug.reading._pause.isActive)
    snug.reading._on_paused()
    qtbot.waitUntil(lambda: snug.late.find._make is not None, timeout=20_000)


def test_find_works_when_one_goes_there_first(open_snug: OpenSnug, qtbot: QtBot) -> None:
    snug = open_snug()
    assert snug.late.find._made is None
    snug.passages.go(Place.FIND)
    find = snug.late.find.now
    qtbot.waitUntil(find.page.isVisible)
    assert find.presenter.search._begun


def test_files_are_judged_on_another_thread_before_they_are_shown(
    open_snug: OpenSnug, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    snug = open_snug()
    qtbot.waitUntil(lambda: snug.desk.now.machine is not None)
    judging = snug.late.find.now.presenter.model._judging
    threads = []

    def noted(*said: object, **more: object) -> tuple[VariantRow, ...]:
        threads.append(threading.current_thread())
        return rows_of(*said, **more)  # type: ignore[arg-type]  # what it was asked with

    monkeypatch.setattr("ui.pages.find.judging.rows_of", noted)
    repository, headers = repository_of("google/gemma-3-12b-it")
    done = []
    judging.prepare(repository, headers, done=lambda: done.append(True))
    assert done == []
    qtbot.waitUntil(lambda: bool(done))
    assert threading.main_thread() not in threads
    assert len(threads) == 1


def test_without_a_computer_to_judge_for_nobody_waits(open_snug: OpenSnug) -> None:
    snug = open_snug()
    snug.errands.machine.stop()
    snug.desk.put(machine=None)
    judging = snug.late.find.now.presenter.model._judging
    repository, headers = repository_of("google/gemma-3-12b-it", ("Q8_0",))
    done = []
    judging.prepare(repository, headers, done=lambda: done.append(True))
    assert done == [True]
    snug.desk.put(machine=machine_of(16))
