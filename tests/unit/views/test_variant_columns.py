"""Which columns of the variant table are shown, and how wide."""

import pytest

from ui.pages.find.columns import GAP, LEAST, Column, widths_in

WANTED = {
    Column.STATE: 113,
    Column.KIND: 74,
    Column.SIZE: 58,
    Column.BITS: 66,
    Column.QUALITY: 132,
    Column.SPEED: 74,
    Column.LONGEST: 56,
}
ALL = sum(WANTED.values()) + 6 * GAP


def test_where_there_is_room_all_are_shown_and_fill_it():
    found = widths_in(ALL + 100, WANTED)
    assert list(found) == list(Column)
    assert sum(found.values()) + 6 * GAP == ALL + 100
    assert all(found[column] >= WANTED[column] for column in Column)


@pytest.mark.parametrize(
    ("lack", "dropped"),
    [
        (1, {Column.LONGEST}),
        (56 + GAP, {Column.LONGEST}),
        (57 + GAP, {Column.LONGEST, Column.BITS}),
        (56 + 66 + 2 * GAP + 1, {Column.LONGEST, Column.BITS}),
        (56 + 66 + 18 + 2 * GAP + 1, {Column.LONGEST, Column.SPEED, Column.BITS}),
    ],
)
def test_where_there_is_less_the_longest_goes_first_then_the_bits_then_the_speed(lack, dropped):
    found = widths_in(ALL - lack, WANTED)
    assert set(Column) - set(found) == dropped
    assert sum(found.values()) + GAP * (len(found) - 1) == ALL - lack


def test_one_long_name_costs_no_row_a_figure():
    long = {**WANTED, Column.KIND: 400}
    found = widths_in(ALL + 10, long, usual=80)
    assert list(found) == list(Column)
    assert found[Column.KIND] == WANTED[Column.KIND] + 10
    assert all(found[c] == WANTED[c] for c in Column if c is not Column.KIND)


def test_usual_names_are_not_shortened_for_a_figure_that_can_go():
    found = widths_in(ALL - 1, {**WANTED, Column.KIND: 74}, usual=80)
    assert Column.LONGEST not in found
    assert found[Column.KIND] >= 74


def test_state_size_and_quality_stay_whatever_happens():
    found = widths_in(200, WANTED)
    assert set(found) == {Column.STATE, Column.KIND, Column.SIZE, Column.QUALITY}
    assert found[Column.KIND] == LEAST
    assert found[Column.STATE] == WANTED[Column.STATE]
