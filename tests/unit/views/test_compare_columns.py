"""How wide the columns of the board's table are."""

import pytest

from ui.pages.compare.facts_view import TABLE
from ui.pages.compare.table_columns import WHY, column_widths

WANTED = [140, 90, 95, 100, 110, 55, 80, 75, 60, 130, 60]
ALL = sum(WANTED) - WANTED[WHY]


@pytest.mark.parametrize("room", [440, 500, 640, 760, 900, 946, 1100, 1600])
def test_they_never_take_more_than_there_is(room: int) -> None:
    assert sum(column_widths(room, WANTED).values()) <= room


def test_the_reason_takes_what_is_left_over_and_goes_first() -> None:
    assert column_widths(ALL + 300, WANTED)[WHY] == 300
    assert WHY not in column_widths(ALL + 100, WANTED)


def test_words_are_shortened_before_a_column_is_left_out() -> None:
    found = column_widths(ALL - 60, WANTED)
    assert set(found) == set(range(len(TABLE))) - {WHY}
    figures = range(3, 9)
    assert all(found[place] == WANTED[place] for place in figures)


def test_model_file_memory_speed_and_score_stay() -> None:
    kept = {TABLE[place] for place in column_widths(440, WANTED)}
    assert kept >= {"Model", "File", "Memory, GiB", "Tokens/s", "Score"}
