"""Choices that cannot be: nothing is claimed of them, and the way back stays in sight."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QWidget
from pytestqt.qtbot import QtBot

from launcher.actions.parts import assemble
from launcher.memory.choices import Choices, FlashAttention
from launcher.paths import places
from launcher.sentences import Sentence
from tests.fakes.machine_facts import machine_of
from tests.fakes.model_facts import facts_of
from ui.desk import Desk, OnDesk
from ui.pages.memory.page import WIDE_ENOUGH, MemoryPage
from ui.pages.memory.presenter import MemoryPresenter
from ui.study import CameFrom, Study
from ui.text.memory_view import refused_view
from ui.text.panel import PanelView
from ui.widgets.combo import Combo
from ui.widgets.context_slider import ContextSlider
from ui.widgets.fit_badge import FitBadge
from ui.widgets.memory_panel import MemoryPanel

LEFT = Qt.MouseButton.LeftButton
ELSEWHERE = replace(machine_of(32, 12), imagined=True)
SAID = Sentence(what="This cannot be.", next="Turn it back.")
MakePanel = Callable[..., PanelView]


def dimmed(widget: QWidget) -> bool:
    effect = widget.graphicsEffect()
    return effect is not None and effect.isEnabled()


def button(widget: QWidget, word: str) -> QAbstractButton | None:
    found = widget.findChildren(QAbstractButton)
    return next((one for one in found if one.text() == word and one.isVisible()), None)


# --- the memory page ----------------------------------------------------------------------------


@pytest.fixture
def opened(
    qtbot: QtBot, snug_home: Any, background: Any
) -> Iterator[tuple[MemoryPage, MemoryPresenter]]:
    parts = assemble(places())
    page = MemoryPage()
    qtbot.addWidget(page)
    page.resize(1004, 600)
    page.show()
    qtbot.waitExposed(page)
    desk = Desk(OnDesk(settings=parts.settings.settings, imagined=ELSEWHERE), page)
    yield page, MemoryPresenter(page, parts, desk, background)
    parts.close()


def study(**choices: Any) -> Study:
    return Study(
        name="A model",
        facts=facts_of(),
        choices=Choices(**choices),
        machine=ELSEWHERE,
        source=CameFrom.LIBRARY,
    )


def refuse(page: MemoryPage) -> None:
    page.turning.turned.emit("kv_type_v", "q8_0")
    page.turning.turned.emit("flash_attention", FlashAttention.OFF)


@pytest.mark.parametrize("width", [1004, WIDE_ENOUGH - 40])
def test_the_sentence_stays_in_sight_however_far_one_has_scrolled(
    opened: tuple[MemoryPage, MemoryPresenter], qtbot: QtBot, width: int
) -> None:
    page, memory = opened
    page.resize(width, 600)
    memory.open(study())
    for scroll in (page._left, page._right):
        scroll.verticalScrollBar().setValue(scroll.verticalScrollBar().maximum())
    refuse(page)
    notice = page.turning.notice
    qtbot.waitUntil(lambda: notice.isVisible() and notice.height() > 40)
    top = notice.mapTo(page, notice.rect().topLeft()).y()
    assert top >= 0
    assert top + notice.height() < page.height() // 2
    assert not notice.visibleRegion().isEmpty()
    assert "flash attention" in notice.accessibleName().lower()


def test_nothing_is_claimed_of_choices_that_cannot_be(
    opened: tuple[MemoryPage, MemoryPresenter],
) -> None:
    page, memory = opened
    memory.open(study())
    assert page._badge.fit
    refuse(page)
    explained = page.explained
    assert page._badge.fit == ""
    assert not explained._stale.isHidden()
    assert "last possible" in page._sums.text()
    assert all(dimmed(one) for one in (explained._devices, explained._main, explained._lengths))
    assert not page.turning._fit.isEnabled()
    largest = page.turning._levers._context._largest
    assert "131,072" not in largest.accessibleName()
    page.turning.turned.emit("parallel", 2)  # still refused: said once
    assert page._sums.text().count("last possible") == 1


def test_undo_stands_in_the_sentence_and_brings_everything_back(
    opened: tuple[MemoryPage, MemoryPresenter],
) -> None:
    page, memory = opened
    memory.open(study())
    before = page._sums.text()
    page.turning.turned.emit("kv_type_v", "q8_0")
    figures = page._sums.text()
    page.turning.turned.emit("flash_attention", FlashAttention.OFF)
    undo = button(page.turning.notice, "Undo")
    assert undo is not None
    QTest.mouseClick(undo, LEFT)
    assert not page.turning.notice.isVisible()
    assert page._badge.fit
    assert page._sums.text() == figures != before
    assert not dimmed(page.explained._devices)
    assert page.explained._stale.isHidden()
    assert page.turning._fit.isEnabled()


def test_a_model_that_is_opened_with_impossible_choices_wears_no_other_models_figures(
    opened: tuple[MemoryPage, MemoryPresenter],
) -> None:
    page, memory = opened
    memory.open(study())
    memory.open(study(context=4096, kv_type_v="q8_0", flash_attention=FlashAttention.OFF))
    assert page.explained._devices.isHidden()
    assert page._sums.text() == ""
    assert page.turning._levers._context._number.value() == 4096
    back = button(page.turning.notice, "Back to what Snug would choose")
    assert back is not None
    QTest.mouseClick(back, LEFT)
    assert not page.explained._devices.isHidden()
    assert page._badge.fit


# --- the panel ----------------------------------------------------------------------------------


def panel(qtbot: QtBot, view: PanelView, height: int = 420) -> MemoryPanel:
    made = MemoryPanel()
    qtbot.addWidget(made)
    made.resize(made.width(), height)
    made.show_view(view)
    made.show()
    qtbot.waitExposed(made)
    return made


def test_the_panel_claims_nothing_of_choices_that_cannot_be(
    qtbot: QtBot, sample_panel: MakePanel
) -> None:
    view = sample_panel(8192)
    made = panel(qtbot, view)
    scroll = made._scroll.verticalScrollBar()
    scroll.setValue(scroll.maximum())
    heard: list[Choices] = []
    made.edited.connect(heard.append)
    made._choose.edited.emit({"flash_attention": FlashAttention.OFF})
    made.show_view(refused_view(view, heard[-1], SAID))
    badge = made.findChild(FitBadge)
    assert badge is not None
    assert badge.fit == ""
    assert dimmed(made._devices)
    assert made._stale.isVisibleTo(made)
    assert not made._prices.isVisibleTo(made)
    assert not made._refused.visibleRegion().isEmpty()
    undo = button(made._refused, "Undo")
    assert undo is not None
    QTest.mouseClick(undo, LEFT)
    assert heard[-1] == view.choices
    made.show_view(view)
    assert badge.fit == "fits"
    assert not dimmed(made._devices)
    assert not made._refused.isVisible()
    assert made._prices.isVisibleTo(made)


def test_the_slider_stays_under_the_hand_while_choices_are_refused(
    qtbot: QtBot, sample_panel: MakePanel
) -> None:
    view = sample_panel(8192)
    made = panel(qtbot, view)
    slider = made.findChild(ContextSlider)
    assert slider is not None
    slider.edited.emit(65536)
    made.show_view(refused_view(view, replace(view.choices, context=65536), SAID))
    assert slider.value() == 65536


def test_another_model_has_nothing_to_go_back_to(qtbot: QtBot, sample_panel: MakePanel) -> None:
    view = sample_panel(8192)
    made = panel(qtbot, view)
    made.forget()
    made.show_view(refused_view(view, view.choices, SAID))
    assert button(made._refused, "Undo") is None


def test_the_panel_offers_no_type_that_the_model_refuses(
    qtbot: QtBot, sample_panel: MakePanel
) -> None:
    plain = ("f32", "f16", "bf16")
    made = panel(qtbot, replace(sample_panel(8192), kv_types=plain))
    combo = next(c for c in made.findChildren(Combo) if c.accessibleName() == "KV type")
    assert [combo.itemText(n) for n in range(combo.count())] == list(plain)
    made.show_view(replace(sample_panel(8192, kv_type_k="q8_0"), kv_types=plain))
    assert combo.currentText() == "q8_0 / f16"


# --- where it stands ----------------------------------------------------------------------------


def test_the_panel_begins_at_its_top_for_another_model_or_computer(
    qtbot: QtBot, sample_panel: MakePanel
) -> None:
    made = panel(qtbot, sample_panel(8192))
    bar = made._scroll.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    bar.setValue(bar.maximum())
    made.show_view(sample_panel(16384))
    assert bar.value() == bar.maximum()
    made.show_view(replace(sample_panel(16384), computer="64 GiB"))
    assert bar.value() == 0
    bar.setValue(bar.maximum())
    made.forget()
    assert bar.value() == 0


def test_the_content_of_the_panel_is_as_wide_as_its_foot_with_a_bar_or_without(
    qtbot: QtBot, sample_panel: MakePanel
) -> None:
    made = panel(qtbot, sample_panel(8192), height=1200)
    wide = made._devices.width()
    made.resize(made.width(), 420)
    bar = made._scroll.verticalScrollBar()
    qtbot.waitUntil(bar.isVisible)
    qtbot.waitUntil(lambda: made._devices.width() == wide)
    right = made._devices.mapTo(made, made._devices.rect().topRight()).x()
    assert right == made.width() - 16 - 1


@pytest.mark.parametrize("tokens", [256, 300, 1 << 24])
def test_the_thumb_is_whole_at_both_ends(qtbot: QtBot, tokens: int) -> None:
    slider = ContextSlider()
    qtbot.addWidget(slider)
    slider.resize(272, slider.sizeHint().height())
    slider.show_limits(largest=None, trained=131072)
    slider.show_value(tokens)
    at = slider.x_of(slider.value())
    assert 12 <= at <= slider.width() - 12
