from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from launcher.memory.search import furthest


def counted(left_over: Callable[[int], int]) -> tuple[Callable[[int], int], list[int]]:
    asked: list[int] = []

    def counting(at: int) -> int:
        asked.append(at)
        return left_over(at)

    return counting, asked


@given(
    steps=st.lists(st.integers(1, 1000), min_size=1, max_size=200),
    room=st.integers(-100, 100_000),
    near=st.none() | st.integers(-5, 300),
)
def test_the_answer_fits_and_the_next_does_not(
    steps: list[int], room: int, near: int | None
) -> None:
    values = [room]
    for step in steps:
        values.append(values[-1] - step)
    left_over, asked = counted(lambda at: values[at - 1])
    found = furthest(left_over, 1, len(values), near=near)
    assert found == sum(value >= 0 for value in values)
    assert len(asked) == len(set(asked))


@pytest.mark.parametrize("room", [0, 5_000, 123_456_789, 10**12])
def test_a_straight_line_takes_four_probes(room: int) -> None:
    left_over, asked = counted(lambda at: room - 131_072 * at)
    found = furthest(left_over, 1, 4096)
    assert found == min(4096, room // 131_072)
    assert len(asked) <= 4


def test_a_good_guess_takes_two_probes() -> None:
    left_over, asked = counted(lambda at: 1_000_000 - 999 * at)
    assert furthest(left_over, 1, 4096, near=1001) == 1001
    assert sorted(asked) == [1001, 1002]


def test_a_near_miss_takes_three_or_four() -> None:
    for near in (980, 1020):
        left_over, asked = counted(lambda at: 1_000_000 - 999 * at)
        assert furthest(left_over, 1, 4096, near=near) == 1001
        assert len(asked) <= 4


def test_a_bend_and_a_jump_are_found_too() -> None:
    def bent(at: int) -> int:
        return 1_000_000 - 10 * at - (at // 700) * 300_000 - max(0, at - 1000) * 500

    left_over, asked = counted(bent)
    found = furthest(left_over, 1, 16_384)
    assert bent(found) >= 0 > bent(found + 1)
    assert len(asked) <= 24
