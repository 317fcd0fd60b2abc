import pytest

from launcher.worker.generate import Course


@pytest.mark.parametrize("count", [2, 3, 16, 31, 32, 33, 100, 127, 128, 129])
def test_the_later_part_of_an_answer_is_its_last_half_or_a_little_more(count: int) -> None:
    course = Course(prompt=9, reused=0, began=0.0)
    for number in range(1, count + 1):
        course.counted(now=float(number * number))
    tokens, seconds = course.later
    assert count / 2 <= tokens < 0.75 * count + 1
    assert seconds == count**2 - (count - tokens) ** 2


@pytest.mark.parametrize("count", [0, 1])
def test_an_answer_of_a_word_has_no_later_part(count: int) -> None:
    course = Course(prompt=9, reused=0, began=0.0)
    for number in range(count):
        course.counted(now=float(number))
    assert course.later == (0, 0.0)
