"""The variant table: columns that come and go, evidence at hand, reasons that unfold."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFont
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from launcher.actions.imagine import imagined
from launcher.actions.judging import longest_of, rows_of
from launcher.memory.choices import Choices
from launcher.units import GIB
from tests.fakes.machine_facts import machine_of
from tests.fakes.repositories import repository_of
from ui.pages.find.columns import Column
from ui.pages.find.model_page import ModelPage
from ui.pages.find.spare_rows import USUAL
from ui.pages.find.variant_table import VariantTable
from ui.pages.find.variant_view import VariantView, variant_views
from ui.pages.find.variants import VariantWidget
from ui.theme.appearance import Appearance
from ui.theme.type import body_font
from ui.widgets.evidence_card import EvidenceCard

KINDS = ("F16", "Q8_0", "Q5_K_M", "Q4_K_M", "IQ2_M")


def views_at(context: int = 32768) -> tuple[VariantView, ...]:
    """A 12B model on a computer with a 12 GiB card."""
    machine = imagined(machine_of(16), ram=16, gpus="RTX 4070")
    repository, headers = repository_of("google/gemma-3-12b-it", KINDS)
    choices = Choices(context=context)
    longest = longest_of(repository, headers, choices, machine, reserve=GIB)
    return variant_views(
        rows_of(repository, headers, choices, machine, reserve=GIB, longest=longest)
    )


MakeTable = Callable[[int], VariantTable]


@pytest.fixture
def make_table(qtbot: QtBot) -> MakeTable:
    def make(width: int) -> VariantTable:
        table = VariantTable()
        qtbot.addWidget(table)
        table.resize(width, 500)
        rows = views_at()
        table.show_rows(rows, rows[0].name)
        table.show()
        qtbot.waitExposed(table)
        table.activateWindow()
        return table

    return make


def row_of(table: VariantTable, kind: str) -> VariantWidget:
    rows = table.findChildren(VariantWidget)
    return next(row for row in rows if row.view.quantization == kind)


def columns(row: VariantWidget) -> set[Column]:
    return {column for column, cell in row._line._cells.items() if cell.isVisible()}


def open_card(table: VariantTable) -> EvidenceCard:
    return next(card for card in table.findChildren(EvidenceCard) if card.isVisible())


@pytest.mark.parametrize(
    ("width", "missing"),
    [
        (900, set()),
        (650, set()),  # beside the panel of a window of 1180
        (520, {Column.LONGEST, Column.BITS}),
        (440, {Column.LONGEST, Column.SPEED, Column.BITS}),
    ],
)
def test_where_it_is_narrow_columns_go_and_nothing_stands_over_the_edge(
    make_table: MakeTable, width: int, missing: set[Column]
) -> None:
    table = make_table(width)
    assert table.width() == width  # it asks for no more
    for row in table.findChildren(VariantWidget):
        assert set(Column) - columns(row) == missing
        for cell in row._line._cells.values():
            right = cell.mapTo(table, QPoint(cell.width(), 0)).x()
            assert cell.isHidden() or right <= width


def test_a_table_that_was_wide_becomes_narrow_again(make_table: MakeTable) -> None:
    table = make_table(1200)
    table.resize(440, 500)
    assert table.width() == 440
    assert Column.LONGEST not in columns(row_of(table, "Q8_0"))
    table.resize(1200, 500)
    assert columns(row_of(table, "Q8_0")) == set(Column)


def test_larger_text_leaves_out_columns_sooner(
    make_table: MakeTable, appearance: Appearance
) -> None:
    usual = make_table(720)
    appearance.grow(1.5)
    try:
        larger = make_table(720)
    finally:
        appearance.grow(1.0)
    left = columns(row_of(larger, "Q8_0"))
    assert left < columns(row_of(usual, "Q8_0"))
    assert Column.QUALITY in left


@pytest.mark.parametrize("family", ["DejaVu Sans", "Inter"])
def test_beside_the_panel_of_the_usual_window_no_column_is_missing(
    make_table: MakeTable, qapp: QApplication, family: str
) -> None:
    before = qapp.font()
    qapp.setFont(body_font(QFont(family), 1.0))
    try:
        table = make_table(650)
        rows = [replace(view, longest="131,072") for view in views_at()]
        table.show_rows(rows, rows[0].name)
        assert set(table._widths) == set(Column)
    finally:
        qapp.setFont(before)


def test_with_text_half_as_large_again_a_small_window_keeps_the_speed(
    make_table: MakeTable, appearance: Appearance
) -> None:
    appearance.grow(1.5)
    try:
        table = make_table(760)  # 860 less the rail and the margins
        assert Column.SPEED in table._widths
    finally:
        appearance.grow(1.0)


def test_a_long_name_is_shortened_and_said_in_full(make_table: MakeTable) -> None:
    table = make_table(650)
    name = "a-name-without-any-quantization-that-goes-on-and-on"
    rows = [replace(view, quantization=name) for view in views_at()[:1]] + list(views_at()[1:])
    table.show_rows(rows, rows[0].name)
    assert set(table._widths) == set(Column)
    kind = row_of(table, name)._kind
    assert kind.shown.endswith("…")
    assert name in kind.toolTip()


def test_headings_are_short_rather_than_cut(make_table: MakeTable) -> None:
    wide, narrow = make_table(900), make_table(650)
    assert wide._head._cells[Column.BITS].text() == "Bits/weight"
    assert narrow._head._cells[Column.BITS].text() == "Bits"


def test_figures_stand_over_one_another(make_table: MakeTable) -> None:
    table = make_table(900)
    for column in Column:
        cells = [row._line._cells[column] for row in table.findChildren(VariantWidget)]
        assert len({cell.mapTo(table, QPoint(0, 0)).x() for cell in cells}) == 1


def test_rows_stay_where_they_are_while_figures_change(make_table: MakeTable) -> None:
    table = make_table(900)
    before = [(row, row.y(), row.height()) for row in table._rows.values()]
    rows = views_at(16384)
    assert rows[0].speed != views_at()[0].speed
    table.show_rows(rows, rows[0].name)
    table.layout().activate()
    assert [(row, row.y(), row.height()) for row in table._rows.values()] == before


def test_figures_that_are_missing_take_no_row_out_of_its_place(make_table: MakeTable) -> None:
    table = make_table(900)
    before = [(row.y(), row.height()) for row in table._rows.values()]
    rows = [replace(view, speed="", speed_basis=None, longest="") for view in views_at()]
    table.show_rows(rows, rows[0].name)
    table.layout().activate()
    assert [(row.y(), row.height()) for row in table._rows.values()] == before
    first = next(iter(table._rows.values()))
    assert (first._speed.text, first._longest.text) == ("—", "—")
    assert "tokens per second unknown" in first.accessibleName()


@pytest.mark.parametrize("key", [Qt.Key.Key_E, Qt.Key.Key_Menu])
def test_a_key_on_the_row_opens_its_evidence_and_escape_closes_it(
    make_table: MakeTable, key: Qt.Key
) -> None:
    table = make_table(900)
    row = row_of(table, "Q4_K_M")
    row.setFocus()
    QTest.keyClick(row, key)
    card = open_card(table)
    assert "Close" in card.accessibleDescription()
    QTest.keyClick(card, Qt.Key.Key_Escape)
    assert not card.isVisible()


def test_the_quality_opens_its_evidence_and_chooses_nothing(make_table: MakeTable) -> None:
    table = make_table(900)
    chosen: list[str] = []
    table.chosen.connect(chosen.append)
    cell = row_of(table, "Q4_K_M").quality
    assert "KL divergence" in cell.toolTip()
    QTest.mouseClick(cell, Qt.MouseButton.LeftButton)
    assert open_card(table).isVisible()
    assert chosen == []


def test_a_source_is_opened_by_the_keyboard(make_table: MakeTable) -> None:
    table = make_table(900)
    opened: list[str] = []
    table.link_asked.connect(opened.append)
    row_of(table, "Q4_K_M").evidence_asked.emit(row_of(table, "Q4_K_M").view.name)
    card = open_card(table)
    link = next(
        one
        for one in card.findChildren(QAbstractButton)
        if one.accessibleName().startswith("Open the source: ")
    )
    assert link.focusPolicy() & Qt.FocusPolicy.TabFocus
    QTest.keyClick(link, Qt.Key.Key_Return)
    assert len(opened) == 1
    assert opened[0].startswith("https://")
    assert not card.isVisible()


def test_the_card_stays_on_the_screen_and_scrolls_what_is_too_much(
    make_table: MakeTable,
) -> None:
    table = make_table(900)
    row = row_of(table, "Q4_K_M")
    row.evidence_asked.emit(row.view.name)
    card = open_card(table)
    assert card.height() <= table.window().height()
    assert table.screen().geometry().contains(card.geometry())
    assert card._scroll.verticalScrollBar().maximum() > 0


def test_why_unfolds_the_arithmetic_and_chooses_nothing(make_table: MakeTable) -> None:
    table = make_table(900)
    chosen: list[str] = []
    table.chosen.connect(chosen.append)
    row = next(row for row in table._rows.values() if row.view.recommended)
    lines = row._advice._lines
    assert lines.isHidden()
    QTest.mouseClick(row._advice._why, Qt.MouseButton.LeftButton)
    assert not lines.isHidden()
    assert "GiB weights" in lines.text()
    table.show_rows(views_at(16384), row.view.name)
    assert "16,384 tokens" in lines.text()  # what is folded out follows the slider
    QTest.mouseClick(row._advice._why, Qt.MouseButton.LeftButton)
    assert lines.isHidden()
    assert chosen == []


def test_rows_are_used_again_for_another_model_and_keep_nothing_of_it(
    make_table: MakeTable,
) -> None:
    table = make_table(900)
    before = set(table._rows.values())
    QTest.mouseClick(table._rows[views_at()[0].name]._advice._why, Qt.MouseButton.LeftButton)
    fewer = [replace(row, name=f"other-{row.name}", recommended=False) for row in views_at()[2:]]
    table.show_rows(fewer, "")
    shown = [row for row in table.findChildren(VariantWidget) if row.isVisible()]
    assert set(shown) <= before
    assert [row.view.name for row in table._rows.values()] == [row.name for row in fewer]
    assert len(shown) == len(fewer)
    spare = before - set(shown)
    assert len(spare) == 2
    assert {row.view.name for row in spare} == {""}
    table.show_rows(views_at(), "")
    assert set(table._rows.values()) == before
    assert not any(row._advice._lines.isVisible() for row in before)


def test_rows_are_made_before_they_are_needed_and_are_not_seen(
    make_table: MakeTable, qtbot: QtBot
) -> None:
    table = make_table(900)
    before = set(table._rows.values())
    table.prepare()
    spare = table._spare
    qtbot.waitUntil(
        lambda: len(before) + len(spare._rows) == USUAL and not spare._timer.isActive()
    )
    assert not any(row.isVisible() for row in spare._rows)
    ready = before | set(spare._rows)
    many = [replace(views_at()[0], name=f"file {number}") for number in range(USUAL + 1)]
    table.show_rows(many, "file 0")
    assert ready < set(table._rows.values())
    assert all(row.isVisible() for row in table._rows.values())


def test_what_a_repository_calls_its_files_is_never_read_as_markup(
    make_table: MakeTable,
) -> None:
    table = make_table(900)
    rows = [
        replace(view, reason="<img src=x> & more.", runner_up="<b>Next</b>") for view in views_at()
    ]
    table.show_rows(rows, rows[0].name)
    advice = next(row for row in table._rows.values() if row.view.recommended)._advice
    assert "&lt;img" in advice._reason.text()
    assert advice._next.textFormat() is Qt.TextFormat.PlainText


def test_the_recommended_row_wraps_its_reason_where_it_is_narrow(make_table: MakeTable) -> None:
    wide, narrow = make_table(900), make_table(440)
    heights: list[int] = []
    for table in (wide, narrow):
        rows = [replace(view, reason="A reason that takes its time. " * 6) for view in views_at()]
        table.show_rows(rows, rows[0].name)
        table.layout().activate()
        heights.append(reason_of(table).height())
    assert heights[1] > heights[0]


def reason_of(table: VariantTable) -> QWidget:
    return next(row for row in table._rows.values() if row.view.recommended)._advice._reason


def test_under_the_files_of_a_small_window_the_panel_leaves_three_of_them_in_sight(
    qtbot: QtBot,
) -> None:
    page = ModelPage()
    qtbot.addWidget(page)
    page.resize(808, 560)  # 860 less the rail
    with qtbot.waitExposed(page):
        page.show()
    page.show_opening("google/gemma-3-12b-it")
    rows = views_at()
    words = {"name": "Gemma 3 12B", "facts": "48 layers", "advice": "", "others": ""}
    page.show_rows(rows, rows[0].name, **words)
    page.panel.show()

    def in_sight() -> int:
        shown = page.table.findChildren(VariantWidget)
        return sum(one.visibleRegion().boundingRect().height() == one.height() for one in shown)

    qtbot.waitUntil(lambda: in_sight() >= 3)
    assert page.panel.height() <= 0.4 * page.height() + 1
