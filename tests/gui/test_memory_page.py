"""The memory page: what is shown, what is turned, and the way there and back."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QScrollBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

from launcher.actions.estimate import estimate_now
from launcher.actions.fit import fit_now
from launcher.hardware.facts import Machine
from launcher.memory.choices import Choices, FlashAttention
from launcher.models.facts import ModelFacts
from launcher.paths import places
from tests.fakes.machine_facts import machine_of
from tests.fakes.model_facts import facts_of
from tests.gui.conftest import OpenSnug, StoryFiles
from tests.gui.person import Person
from ui.app import Snug
from ui.desk import OnDesk
from ui.pages.memory.fit_view import fit_view
from ui.pages.memory.lever_row import LeverRow
from ui.pages.memory.page import WIDE_ENOUGH, MemoryPage
from ui.pages.memory.plan_list import PriceWidget
from ui.pages.memory.presenter import MemoryPresenter
from ui.pages.memory.standing import Standing
from ui.pages.memory.view import page_view
from ui.study import CameFrom, Study
from ui.widgets.figure_table import Cell, Column, FigureTable
from ui.widgets.memory_bar import MemoryBar
from ui.widgets.number_field import NumberField
from ui.widgets.split_fields import SplitFields
from ui.window.places import Place

GIB = 1 << 30
LEFT = Qt.MouseButton.LeftButton
ELSEWHERE = replace(machine_of(32, 12), imagined=True)  # no engine is asked about it
INTERACTIVE = (QAbstractButton, QAbstractSlider, QComboBox, QAbstractSpinBox, MemoryBar)


def study(facts: ModelFacts | None = None, machine: Machine = ELSEWHERE, **more: Any) -> Study:
    return Study(
        name="Some model with a name that is rather long, as those of models are",
        facts=facts or facts_of(),
        choices=Choices(**more),
        machine=machine,
        source=CameFrom.LIBRARY,
    )


def show(page: MemoryPage, one: Study) -> None:
    page.open()
    estimate = estimate_now(one.facts, one.choices, one.machine, reserve=GIB)
    found = Standing().lengths(one, GIB)
    page.show_view(page_view(one, estimate, found, largest=4096, reserve=GIB))


@pytest.fixture
def page(qtbot: QtBot) -> MemoryPage:
    made = MemoryPage()
    qtbot.addWidget(made)
    made.resize(1004, 700)
    made.show()
    qtbot.waitExposed(made)
    return made


class Bench:
    """The presenter with the real parts, for an imagined computer."""

    def __init__(self, page: MemoryPage, background: Any) -> None:
        from launcher.actions.parts import assemble  # noqa: PLC0415  after the home is set
        from ui.desk import Desk  # noqa: PLC0415  as above

        self.parts = assemble(places())
        self.desk = Desk(OnDesk(settings=self.parts.settings.settings), page)
        self.page = page
        self.presenter = MemoryPresenter(page, self.parts, self.desk, background)
        self.heard: list[tuple[CameFrom, Choices]] = []
        self.presenter.edited.connect(lambda one: self.heard.append((one.source, one.choices)))

    @property
    def choices(self) -> Choices:
        return self.heard[-1][1]

    def row(self, key: str) -> LeverRow:
        return next(row for row in self.page.findChildren(LeverRow) if row._key == key)


@pytest.fixture
def bench(page: MemoryPage, background: Any) -> Any:
    made = Bench(page, background)
    yield made
    made.parts.close()


# --- the page -----------------------------------------------------------------------------------


def test_everything_that_can_be_used_has_a_name(page: MemoryPage) -> None:
    show(page, study(machine=replace(machine_of(32, 12, 16), imagined=True), parallel=2))
    found = fit_view(
        fit_now(facts_of(), Choices(context=65536), ELSEWHERE, reserve=GIB), trained=131072
    )
    page.explained.show_prices(found)
    nameless = [
        type(widget).__name__
        for widget in page.findChildren(QWidget)
        if isinstance(widget, INTERACTIVE)
        and not isinstance(widget, QScrollBar)
        and widget.isVisible()
        and not (widget.accessibleName() or getattr(widget, "text", str)())
    ]
    assert nameless == []


def test_tab_walks_down_the_page_and_reaches_every_choice(page: MemoryPage, qtbot: QtBot) -> None:
    show(page, study())
    qtbot.waitUntil(page._back.isVisible)
    page.activateWindow()
    qtbot.waitActive(page)
    page.setFocus()
    walked: list[QWidget] = []
    for _ in range(80):
        QTest.keyClick(QApplication.focusWidget() or page, Qt.Key.Key_Tab)
        now = QApplication.focusWidget()
        if now is None or now in walked:
            break
        walked.append(now)
    names = [one.accessibleName() or getattr(one, "text", str)() for one in walked]
    levers = ["KV type for K", "KV type for V", "GPU layers", "Micro-batch", "Load mode"]
    places_of = [names.index(name) for name in levers]
    assert places_of == sorted(places_of)
    assert names[0] == "Back to My models"


def test_where_there_is_little_room_the_columns_are_one(page: MemoryPage, qtbot: QtBot) -> None:
    show(page, study())
    qtbot.waitUntil(lambda: page._right.isAncestorOf(page.turning))
    page.resize(WIDE_ENOUGH - 92, 500)
    qtbot.waitUntil(lambda: page._left.isAncestorOf(page.turning))
    qtbot.waitUntil(lambda: page.turning.width() == page.explained.width())
    assert page._left.horizontalScrollBar().maximum() == 0
    QTest.mouseClick(page._jump, LEFT)
    at = page.turning.mapTo(page._left, page.turning.rect().topLeft()).y()
    assert 0 <= at < page._left.height()
    page.resize(1004, 700)
    qtbot.waitUntil(lambda: page._right.isAncestorOf(page.turning))


def test_a_lever_tells_what_a_person_turned_and_not_what_is_shown(page: MemoryPage) -> None:
    heard: list[tuple[str, object]] = []
    show(page, study(machine=replace(machine_of(32, 12, 16), imagined=True)))
    page.turning.turned.connect(lambda *said: heard.append(said))
    show(page, study(machine=replace(machine_of(32, 12, 16), imagined=True), batch=512))
    assert heard == []
    row = next(one for one in page.findChildren(LeverRow) if one._key == "parallel")
    field = row.findChild(NumberField)
    assert field is not None
    field.selectAll()
    QTest.keyClicks(field, "3")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert heard == [("parallel", 3)]


def test_the_parts_of_a_division_always_make_a_hundred(qtbot: QtBot) -> None:
    fields = SplitFields("Division")
    qtbot.addWidget(fields)
    fields.show()
    heard: list[tuple[float, ...]] = []
    fields.edited.connect(heard.append)
    fields.show_value((50.0, 30.0, 20.0), ["a", "b", "c"], automatic=False)
    assert heard == []
    fields._fields[0].setValue(75)
    assert heard[-1] == pytest.approx((75.0, 15.0, 10.0))
    fields.show_value((100.0, 0.0), ["a", "b"], automatic=False)
    fields._fields[0].setValue(40)
    assert heard[-1] == pytest.approx((40.0, 60.0))
    fields._by_itself.click()
    assert heard[-1] == ()


def test_a_table_is_heard_row_by_row(qtbot: QtBot) -> None:
    table = FigureTable(
        "Lengths", [Column("Context", Cell.WORDS), Column("In all"), Column("", Cell.FIT)]
    )
    qtbot.addWidget(table)
    table.show_rows([("8k", "5.00", "fits"), ("16k", "6.00", "too_big")], strong=1)
    assert [cells[0].accessibleName() for cells in table._rows] == [
        "8k, In all 5.00, fits",
        "16k, In all 6.00, too big",
    ]
    table.show_rows([("8k", "5.00", "fits")])
    assert table._rows[1][0].isHidden()


# --- turning ------------------------------------------------------------------------------------


def test_what_is_turned_is_planned_shown_and_told(bench: Bench) -> None:
    bench.presenter.open(study())
    before = bench.page.explained._devices._tables[0]._rows["kv"]._figure.text()
    bench.page.turning.turned.emit("kv_type_k", "q8_0")
    assert bench.heard == [(CameFrom.LIBRARY, Choices(kv_type_k="q8_0"))]
    assert bench.page.explained._devices._tables[0]._rows["kv"]._figure.text() != before


def test_changes_are_taken_back_and_done_again_with_the_keys(bench: Bench, qtbot: QtBot) -> None:
    bench.presenter.open(study())
    bench.page.turning.turned.emit("context", 4096)
    bench.page.turning.turned.emit("parallel", 2)
    bench.page.activateWindow()
    qtbot.waitActive(bench.page)
    bench.page.setFocus()
    control = Qt.KeyboardModifier.ControlModifier
    QTest.keyClick(bench.page, Qt.Key.Key_Z, control)
    assert bench.choices == Choices(context=4096)
    QTest.keyClick(bench.page, Qt.Key.Key_Z, control)
    assert bench.choices == Choices()
    assert not bench.page.turning._undo.isEnabled()
    QTest.keyClick(bench.page, Qt.Key.Key_Z, control | Qt.KeyboardModifier.ShiftModifier)
    assert bench.choices == Choices(context=4096)


def test_choices_that_cannot_be_are_told_beside_them_and_put_right(bench: Bench) -> None:
    bench.presenter.open(study())
    notice = bench.page.turning.notice
    bench.page.turning.turned.emit("kv_type_v", "q8_0")
    bench.page.turning.turned.emit("flash_attention", FlashAttention.OFF)
    assert notice.isVisible()
    assert "flash attention" in notice.accessibleName().lower()
    bench.page.turning.undo_asked.emit()
    assert not notice.isVisible()
    assert bench.choices.flash_attention is FlashAttention.AUTO


def test_back_to_what_snug_would_choose(bench: Bench) -> None:
    facts = facts_of(trained=4096)
    bench.presenter.open(study(facts, context=2048, parallel=3, kv_type_k="q4_0"))
    bench.page.turning.reset_asked.emit()
    assert bench.choices == Choices(context=4096)  # no longer than it was trained for


def test_a_plan_that_is_asked_for_is_taken_and_explained(bench: Bench, qtbot: QtBot) -> None:
    bench.presenter.open(study(context=32768, gpu_layers=4))
    QTest.mouseClick(bench.page.turning._fit, LEFT)
    assert not bench.page.turning._fit.isEnabled()
    qtbot.waitUntil(lambda: bool(bench.heard))
    expected = fit_now(
        facts_of(), Choices(context=32768, gpu_layers=4), ELSEWHERE, reserve=GIB
    ).plan
    assert bench.choices == expected.choices
    steps = bench.page.turning._steps
    assert steps.isVisible()
    assert [what.text() for what, _ in steps._steps] == [step.what for step in expected.steps]
    assert bench.page.turning._fit.isEnabled()
    bench.page.turning.turned.emit("parallel", 2)
    assert not steps.isVisible()


def test_the_price_list_comes_when_the_choices_rest_and_can_be_taken(
    bench: Bench, qtbot: QtBot
) -> None:
    bench.presenter.open(study(context=65536, gpu_layers=-1))
    qtbot.waitUntil(lambda: bool(bench.page.findChildren(PriceWidget)))
    first = bench.page.findChildren(PriceWidget)[0]
    taken = first._choices
    QTest.mouseClick(first._take, LEFT)
    assert bench.choices == taken


def test_without_a_receipt_one_line_says_how_to_get_one(bench: Bench, qtbot: QtBot) -> None:
    bench.presenter.open(study())
    line = bench.page.explained._receipts._none
    qtbot.waitUntil(line.isVisible)
    assert "Load it once" in line.text()


# --- the way there and back ---------------------------------------------------------------------


@pytest.fixture
def library(open_snug: OpenSnug, qtbot: QtBot, story_files: StoryFiles) -> tuple[Snug, Person]:
    snug = open_snug()
    someone = Person(qtbot, snug.window)
    path: Path = story_files.recommended
    snug.errands.models.adopt(path)
    someone.waits_until(lambda: snug.desk.now.models and snug.desk.now.room)
    someone.waits_until(lambda: snug.desk.now.machine.engine)
    snug.passages.go(Place.MODELS)
    return snug, someone


def test_a_model_on_the_disk_is_studied_without_loading_it(
    library: tuple[Snug, Person],
) -> None:
    snug, someone = library
    someone.presses("Memory for ")
    someone.waits_until(snug.late.memory.now.page.isVisible)
    assert snug.window.place is Place.MODELS
    assert snug.desk.now.loaded is None
    # The engine's own answer replaces the arithmetic.
    mark = snug.late.memory.now.page.explained._devices._tables[0]._rows["weights"]._mark
    someone.waits_until(lambda: mark.accessibleName() == "exact")


@pytest.mark.parametrize("way", ["button", "escape", "rail"])
def test_one_comes_back_to_where_one_was_with_what_was_turned(
    library: tuple[Snug, Person], way: str
) -> None:
    snug, someone = library
    someone.presses("Memory for ")
    page = snug.late.memory.now.page
    someone.waits_until(page.isVisible)
    page.turning.turned.emit("kv_type_k", "bf16")
    if way == "button":
        someone.presses("Back to My models")
    elif way == "escape":
        QTest.keyClick(QApplication.focusWidget() or page, Qt.Key.Key_Escape)
    else:
        someone.presses("My models")
    someone.waits_until(snug.pages.models.isVisible)
    assert not page.isVisible()
    model = (snug.desk.now.models or ())[0]
    assert snug.desk.now.choices_of(model, there=False).kv_type_k == "bf16"


def test_what_is_turned_for_the_loaded_model_stands_beside_the_chat(
    library: tuple[Snug, Person],
) -> None:
    snug, someone = library
    snug.passages.load(snug.desk.now.models[0])
    someone.waits_until(lambda: snug.desk.now.loaded)
    snug.pages.chat.panel.details_asked.emit()
    page = snug.late.memory.now.page
    someone.waits_until(page.isVisible)
    someone.waits_until(lambda: page.explained._receipts._tables)  # of the load just now
    page.turning.turned.emit("micro_batch", 128)
    page.back_asked.emit()
    assert snug.pages.chat.isVisible()
    assert snug.pages.chat.panel._choices.micro_batch == 128
    assert not snug.pages.chat._reload.isHidden()


def test_the_keyboard_is_where_it_was(library: tuple[Snug, Person]) -> None:
    snug, someone = library
    button = someone.finds("Memory for ", QAbstractButton)
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Space)
    someone.waits_until(snug.late.memory.now.page.isVisible)
    snug.late.memory.now.page.back_asked.emit()
    assert button.hasFocus()
