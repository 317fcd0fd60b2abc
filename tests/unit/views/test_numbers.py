"""Numbers and dates as the window writes them."""

from datetime import UTC, date, datetime

import pytest

from ui.text.numbers import day_word, gib, gib_coarse, percent, whole, with_unit

GIB = 1 << 30
MIB = 1 << 20


def test_memory_is_written_with_two_decimals() -> None:
    assert gib(round(6.79 * GIB)) == "6.79"
    assert gib(0) == "0.00"
    assert gib(1025 * GIB) == "1,025.00"
    assert gib_coarse(round(10.51 * GIB)) == "10.5"


def test_what_is_there_never_reads_as_nothing() -> None:
    assert gib(1) == "<0.01"
    assert gib(6 * MIB) == "0.01"


def test_small_sizes_keep_a_unit_that_says_something() -> None:
    assert with_unit(2 * GIB) == "2.00 GiB"
    assert with_unit(12 * MIB) == "12 MiB"
    assert with_unit(4096) == "4 KiB"


def test_counts_have_their_thousands_apart() -> None:
    assert whole(131072) == "131,072"
    assert percent(0.704) == "70 %"


@pytest.mark.parametrize(
    ("day", "word"),
    [
        (date(2026, 3, 20), "Today"),
        (date(2026, 3, 21), "Today"),
        (date(2026, 3, 19), "Yesterday"),
        (date(2026, 3, 15), "This week"),
        (date(2026, 3, 10), "Last week"),
        (date(2026, 2, 1), "February"),
        (date(2025, 12, 1), "December 2025"),
    ],
)
def test_days_are_called_as_people_call_them(day: date, word: str) -> None:
    when = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    assert day_word(when, date(2026, 3, 20)) == word
