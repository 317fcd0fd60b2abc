"""Measuring this computer in the window: the line on the page, the desk, and when not."""

import time
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.gui.conftest import OpenSnug
from tests.gui.person import Person
from ui.app import Snug
from ui.desk import Loading
from ui.pages.machine.pace_row import PaceRow
from ui.text.pace_words import ANSWERS, LOADS, STOPPED
from ui.window.places import Place


@pytest.fixture
def snug(open_snug: OpenSnug, qtbot: QtBot) -> Snug:
    """The machine page, with the engine's word on it."""
    made = open_snug()
    made.passages.go(Place.MACHINE)
    Person(qtbot, made.window).waits_until(
        lambda: made.desk.now.machine is not None and made.desk.now.machine.engine is not None
    )
    return made


def told(snug: Snug) -> str:
    return snug.pages.machine.pace._words.text()


def processor(snug: Snug) -> str:
    return snug.pages.machine._parts["cpu"]._lines.text()


def test_what_is_measured_is_told_kept_and_there_again(snug: Snug, qtbot: QtBot) -> None:
    someone = Person(qtbot, snug.window)
    assert "not measured" in processor(snug)
    someone.presses("Measure speed (3 seconds)")
    someone.waits_until(lambda: told(snug).startswith("Measuring "))
    assert not snug.pages.machine.pace._button.isEnabled()
    someone.waits_until(lambda: told(snug).startswith("Measured: "))
    (pace,) = snug.desk.now.paces
    assert pace.bandwidth > 1e8
    assert f"Reads weights at {pace.bandwidth / 1e9:.0f}"[:18] in processor(snug)
    assert "measured here on" in processor(snug)
    assert snug.pages.machine.pace._button.isEnabled()
    snug.desk.put(paces=())
    snug.errands.machine.look_again()  # what was kept comes back with the machine
    someone.waits_until(lambda: snug.desk.now.paces == (pace,))


def test_a_run_can_be_stopped_and_nothing_of_it_is_kept(snug: Snug, qtbot: QtBot) -> None:
    someone = Person(qtbot, snug.window)
    stop = snug.pages.machine.pace._stop
    assert stop.isHidden()
    someone.presses("Measure speed")
    someone.waits_until(stop.isVisible)
    someone.presses("Stop")
    someone.waits_until(lambda: told(snug) == STOPPED.what)
    assert stop.isHidden()
    assert snug.desk.now.paces == ()
    assert snug.pages.machine.pace._button.isEnabled()


def test_closing_the_window_does_not_wait_for_a_measurement(snug: Snug, qtbot: QtBot) -> None:
    someone = Person(qtbot, snug.window)
    someone.presses("Measure speed")
    someone.waits_until(lambda: snug.parts.pacer.worker != 0)
    began = time.monotonic()
    snug.close()
    assert time.monotonic() - began < 1.5


def test_while_a_model_loads_it_is_refused(snug: Snug, qtbot: QtBot) -> None:
    someone = Person(qtbot, snug.window)
    snug.desk.put(loading=Loading(path=Path("model.gguf"), name="A model"))
    someone.presses("Measure speed")
    assert told(snug) == f"{LOADS.what} {LOADS.next}"
    assert snug.desk.now.paces == ()


def test_while_an_answer_is_written_it_is_refused(
    snug: Snug, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snug.errands.answering, "_talk", 1)
    someone = Person(qtbot, snug.window)
    someone.presses("Measure speed")
    assert told(snug) == f"{ANSWERS.what} {ANSWERS.next}"


def test_the_bar_waits_for_the_end_and_never_claims_it(qtbot: QtBot) -> None:
    row = PaceRow()
    qtbot.addWidget(row)
    row.show_offer(3)
    row.show_begun()
    row._began -= 60.0  # it takes much longer than it should
    row._on_tick()
    assert row._line.value() < row._line.maximum()
    row.show_ended("Measured: CPU 38 GB/s.")
    assert row._line.isHidden()
