"""Another computer, made up in the window: the figures follow, are marked, and come back."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit, QListView
from pytestqt.qtbot import QtBot

from launcher.hardware.facts import Machine
from tests.fakes.catalogue import fill
from tests.fakes.hub import FakeHub
from tests.fakes.machine_facts import machine_of
from tests.gui.conftest import OpenSnug
from tests.gui.person import Person
from ui.pages.find.variants import VariantWidget
from ui.text.imagine_view import Wanted
from ui.widgets.imagine_dialog import ImagineDialog


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeHub]:
    with FakeHub() as made:
        fill(made, tmp_path)
        monkeypatch.setenv("SNUG_HUB_ENDPOINT", made.endpoint)
        yield made


def choose(dialog: ImagineDialog, name: str, words: str) -> None:
    combo = next(one for one in dialog.findChildren(QComboBox) if one.accessibleName() == name)
    number = combo.findText(words)
    assert number >= 0, words
    combo.setCurrentIndex(number)
    combo.activated.emit(number)


def make_up(someone: Person, ram: str, card: str) -> None:
    dialog = someone.finds("", ImagineDialog)
    choose(dialog, "Main memory", ram)
    choose(dialog, "Graphics card", card)
    Person(someone._qtbot, dialog).presses("Imagine it")
    someone._window.activateWindow()  # as a window manager would


def state_of(someone: Person, quantization: str) -> str:
    row = someone.sees(quantization, VariantWidget)
    return row.accessibleName() if row else ""


def test_the_figures_are_the_imagined_computers_until_one_comes_back(
    qtbot: QtBot, hub: FakeHub, open_snug: OpenSnug
) -> None:
    snug = open_snug()
    someone = Person(qtbot, snug.window)
    someone.presses("Imagine another computer")
    make_up(someone, "64 GiB", "RTX 4090, 24 GiB")
    someone.waits_until(snug.window.imagined.isVisible)
    assert "64 GiB RAM, RTX 4090 24 GiB" in snug.window.imagined.accessibleName()

    someone.presses("Find a model")
    results = someone.finds("Models found", QListView)
    someone.waits_until(lambda: results.model().rowCount() > 0)
    someone.writes("Search models on Hugging Face", "Meta-Llama")
    someone.waits_until(lambda: results.model().rowCount() == 1)
    someone.clicks_row(results, 0)
    someone.waits_until(lambda: ", fits" in state_of(someone, "Q8_0"))
    someone.waits_until(lambda: someone.sees("Imagined: 64 GiB RAM, RTX 4090 24 GiB"))

    someone.presses("Change")
    make_up(someone, "8 GiB", "No graphics card")
    someone.waits_until(lambda: ", too big" in state_of(someone, "Q8_0"))

    someone.presses("Back to this computer")
    someone.waits_until(lambda: not snug.window.imagined.isVisible())
    assert snug.desk.now.computer is snug.desk.now.room
    someone.waits_until(lambda: not someone.sees("Imagined: "))


def test_what_cannot_be_is_said_and_cannot_be_agreed_to(qtbot: QtBot) -> None:
    dialog = ImagineDialog(machine_of(16), None)
    qtbot.addWidget(dialog)
    dialog.show()
    someone = Person(qtbot, dialog)
    choose(dialog, "Graphics card", "Others, or several")
    typed = someone.finds("Graphics cards", QLineEdit)
    QTest.keyClicks(typed, "2x abacus")
    agree = dialog._yes
    assert not agree.isEnabled()
    assert "abacus" in dialog._words.text()
    typed.clear()
    QTest.keyClicks(typed, "2x RTX 3090")
    assert agree.isEnabled()
    choose(dialog, "Main memory", "Another size")
    assert not agree.isEnabled()
    QTest.keyClicks(someone.finds("Main memory in GiB", QLineEdit), "40")
    heard: list[tuple[Machine, Wanted]] = []
    dialog.imagined.connect(lambda *said: heard.append(said))
    someone.presses("Imagine it")
    ((machine, wanted),) = heard
    again = ImagineDialog(machine_of(16), None, first=wanted)
    qtbot.addWidget(again)
    assert again._wanted() == wanted == Wanted(ram=40.0, gpus="2x RTX 3090")
    assert [device.total >> 30 for device in machine.devices] == [40, 24, 24]
