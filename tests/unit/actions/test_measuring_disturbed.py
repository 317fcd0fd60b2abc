from types import SimpleNamespace
from typing import Any

import pytest

from launcher.actions.measuring.pause import (
    DISTURBED,
    LEFT_OUT,
    TRIES,
    ChatWatch,
    Clocks,
    Repeats,
    is_far_out,
)
from launcher.protocol.scoring import RepeatTimed


class Chat:
    """A session that is at work or not."""

    busy = False


@pytest.fixture
def chat() -> Chat:
    return Chat()


@pytest.fixture
def repeats(chat: Chat) -> Repeats:
    parts: Any = SimpleNamespace(session=chat)
    return Repeats(watch=ChatWatch(parts))


def repeat(seconds: float, what: str = "answer") -> RepeatTimed:
    return RepeatTimed(id=1, what=what, tokens=32, seconds=seconds)


class Time:
    """Two clocks that stand where they are set."""

    def __init__(self) -> None:
        self.wall, self.steady = 1e9, 50.0

    def time(self) -> float:
        return self.wall

    def monotonic(self) -> float:
        return self.steady

    def passes(self, seconds: float, *, asleep: float = 0.0) -> None:
        self.wall += seconds + asleep
        self.steady += seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Time:
    made = Time()
    monkeypatch.setattr("launcher.actions.measuring.pause.time", made)
    return made


def clocks_of(clock: Time) -> Clocks:
    return Clocks(_wall=clock.time(), _steady=clock.monotonic())


def test_a_computer_that_slept_is_noticed_once(clock: Time) -> None:
    clocks = clocks_of(clock)
    clock.passes(60)
    assert not clocks.slept()
    clock.passes(3, asleep=3600)
    assert clocks.slept()
    clock.passes(3)
    assert not clocks.slept()
    clock.passes(1, asleep=-7200)  # the clock was set back: what was seen cannot be trusted
    assert clocks.slept()


def test_a_repeat_during_which_it_slept_is_done_again(clock: Time, repeats: Repeats) -> None:
    repeats.clocks = clocks_of(clock)
    clock.passes(1)
    assert not repeats.again(repeat(1.0))
    clock.passes(1, asleep=600)
    assert repeats.again(repeat(1.0))
    clock.passes(1)
    assert not repeats.again(repeat(1.0))
    assert repeats.counted == 2
    assert repeats.notes == []


def test_a_chat_in_between_makes_it_count_for_nothing(repeats: Repeats, chat: Chat) -> None:
    for _ in range(TRIES + 3):  # however often
        chat.busy = True
        assert repeats.again(repeat(1.0))
    chat.busy = False
    assert not repeats.again(repeat(1.0))
    assert repeats.counted == 1


def test_a_repeat_far_beyond_the_others_is_done_again_a_few_times(repeats: Repeats) -> None:
    assert not repeats.again(repeat(1.0))
    assert not repeats.again(repeat(9.0))  # of two nobody knows which one was disturbed
    assert not repeats.again(repeat(1.1))
    assert not repeats.again(repeat(2.5))
    for _ in range(TRIES):
        assert repeats.again(repeat(30.0))
    assert repeats.notes == []
    assert not repeats.again(repeat(30.0))
    assert repeats.notes == [DISTURBED]


def test_prompts_are_not_set_beside_answers(repeats: Repeats) -> None:
    for _ in range(3):
        assert not repeats.again(repeat(0.1, "prompt"))
    assert not repeats.again(repeat(5.0, "answer"))


def test_a_first_repeat_that_was_disturbed_is_left_out_in_the_end(repeats: Repeats) -> None:
    assert repeats.kept((9.0, 1.0, 1.1)) == [1.0, 1.1]
    assert repeats.notes == [LEFT_OUT]
    assert repeats.kept((1.0, 1.1)) == [1.0, 1.1]


def test_the_median_of_two_or_more_says_what_is_far_out() -> None:
    assert not is_far_out(100.0, [])
    assert not is_far_out(100.0, [1.0])
    assert is_far_out(4.1, [1.0, 1.0, 1.0])
    assert not is_far_out(4.0, [1.0, 1.0, 1.0])


def test_a_chat_that_came_and_went_was_seen(chat: Chat) -> None:
    parts: Any = SimpleNamespace(session=chat)
    watch = ChatWatch(parts)
    with watch.looking():
        chat.busy = True
        while not watch._seen.is_set():
            watch._seen.wait(0.01)
        chat.busy = False
        assert watch.seen()
    assert not watch.seen()
