"""Where the keyboard goes: down a model's page as it is laid out, and back by Escape."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QListView, QWidget
from pytestqt.qtbot import QtBot

from tests.fakes.catalogue import fill
from tests.fakes.hub import FakeHub
from tests.gui.conftest import OpenSnug, StoryFiles
from tests.gui.person import Person
from tests.gui.test_imagining import make_up
from ui.app import Snug
from ui.pages.find.variants import VariantWidget
from ui.window.places import Place


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeHub]:
    with FakeHub() as made:
        fill(made, tmp_path)
        monkeypatch.setenv("SNUG_HUB_ENDPOINT", made.endpoint)
        yield made


def walked(first: QWidget) -> list[QWidget]:
    """What Tab reaches from there, until it comes round."""
    found = [first]
    for _ in range(80):
        QTest.keyClick(QApplication.focusWidget() or first, Qt.Key.Key_Tab)
        now = QApplication.focusWidget()
        if now is None or now in found:
            break
        found.append(now)
    return found


def test_tab_goes_down_a_models_page_as_it_is_laid_out(
    qtbot: QtBot, hub: FakeHub, open_snug: OpenSnug
) -> None:
    snug = open_snug()
    someone = Person(qtbot, snug.window)
    someone.presses("Find a model")
    results = someone.finds("Models found", QListView)
    someone.writes("Search models on Hugging Face", "Meta-Llama")
    someone.waits_until(lambda: results.model().rowCount() == 1)
    someone.clicks_row(results, 0)
    page = snug.late.find.now.page.model
    someone.waits_until(lambda: page.panel.isVisible() and page.findChildren(VariantWidget))
    someone.waits_until(snug.window.isActiveWindow)
    page._back.setFocus()
    way = [one for one in walked(page._back) if page.isAncestorOf(one)]
    rows = [one for one in way if isinstance(one, VariantWidget)]
    assert len(rows) == len([r for r in page.findChildren(VariantWidget) if r.isVisible()])
    tops = [row.mapTo(page, QPoint(0, 0)).y() for row in rows]
    assert tops == sorted(tops)
    order = [page._back, page._imagine, rows[0], rows[-1], page._card_button, page._action]
    places = [way.index(one) for one in order]
    assert places == sorted(places)
    panel = [way.index(one) for one in way if page.panel.isAncestorOf(one)]
    assert min(panel) > way.index(page._card_button)
    assert way.index(page._action) == max(panel)


@pytest.fixture
def studied(open_snug: OpenSnug, qtbot: QtBot, story_files: StoryFiles) -> tuple[Snug, Person]:
    """The memory page of a model on the disk, for an imagined computer."""
    snug = open_snug()
    someone = Person(qtbot, snug.window)
    snug.errands.models.adopt(story_files.recommended)
    someone.waits_until(lambda: snug.desk.now.models and snug.desk.now.room)
    someone.waits_until(lambda: snug.desk.now.machine and snug.desk.now.machine.engine)
    snug.passages.go(Place.MODELS)
    someone.presses("Memory for ")
    someone.waits_until(snug.late.memory.now.page.isVisible)
    someone.presses("Imagine another computer")
    make_up(someone, "64 GiB", "RTX 4090, 24 GiB")
    someone.waits_until(snug.window.imagined.isVisible)
    someone.waits_until(snug.window.isActiveWindow)
    return snug, someone


@pytest.mark.parametrize("by_mouse", [True, False])
def test_escape_leaves_the_memory_page_after_one_came_back_to_this_computer(
    studied: tuple[Snug, Person], *, by_mouse: bool
) -> None:
    snug, someone = studied
    if by_mouse:
        someone.presses("Back to this computer")
    else:
        button = someone.finds("Back to this computer", QAbstractButton)
        button.setFocus()
        QTest.keyClick(button, Qt.Key.Key_Space)
    someone.waits_until(lambda: not snug.window.imagined.isVisible())
    now = QApplication.focusWidget()
    QTest.keyClick(now or snug.window, Qt.Key.Key_Escape)
    someone.waits_until(snug.pages.models.isVisible, patience=3000)
