"""What the memory panel offers: the largest context, prices, a plan, and the way back."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from launcher.memory.choices import Choices
from launcher.memory.estimate import Basis
from launcher.planning.auto_fit import Step
from ui.text.fitting_view import FittingView, PlanView, PriceView
from ui.text.main_memory import MainMemoryView
from ui.text.panel import PanelView, PartView
from ui.text.words import PartKind
from ui.theme.appearance import Appearance
from ui.widgets.button import Button
from ui.widgets.combo import Combo
from ui.widgets.context_facts import ContextFacts
from ui.widgets.context_slider import ContextSlider
from ui.widgets.imagined_mark import ImaginedMark
from ui.widgets.label import Text
from ui.widgets.link_row import LinkRow
from ui.widgets.main_memory_rows import FigureRow
from ui.widgets.memory_bar import MemoryBar, part_help
from ui.widgets.memory_panel import MemoryPanel

GIB = 1 << 30
LEFT = Qt.MouseButton.LeftButton
MakePanel = Callable[..., PanelView]
SMALLER = Choices(context=32768, kv_type_k="q8_0", kv_type_v="q8_0")
PRICE = PriceView(
    what="KV cache in q8_0",
    figure="98,816",
    cost="Quality loss: too small to notice",
    help="KV cache in q8_0: up to 98,816 tokens, 49,920 more. Too small to notice.",
    choices=SMALLER,
)
PLAN = PlanView(
    choices=Choices(context=32768, gpu_layers=31),
    steps=(
        Step(what="31 of 48 layers on RTX 4070", why="All of them would lack 2.10 GiB there."),
    ),
)


class Heard(list[Any]):
    """What a signal said."""

    def __init__(self, signal: Any) -> None:
        super().__init__()
        signal.connect(self.append)


def panel(qtbot: QtBot, view: PanelView) -> MemoryPanel:
    made = MemoryPanel()
    qtbot.addWidget(made)
    made.resize(made.width(), 1000)
    made.show_view(view)
    made.show()
    qtbot.waitExposed(made)
    return made


def offering(view: PanelView, **fitting: Any) -> PanelView:
    return replace(view, fitting=FittingView(**fitting), largest_basis=Basis.ENGINE)


def rows(made: MemoryPanel) -> dict[str, LinkRow]:
    shown = (row for row in made.findChildren(LinkRow) if row.isVisible())
    return {row.accessibleName(): row for row in shown}


def says(made: MemoryPanel) -> str:
    return "\n".join(text.text() for text in made.findChildren(Text) if text.isVisible())


def test_the_largest_context_is_set_at_one_press(qtbot: QtBot, sample_panel: MakePanel) -> None:
    made = panel(qtbot, offering(sample_panel(32768, kv_type_k="q8_0")))
    heard = Heard(made.edited)
    qtbot.mouseClick(rows(made)["Largest that fits: 48,896"], LEFT)
    assert heard == [Choices(context=48896, kv_type_k="q8_0")]
    made.show_view(sample_panel(48896, kv_type_k="q8_0"))
    row = rows(made)["Largest that fits: 48,896"]
    qtbot.mouseClick(row, LEFT)
    assert len(heard) == 1
    assert row.accessibleDescription() == "This is the context chosen now."


def test_where_nothing_fits_there_is_no_largest_to_take(
    qtbot: QtBot, sample_panel: MakePanel
) -> None:
    made = panel(qtbot, replace(sample_panel(), largest=None))
    heard = Heard(made.edited)
    qtbot.mouseClick(rows(made)["Largest that fits: none"], LEFT)
    assert not heard


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Space])
def test_a_price_is_taken_with_the_keyboard_and_taken_back(
    qtbot: QtBot, sample_panel: MakePanel, key: Qt.Key
) -> None:
    made = panel(qtbot, offering(sample_panel(), hint="A longer context with:", prices=(PRICE,)))
    heard = Heard(made.edited)
    row = rows(made)["KV cache in q8_0: 98,816"]
    assert "49,920 more" in row.accessibleDescription()
    assert row.focusPolicy() & Qt.FocusPolicy.TabFocus
    qtbot.keyClick(row, key)
    assert heard == [SMALLER]
    made.show_view(offering(sample_panel(32768, kv_type_k="q8_0", kv_type_v="q8_0")))
    qtbot.keyClick(rows(made)["Undo: KV cache in q8_0"], key)
    assert heard[-1] == Choices(context=32768)
    assert not any(name.startswith("Undo") for name in rows(made))


def test_a_price_keeps_the_context_one_has_by_then(qtbot: QtBot, sample_panel: MakePanel) -> None:
    made = panel(qtbot, offering(sample_panel(), prices=(PRICE,)))
    slider = made.findChild(ContextSlider)
    assert slider is not None
    heard = Heard(made.edited)
    qtbot.keyClick(slider, Qt.Key.Key_Right)
    qtbot.mouseClick(rows(made)["KV cache in q8_0: 98,816"], LEFT)
    assert heard[-1] == replace(SMALLER, context=65536)


def test_prices_of_the_choices_before_are_seen_and_cannot_be_taken(
    qtbot: QtBot, sample_panel: MakePanel
) -> None:
    made = panel(qtbot, offering(sample_panel(), prices=(PRICE,), fresh=False))
    heard = Heard(made.edited)
    qtbot.mouseClick(rows(made)["KV cache in q8_0: 98,816"], LEFT)
    assert not heard


def test_the_plan_is_taken_and_its_steps_can_be_read(
    qtbot: QtBot, sample_panel: MakePanel
) -> None:
    lack = "Needs 9.80 GiB on RTX 4070; 8.10 GiB are free."
    made = panel(qtbot, offering(sample_panel(), lack=lack, hint="Fits with:", plan=PLAN))
    assert lack in says(made)
    assert "31 of 48 layers on RTX 4070." in says(made)
    assert "would lack" not in says(made)
    heard = Heard(made.edited)
    button = next(b for b in made.findChildren(Button) if b.text() == "Fit it for me")
    qtbot.mouseClick(button, LEFT)
    assert heard == [PLAN.choices]
    made.show_view(sample_panel(32768, gpu_layers=31))
    assert "All of them would lack 2.10 GiB there." in says(made)
    combo = next(c for c in made.findChildren(Combo) if c.accessibleName() == "GPU layers")
    qtbot.keyClick(combo, Qt.Key.Key_Down)
    assert heard[-1].gpu_layers == 30
    made.show_view(sample_panel(32768, gpu_layers=30))
    assert "would lack" not in says(made)  # it is one's own by now
    qtbot.mouseClick(rows(made)["Undo: the plan that was found"], LEFT)
    assert heard[-1] == Choices(context=32768)


def test_one_after_the_other_is_taken_back(qtbot: QtBot, sample_panel: MakePanel) -> None:
    made = panel(qtbot, offering(sample_panel(), prices=(PRICE,)))
    heard = Heard(made.edited)
    qtbot.mouseClick(rows(made)["KV cache in q8_0: 98,816"], LEFT)
    q8 = sample_panel(32768, kv_type_k="q8_0", kv_type_v="q8_0")
    made.show_view(offering(q8, plan=PLAN))
    button = next(b for b in made.findChildren(Button) if b.text() == "Fit it for me")
    qtbot.mouseClick(button, LEFT)
    qtbot.mouseClick(rows(made)["Undo: the plan that was found"], LEFT)
    assert heard[-1] == SMALLER
    qtbot.mouseClick(rows(made)["Undo: KV cache in q8_0"], LEFT)
    assert heard[-1] == Choices(context=32768)


def test_another_model_forgets_what_was_taken(qtbot: QtBot, sample_panel: MakePanel) -> None:
    made = panel(qtbot, offering(sample_panel(), prices=(PRICE,)))
    for forget in (made.forget, lambda: made.show_view(sample_panel(4096))):
        made.show_view(offering(sample_panel(), prices=(PRICE,)))
        qtbot.mouseClick(rows(made)["KV cache in q8_0: 98,816"], LEFT)
        assert "Undo: KV cache in q8_0" in rows(made)
        forget()
        assert "Undo: KV cache in q8_0" not in rows(made)


def test_asked_granted_and_trained_stand_together(qtbot: QtBot, sample_panel: MakePanel) -> None:
    view = sample_panel(9000)
    made = panel(qtbot, replace(view, context=replace(view.context, granted=9216)))
    facts = made.findChild(ContextFacts)
    assert facts is not None
    assert facts.accessibleName() == "Context: asked 9,000, granted 9,216, trained 131,072 tokens"
    assert "About 14 pages" in says(made)
    made.show_view(sample_panel(200_000))
    assert "Longer than the model was trained for" in says(made)
    for x in (5, made.width() // 2, made.width() - 60):
        at = QPoint(x, 5)
        event = QHelpEvent(QEvent.Type.ToolTip, at, facts.mapToGlobal(at))
        assert QApplication.sendEvent(facts, event)
        assert QToolTip.text()
    QToolTip.hideText()


def test_reserved_and_expected_are_told_apart(qtbot: QtBot, sample_panel: MakePanel) -> None:
    main = MainMemoryView(
        reserved=int(5.51 * GIB),
        reserved_basis=Basis.ENGINE,
        resident=int(5.03 * GIB),
        resident_basis=Basis.ARITHMETIC,
        gap="Buffers never touched take no memory.",
    )
    made = panel(qtbot, replace(sample_panel(), main=main))
    names = [row.accessibleName() for row in made.findChildren(FigureRow)]
    assert names == [
        "Reserved by the engine 5.51 GiB, exact",
        "Expected in RAM 5.03 GiB, arithmetic",
    ]
    assert main.gap in says(made)
    made.show_view(replace(sample_panel(), main=None))
    assert not any(row.isVisible() for row in made.findChildren(FigureRow))


def test_what_was_measured_here_is_told(qtbot: QtBot, sample_panel: MakePanel) -> None:
    words = "Measured here on 20 Nov: +212 MiB compute on RTX 4070"
    made = panel(qtbot, replace(sample_panel(), measured=words))
    assert words in says(made)
    made.show_view(sample_panel())
    assert words not in says(made)


def test_an_imagined_computer_is_marked(qtbot: QtBot, sample_panel: MakePanel) -> None:
    made = panel(qtbot, replace(sample_panel(), computer="32 GiB RAM, RTX 4070 12 GiB"))
    mark = made.findChild(ImaginedMark)
    assert mark is not None
    assert mark.isVisible()
    assert mark.accessibleName() == "Imagined: 32 GiB RAM, RTX 4070 12 GiB"
    made.show_view(sample_panel())
    assert not mark.isVisible()


def test_the_details_are_one_press_away(qtbot: QtBot, sample_panel: MakePanel) -> None:
    made = panel(qtbot, sample_panel())
    button = next(b for b in made.findChildren(Button) if b.text().startswith("All choices"))
    with qtbot.waitSignal(made.details_asked):
        qtbot.keyClick(button, Qt.Key.Key_Space)


def test_dragging_moves_nothing_above_the_slider(qtbot: QtBot, sample_panel: MakePanel) -> None:
    made = panel(qtbot, offering(sample_panel(), prices=(PRICE,)))
    slider = made.findChild(ContextSlider)
    assert slider is not None
    before = slider.mapTo(made, QPoint(0, 0))
    lack = "Needs 9.80 GiB on RTX 4070; 8.10 GiB are free."
    large = sample_panel(98304)
    assert large.devices[0].over
    large = replace(large, measured="Measured here on 20 Nov: +212 MiB", fit="too_big")
    made.show_view(offering(large, lack=lack, plan=PLAN))
    qtbot.wait(20)  # layouts settle over a few turns of the event loop
    assert slider.mapTo(made, QPoint(0, 0)) == before


def test_in_a_wide_panel_the_slider_stands_beside_the_devices(
    qtbot: QtBot, sample_panel: MakePanel
) -> None:
    made = panel(qtbot, sample_panel())
    slider, bar = made.findChild(ContextSlider), made.findChild(MemoryBar)
    assert slider is not None
    assert bar is not None

    def beside() -> bool:
        left = bar.mapTo(made, QPoint(bar.width(), 0)).x()
        return slider.mapTo(made, QPoint(0, 0)).x() > left

    assert not beside()
    made.setMaximumWidth(800)
    made.resize(800, 600)
    qtbot.waitUntil(beside)


def test_who_holds_the_memory_is_named() -> None:
    part = PartView(kind=PartKind.OTHER, size=4 * GIB, detail="Firefox 2.10 GiB, Code 1.20 GiB")
    assert "Most of it: Firefox 2.10 GiB, Code 1.20 GiB." in part_help(part)


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_no_row_is_wider_than_the_panel_at_large_text(
    qtbot: QtBot, sample_panel: MakePanel, appearance: Appearance, scale: float
) -> None:
    appearance.grow(scale)
    try:
        long = replace(PRICE, what="Prompts read 128 tokens at a time in RAM", figure="1,048,576")
        shown = offering(sample_panel(), lack="Needs " * 20, prices=(long,) * 4, plan=PLAN)
        made = panel(qtbot, replace(shown, computer="128 GiB RAM, RTX 4070 12 GiB" * 3))
        shown = [row for row in made.findChildren(LinkRow) if row.isVisible()]
        assert all(row.mapTo(made, QPoint(row.width(), 0)).x() <= made.width() for row in shown)
        texts = [t for t in made.findChildren(Text) if t.isVisible() and t.wordWrap()]
        qtbot.waitUntil(lambda: all(row.height() == row.sizeHint().height() for row in shown))
        qtbot.waitUntil(lambda: all(t.height() >= t.heightForWidth(t.width()) for t in texts))
        assert not made.grab().isNull()
    finally:
        appearance.grow(1.0)
