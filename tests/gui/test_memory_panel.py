"""The memory panel, its bar, legend and slider."""

import sys
import time
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from launcher.memory.choices import ALL_LAYERS, Choices, FlashAttention
from launcher.memory.estimate import Basis
from ui.text.panel import DeviceView, PanelView, PartView
from ui.text.words import PartKind
from ui.theme.appearance import worn
from ui.widgets.combo import Combo
from ui.widgets.context_slider import ContextSlider
from ui.widgets.fit_badge import FitBadge
from ui.widgets.memory_bar import BarHeight, MemoryBar, part_help
from ui.widgets.memory_legend import LegendRow, MemoryLegend
from ui.widgets.memory_panel import MemoryPanel
from ui.widgets.number_field import NumberField

GIB = 1 << 30
LEFT = Qt.MouseButton.LeftButton
MakePanel = Callable[..., PanelView]


def device(capacity: int = 12, **sizes: float) -> DeviceView:
    parts = tuple(
        PartView(kind=kind, size=int(sizes[kind.value] * GIB), basis=Basis.ENGINE)
        for kind in PartKind
        if kind.value in sizes
    )
    return DeviceView(name="CUDA0", title="RTX 4070", capacity=capacity * GIB, parts=parts)


def show(qtbot: QtBot, widget: QWidget, width: int = 272) -> None:
    qtbot.addWidget(widget)
    widget.resize(width, widget.sizeHint().height())
    widget.show()
    qtbot.waitExposed(widget)


def colour_at(widget: QWidget, x: float, y: int) -> str:
    return widget.grab().toImage().pixelColor(round(x), y).name().upper()


def test_the_bar_draws_its_parts_in_proportion(qtbot: QtBot) -> None:
    bar = MemoryBar(BarHeight.SECOND)
    show(qtbot, bar, 400)
    bar.show_device(device(other=3, weights=6, free=3))
    middle = bar.height() // 2
    parts = worn().parts
    assert colour_at(bar, 200, middle) == parts["weights"].base
    assert colour_at(bar, 110, middle) == parts["weights"].base
    assert colour_at(bar, 350, middle) == parts["free"].base
    others = {colour_at(bar, x, middle) for x in range(20, 90)}
    assert parts["other"].base in others
    assert len(others) > 1  # the strokes of its pattern
    assert parts["weights"].base not in others


def test_what_exceeds_the_capacity_is_drawn_beyond_its_line(qtbot: QtBot) -> None:
    bar = MemoryBar(BarHeight.SECOND)
    show(qtbot, bar, 400)
    bar.show_device(device(10, weights=15, kv=5))
    middle = bar.height() // 2
    assert colour_at(bar, 100, middle) == worn().parts["weights"].base
    assert colour_at(bar, 200, 1) == worn().colours.text
    over = {colour_at(bar, x, middle) for x in range(210, 390, 3)}
    assert worn().parts["over"].base in over
    assert worn().parts["weights"].base not in over


def test_the_smallest_part_is_seen(qtbot: QtBot) -> None:
    bar = MemoryBar(BarHeight.SECOND)
    show(qtbot, bar, 400)
    bar.show_device(device(other=0.00001, weights=11, free=1))
    middle = bar.height() // 2
    parts = worn().parts["other"]
    assert colour_at(bar, 1, middle) != worn().parts["weights"].base
    assert parts.base != worn().parts["weights"].base


def test_the_bar_is_heard_as_one_sentence(qtbot: QtBot) -> None:
    bar = MemoryBar()
    show(qtbot, bar)
    bar.show_device(device(other=1, weights=6, kv=2, reserve=1, free=2))
    assert bar.accessibleName() == "Memory of RTX 4070"
    assert bar.accessibleDescription() == (
        "RTX 4070: 9.00 of 12.00 GiB taken. Other programs 1.00, weights 6.00, KV cache 2.00, "
        "reserve 1.00, free 2.00."
    )


def test_the_parts_are_walked_with_the_arrow_keys(qtbot: QtBot) -> None:
    bar = MemoryBar()
    show(qtbot, bar)
    bar.show_device(device(other=1, weights=6, kv=2, free=3))
    bar.setFocus()
    qtbot.waitUntil(bar.hasFocus)
    images = [bar.grab().toImage()]
    for _ in range(4):
        qtbot.keyClick(bar, Qt.Key.Key_Right)
        images.append(bar.grab().toImage())
    assert all(one != other for one, other in pairwise(images))
    qtbot.keyClick(bar, Qt.Key.Key_Right)
    assert bar.grab().toImage() == images[-1]


def test_a_part_says_what_it_is_and_what_makes_it_smaller() -> None:
    text = part_help(PartView(kind=PartKind.KV, size=2 * GIB))
    assert "working memory" in text
    assert "2.00 GiB" in text
    assert "Less context" in text


def test_a_bar_without_a_limit_shows_what_is_taken(qtbot: QtBot) -> None:
    bar = MemoryBar(BarHeight.SECOND)
    show(qtbot, bar, 400)
    bar.show_device(device(0, weights=8, kv=2))
    assert colour_at(bar, 300, bar.height() // 2) == worn().parts["weights"].base


def test_the_legend_lists_what_there_is_and_where_it_comes_from(qtbot: QtBot) -> None:
    legend = MemoryLegend()
    show(qtbot, legend)
    legend.show_device(device(other=1, weights=6, recurrent=2, free=3))
    rows = [row for row in legend.findChildren(LegendRow) if row.isVisible()]
    assert [row.accessibleName() for row in rows] == [
        "Other programs 1.00 GiB, exact",
        "Weights 6.00 GiB, exact",
        "Recurrent state 2.00 GiB, exact",
        "Compute 0.00 GiB",
        "Reserve 0.00 GiB",
        "Free 3.00 GiB, exact",
    ]
    assert "engine" in rows[1].help


def slider(qtbot: QtBot, *, trained: int = 131072) -> ContextSlider:
    made = ContextSlider()
    show(qtbot, made)
    made.show_limits(largest=48896, trained=trained)
    made.show_value(32768)
    return made


class Heard(list[Any]):
    """What a signal said."""

    def __init__(self, signal: Any) -> None:
        super().__init__()
        signal.connect(self.append)


def test_showing_a_context_is_not_editing_it(qtbot: QtBot) -> None:
    made = ContextSlider()
    heard = Heard(made.edited)
    show(qtbot, made)
    made.show_value(65536)
    made.show_limits(largest=None, trained=8192)
    made.show_limits(largest=4096, trained=131072)
    assert not heard


def test_arrows_step_to_the_marks_and_shift_to_the_next_256(qtbot: QtBot) -> None:
    made = slider(qtbot)
    heard = Heard(made.edited)
    made.setFocus()
    qtbot.keyClick(made, Qt.Key.Key_Right)
    qtbot.keyClick(made, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(made, Qt.Key.Key_Left)
    qtbot.keyClick(made, Qt.Key.Key_Home)
    assert heard == [65536, 65280, 32768, 256]


def test_the_mouse_goes_where_it_is_pressed_and_drags(qtbot: QtBot) -> None:
    made = slider(qtbot)
    heard = Heard(made.edited)
    qtbot.mousePress(made, LEFT, pos=QPoint(round(made.x_of(8192)), 22))
    assert heard == [8192]
    qtbot.mouseMove(made, QPoint(round(made.x_of(16384)), 22))
    assert heard[-1] == 16384
    qtbot.mouseRelease(made, LEFT, pos=QPoint(round(made.x_of(16384)), 22))
    qtbot.mouseMove(made, QPoint(20, 22))
    assert heard[-1] == 16384


def test_the_mouse_finds_the_largest_that_fits(qtbot: QtBot) -> None:
    made = slider(qtbot)
    heard = Heard(made.edited)
    qtbot.mouseClick(made, LEFT, pos=QPoint(round(made.x_of(48896)) + 2, 22))
    assert heard == [48896]


@pytest.mark.parametrize("trained", [0, 256, 512, 2048, 4096, 40960, 131072, 1 << 20, 10 << 20])
def test_every_trained_length_has_a_scale(qtbot: QtBot, trained: int) -> None:
    made = slider(qtbot, trained=trained)
    scale = made.context_scale
    marks = scale.marks
    assert marks[0] == scale.first
    assert marks[-1] == scale.last
    assert not trained or trained <= scale.last
    places = [made.x_of(tokens) for tokens in (256, *marks)]
    assert places == sorted(places)
    assert places[0] >= 0
    assert places[-1] <= made.width()
    for mark in marks:
        assert scale.tokens(scale.position(mark)) == mark
    made.grab()


def panel(qtbot: QtBot, view: PanelView, *, inspector: bool = False) -> MemoryPanel:
    made = MemoryPanel(inspector=inspector)
    qtbot.addWidget(made)
    made.resize(made.width(), 760)
    made.show_view(view)
    made.show()
    qtbot.waitExposed(made)
    return made


def test_the_panel_shows_a_plan_and_tells_nothing(qtbot: QtBot, sample_panel: MakePanel) -> None:
    made = MemoryPanel()
    qtbot.addWidget(made)
    heard = Heard(made.edited)
    for context in (2048, 32768, 32768, 200000):
        made.show_view(sample_panel(context))
    made.show_view(sample_panel(8192, kv_type_k="q8_0", gpu_layers=12))
    made.show_view(sample_panel(8192, gpu_layers=ALL_LAYERS))
    assert not heard
    badge = made.findChild(FitBadge)
    assert badge is not None
    assert badge.fit == "fits"


def test_moving_the_slider_tells_the_choices_as_turned(
    qtbot: QtBot, sample_panel: MakePanel
) -> None:
    made = panel(qtbot, sample_panel(32768, kv_type_k="q8_0", kv_type_v="q8_0"))
    heard = Heard(made.edited)
    moved = made.findChild(ContextSlider)
    assert moved is not None
    qtbot.keyClick(moved, Qt.Key.Key_Right)
    assert heard == [Choices(context=65536, kv_type_k="q8_0", kv_type_v="q8_0")]
    number = made.findChild(NumberField)
    assert number is not None
    assert number.value() == 65536


def test_the_typed_number_moves_the_slider(qtbot: QtBot, sample_panel: MakePanel) -> None:
    made = panel(qtbot, sample_panel())
    heard = Heard(made.edited)
    number, moved = made.findChild(NumberField), made.findChild(ContextSlider)
    assert number is not None
    assert moved is not None
    number.selectAll()
    qtbot.keyClicks(number, "16k")
    qtbot.keyClick(number, Qt.Key.Key_Return)
    assert [choices.context for choices in heard] == [16384]
    assert moved.value() == 16384


@pytest.mark.parametrize("inspector", [False, True])
def test_each_choice_tells_itself(
    qtbot: QtBot, sample_panel: MakePanel, *, inspector: bool
) -> None:
    made = panel(qtbot, sample_panel(gpu_layers=48), inspector=inspector)
    heard = Heard(made.edited)
    combos = {combo.accessibleName(): combo for combo in made.findChildren(Combo)}
    assert combos["GPU layers"].currentText() == "all 48"
    qtbot.keyClick(combos["GPU layers"], Qt.Key.Key_Down)
    assert heard[-1].gpu_layers == 47
    qtbot.keyClick(combos["GPU layers"], Qt.Key.Key_Home)
    assert heard[-1].gpu_layers is None
    qtbot.keyClick(combos["KV type"], Qt.Key.Key_Home)
    assert (heard[-1].kv_type_k, heard[-1].kv_type_v) == ("f32", "f32")
    qtbot.keyClick(combos["Flash attention"], Qt.Key.Key_End)
    assert heard[-1].flash_attention is FlashAttention.OFF
    assert heard[-1].kv_type_k == "f32"


def test_different_types_for_k_and_v_are_shown_and_kept(
    qtbot: QtBot, sample_panel: MakePanel
) -> None:
    made = panel(qtbot, sample_panel(kv_type_k="q8_0", kv_type_v="f16"))
    combos = {combo.accessibleName(): combo for combo in made.findChildren(Combo)}
    assert combos["KV type"].currentText() == "q8_0 / f16"
    heard = Heard(made.edited)
    qtbot.keyClick(combos["Flash attention"], Qt.Key.Key_End)
    assert (heard[-1].kv_type_k, heard[-1].kv_type_v) == ("q8_0", "f16")


def test_a_tick_rebuilds_nothing(
    qtbot: QtBot, sample_panel: MakePanel, capsys: pytest.CaptureFixture[str]
) -> None:
    made = panel(qtbot, sample_panel())
    before = {id(child) for child in made.findChildren(QWidget)}
    views = [sample_panel(2048 + 256 * number) for number in range(200)]
    start = time.perf_counter()
    for view in views:
        made.show_view(view)
    tick = (time.perf_counter() - start) / len(views)
    made.grab()
    start = time.perf_counter()
    for _ in range(20):
        made.grab()
    drawn = (time.perf_counter() - start) / 20
    with capsys.disabled():
        sys.stdout.write(f"\n  panel: {tick * 1e3:.2f} ms a tick, {drawn * 1e3:.1f} ms to draw\n")
    after = {id(child) for child in made.findChildren(QWidget)}
    assert after == before
