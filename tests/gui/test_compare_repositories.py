"""Repositories beside a family: each is asked by itself, and says itself what is wrong."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from launcher.actions.imagine import imagined
from launcher.memory.choices import MOST_CONTEXT
from launcher.models.slim import write_slim
from tests.fakes.catalogue import LLAMA_1B, LLAMA_8B, facts_of
from tests.fakes.hub import FakeHub
from tests.fakes.machine_facts import machine_of
from tests.gui.test_compare_page import HERE_NOW, Scene
from ui.bridge.background import Background
from ui.pages.compare.asked import Asked
from ui.pages.compare.gathered import AGAIN, SETTINGS
from ui.pages.compare.selectors import Selectors
from ui.theme.type import px

GOOD, GATED = "someone/good-GGUF", "someone/gated-GGUF"
EMPTY, MISSING = "someone/empty-GGUF", "someone/missing-GGUF"
LOCAL = ("google/gemma-2-2b-it", "google/gemma-2-9b-it", "google/gemma-2-27b-it")


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeHub]:
    with FakeHub() as made:
        good, gated = tmp_path / "good.gguf", tmp_path / "gated.gguf"
        write_slim(facts_of(LLAMA_8B, "Q4_K_M"), good)
        write_slim(facts_of(LLAMA_1B, "Q4_K_M"), gated)
        made.add_repo(GOOD, {"good-Q4_K_M.gguf": good})
        made.add_repo(GATED, {"gated-Q4_K_M.gguf": gated}, gated=True)
        made.add_repo(EMPTY, {"README.md": b"nothing"})
        monkeypatch.setenv("SNUG_HUB_ENDPOINT", made.endpoint)
        yield made


@pytest.fixture
def scene(qtbot: QtBot, background: Background, snug_home: Path, hub: FakeHub) -> Iterator[Scene]:
    made = Scene(qtbot, background).begin()
    yield made
    made.parts.close()


def ask(scene: Scene, *repos: str, family: str = "Gemma 3") -> None:
    asked = Asked(family=family, repositories=repos)
    scene.page.selectors.show_asked(asked)
    scene.page.selectors.edited.emit(asked)


def called(scene: Scene, name: str) -> QAbstractButton:
    found = [
        one
        for one in scene.page.findChildren(QAbstractButton)
        if one.isVisible() and one.accessibleName() == name
    ]
    assert len(found) == 1, name
    return found[0]


def lines(scene: Scene) -> list[str]:
    troubles = scene.page.selectors.repositories._troubles
    return [one.line for one in troubles._told]


def models(scene: Scene) -> set[str]:
    assert scene.view is not None
    return {one.model for one in scene.view.models}


def test_the_good_ones_make_the_board_and_each_bad_one_says_why(scene: Scene) -> None:
    ask(scene, GATED, EMPTY, GOOD, MISSING)
    scene.waits_for(lambda view: any("Llama" in one.model for one in view.models))
    assert any("Gemma 3" in name for name in models(scene))
    assert not scene.page.notice.isVisible()
    assert [one.split(" ")[0] for one in lines(scene)] == ["The", EMPTY, "There"]
    named = zip((GATED, EMPTY, MISSING), lines(scene), strict=True)
    assert all(repo in said for repo, said in named)
    chips = scene.page.selectors.repositories._chips._chips
    shown = {repo: not chip._sign.isHidden() for repo, chip in chips.items()}
    assert shown == {GATED: True, EMPTY: True, GOOD: False, MISSING: True}
    assert GATED in chips[GATED].button.toolTip()
    assert chips[GATED].button.accessibleDescription() == lines(scene)[0]


def test_a_gated_one_leads_to_settings_and_is_asked_again(
    scene: Scene, hub: FakeHub, qtbot: QtBot
) -> None:
    ask(scene, GATED)
    qtbot.waitUntil(lambda: bool(lines(scene)), timeout=20_000)
    with qtbot.waitSignal(scene.presenter.settings_asked):
        called(scene, f"{SETTINGS}: {GATED}").click()
    hub.repos[GATED].gated = False
    called(scene, f"{AGAIN}: {GATED}").setFocus()
    QTest.keyClick(called(scene, f"{AGAIN}: {GATED}"), Qt.Key.Key_Return)
    scene.waits_for(lambda view: any("Llama 3.2" in one.model for one in view.models))
    assert lines(scene) == []
    now = scene.page.window().focusWidget()
    assert now is not None
    assert now.accessibleName() == f"Take {GATED} off the board"


def test_coming_back_a_gated_one_is_asked_again(scene: Scene, hub: FakeHub, qtbot: QtBot) -> None:
    ask(scene, GATED)
    qtbot.waitUntil(lambda: bool(lines(scene)), timeout=20_000)
    hub.repos[GATED].gated = False
    scene.presenter.begin()
    scene.waits_for(lambda view: any("Llama 3.2" in one.model for one in view.models))


def test_another_axis_asks_the_hub_nothing_again(scene: Scene, hub: FakeHub) -> None:
    ask(scene, EMPTY, GOOD)
    scene.waits_for(lambda view: any("Llama" in one.model for one in view.models))
    before = len(hub.requests())
    scene.picks("Compared by", "size")
    scene.waits_for(lambda view: view.board.axis == "size")
    assert len(hub.requests()) == before
    assert len(lines(scene)) == 1


def test_where_nothing_could_be_read_there_is_no_old_board(scene: Scene, qtbot: QtBot) -> None:
    ask(scene, EMPTY, MISSING, family="")
    qtbot.waitUntil(lambda: len(lines(scene)) == 2, timeout=20_000)
    assert scene.view is None
    assert not scene.page.plot.isVisible()
    assert not scene.page.side.isVisible()
    ask(scene)
    scene.waits_for(lambda view: bool(view.points))
    assert scene.page.plot.isVisible()


def test_an_old_board_is_faint_while_a_new_one_is_worked_out(scene: Scene) -> None:
    ask(scene, GOOD)
    assert scene.page.plot._old
    assert scene.page._below.graphicsEffect().isEnabled()
    scene.waits_for(lambda view: any("Llama" in one.model for one in view.models))
    assert not scene.page.plot._old
    assert not scene.page._below.graphicsEffect().isEnabled()


def test_the_keyboard_goes_to_the_next_chip_and_at_last_to_the_button(scene: Scene) -> None:
    ask(scene, *LOCAL)
    scene.waits_for(lambda view: any("Gemma 2" in one.model for one in view.models))
    scene.page.activateWindow()
    called(scene, f"Take {LOCAL[1]} off the board").setFocus()
    for following in (LOCAL[2], LOCAL[0]):
        _presses_enter()
        assert _focused().accessibleName() == f"Take {following} off the board"
    _presses_enter()
    assert _focused() is scene.page.selectors.repositories.button
    assert scene.presenter._asked.repositories == ()


def test_the_table_of_a_usual_window_needs_no_scrolling_sideways(scene: Scene) -> None:
    scene.page._kind._group.button(1).click()
    table = scene.page.table
    for width in (1004, 808):
        scene.page.resize(width, 760)
        scene.qtbot.waitUntil(lambda: table.horizontalScrollBar().maximum() == 0)
        last = max(
            table.columnViewportPosition(n) + table.columnWidth(n)
            for n in range(table.model().columnCount())
            if not table.isColumnHidden(n)
        )
        assert last < table.viewport().width()  # nor does it touch the scroll bar


def test_the_field_of_the_context_has_room_for_the_largest(qtbot: QtBot) -> None:
    selectors = Selectors()
    qtbot.addWidget(selectors)
    selectors.show_asked(Asked(family="", context=MOST_CONTEXT))
    field = selectors._tokens
    edit = field.lineEdit()
    assert edit is not None
    words = edit.fontMetrics().horizontalAdvance(f"{MOST_CONTEXT:,}")
    assert field.width() >= words + px(16)


def _focused() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


def _presses_enter() -> None:
    QTest.keyClick(_focused(), Qt.Key.Key_Return)


def test_memory_that_drifts_dims_nothing(scene: Scene) -> None:
    """Nobody asked for another board: it is renewed where it stands."""
    before = scene.view
    scene.desk.put(machine=replace(HERE_NOW, memory=machine_of(64).memory))
    assert not scene.presenter._late.isActive()
    scene.waits_for(lambda view: view is not before)
    scene.desk.put(imagined=imagined(HERE_NOW, ram=16.0, gpus="RTX 3090"))
    assert scene.presenter._late.isActive()
    scene.waits_for(lambda view: "3090" in view.board.budget_words)
    assert not scene.presenter._late.isActive()
