"""Answers that come to the memory page late, or not at all."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from launcher.actions.estimate import estimate_now
from launcher.actions.parts import assemble
from launcher.memory.choices import Choices
from launcher.memory.estimate import Estimate
from launcher.paths import places
from tests.fakes.machine_facts import machine_of
from tests.fakes.model_facts import facts_of
from ui.desk import Desk, OnDesk
from ui.pages.memory import fitting, presenter
from ui.pages.memory.page import MemoryPage
from ui.pages.memory.presenter import MemoryPresenter
from ui.study import CameFrom, Study

GIB = 1 << 30
HERE = machine_of(32)
ELSEWHERE = replace(machine_of(64, 24), imagined=True)


@pytest.fixture
def opened(
    qtbot: QtBot, snug_home: Any, background: Any
) -> Iterator[tuple[MemoryPage, Any, Desk]]:
    parts = assemble(places())
    page = MemoryPage()
    qtbot.addWidget(page)
    page.show()
    desk = Desk(OnDesk(settings=parts.settings.settings, machine=HERE), page)
    yield page, MemoryPresenter(page, parts, desk, background), desk
    parts.close()


def study() -> Study:
    return Study(
        name="A model",
        facts=facts_of(),
        choices=Choices(),
        machine=HERE,
        source=CameFrom.LIBRARY,
    )


def test_a_late_answer_about_this_computer_is_not_shown_for_the_imagined_one(
    opened: Any, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, memory, desk = opened
    begun, go_on, ended = threading.Event(), threading.Event(), threading.Event()

    def slow(_parts: object, asked: Study) -> tuple[Estimate, None]:
        begun.set()
        assert go_on.wait(20)
        found = estimate_now(asked.facts, asked.choices, asked.machine, reserve=GIB)
        ended.set()
        return found, None

    monkeypatch.setattr(presenter, "_exactly", slow)
    monkeypatch.setattr(fitting, "REST_MS", 60_000)
    memory.open(study())
    qtbot.waitUntil(begun.is_set)
    desk.put(imagined=ELSEWHERE)
    assert not page._imagined.isHidden()
    shown = page._sums.text()
    go_on.set()
    qtbot.waitUntil(ended.is_set)
    qtbot.waitUntil(lambda: not memory._exact._running)
    assert page._sums.text() == shown
    assert not page._imagined.isHidden()


def test_a_plan_that_failed_is_asked_for_again(
    opened: Any, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    _page, memory, desk = opened
    asked: list[Choices] = []

    def breaks(_parts: object, _facts: object, choices: Choices, _machine: object) -> None:
        asked.append(choices)
        raise RuntimeError("gone")

    monkeypatch.setattr(fitting, "fit_exactly", breaks)
    desk.put(imagined=ELSEWHERE)
    memory.open(replace(study(), machine=ELSEWHERE))
    memory._on_fit_asked()
    qtbot.waitUntil(lambda: len(asked) == 1 and not memory._wanted)
    memory._on_fit_asked()
    qtbot.waitUntil(lambda: len(asked) == 2 and not memory._wanted)
