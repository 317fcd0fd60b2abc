"""A model that is too big is asked about before it is loaded; too little disk before the click."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from launcher.units import GIB, MIB
from tests.fakes.machine_facts import machine_of
from tests.gui.conftest import OpenSnug, StoryFiles
from tests.gui.person import Person
from ui.app import Snug
from ui.errands import machine as machine_errand
from ui.text.jobs import disk_words
from ui.widgets.label import Text
from ui.widgets.load_question import LoadQuestion

FULL = machine_of(1 / 4096)  # a quarter of a MiB


@pytest.fixture
def snug(qtbot: QtBot, open_snug: OpenSnug, story_files: StoryFiles) -> Snug:
    """The window on a computer with next to nothing free, and one model on its disk."""
    made = open_snug()
    qtbot.waitUntil(lambda: bool(made.desk.now.machine and made.desk.now.machine.engine))
    made.errands.machine.stop()
    made.errands.models.adopt(story_files.files[0])
    qtbot.waitUntil(lambda: bool(made.desk.now.models))
    made.desk.put(machine=FULL)
    return made


def ask(qtbot: QtBot, snug: Snug) -> tuple[LoadQuestion, Person]:
    models = snug.desk.now.models
    assert models
    snug.passages.load(models[0])
    assert snug.desk.now.loading is None
    question = snug.window.findChild(LoadQuestion)
    assert question is not None
    return question, Person(qtbot, question)


def test_nothing_is_loaded_before_a_person_agrees(qtbot: QtBot, snug: Snug) -> None:
    question, _someone = ask(qtbot, snug)
    said = " ".join(one.text() for one in question.findChildren(Text))
    assert "of RAM; 256 KiB are free." in said
    QTest.keyClick(question, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not snug.window.findChild(LoadQuestion))
    assert snug.desk.now.loading is None
    assert snug.desk.now.loaded is None


def test_the_memory_is_explained_instead(qtbot: QtBot, snug: Snug) -> None:
    _question, someone = ask(qtbot, snug)
    someone.presses("Memory in detail")
    qtbot.waitUntil(snug.late.memory.now.page.isVisible)
    assert snug.desk.now.loading is None


def test_it_is_loaded_anyway(qtbot: QtBot, snug: Snug) -> None:
    _question, someone = ask(qtbot, snug)
    someone.presses("Load anyway")
    qtbot.waitUntil(lambda: snug.desk.now.loaded is not None, timeout=30_000)


def test_plans_follow_what_is_free_but_not_on_every_reading(
    qtbot: QtBot, snug: Snug, monkeypatch: pytest.MonkeyPatch
) -> None:
    roomy, errand = machine_of(8), snug.errands.machine
    snug.desk.put(machine=roomy)
    reading = snug.desk.now.reading
    assert reading is not None

    def read(free: int) -> None:
        memory = replace(roomy.memory, available=free)
        errand._on_reading(replace(reading, memory=memory, gpus=()))

    clock = [1000.0]
    monkeypatch.setattr("ui.errands.machine.monotonic", lambda: clock[0])
    read(roomy.memory.available - 64 * MIB)
    assert snug.desk.now.machine is roomy  # too little to matter
    read(6 * GIB)
    assert snug.desk.now.computer is not None
    assert snug.desk.now.computer.memory.available == 6 * GIB
    clock[0] += 1
    read(4 * GIB)
    assert snug.desk.now.computer.memory.available == 6 * GIB
    clock[0] += machine_errand.SELDOM
    read(4 * GIB)
    assert snug.desk.now.computer.memory.available == 4 * GIB


def test_a_disk_without_room_says_what_is_missing() -> None:
    words, room = disk_words(664 * GIB, 76 * GIB)
    assert (words, room) == ("588.06 GiB more disk space is needed: 76.00 GiB free.", False)
    assert disk_words(GIB, 76 * GIB) == ("76.00 GiB free on disk", True)
    assert disk_words(GIB, GIB + 63 * MIB)[1] is False
    assert disk_words(GIB, None) == ("", True)
