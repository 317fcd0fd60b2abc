"""Questions that hang, crash, or are asked twice."""

import threading
import time
from functools import partial

import pytest

from launcher.hardware.guard import Crashed, Guard, TooSlow
from launcher.hardware.probes.failed import ProbeFailed

LONG = 30.0


def test_an_answer_comes_through() -> None:
    assert Guard().ask("cpu", lambda: 7, LONG).answer() == 7


def test_a_probes_own_error_comes_through() -> None:
    def refuse() -> int:
        raise ProbeFailed("no", note="It is off.")

    with pytest.raises(ProbeFailed) as told:
        Guard().ask("cpu", refuse, LONG).answer()
    assert told.value.note == "It is off."


def test_any_other_error_is_a_crash_with_its_cause() -> None:
    with pytest.raises(Crashed) as told:
        Guard().ask("cpu", lambda: 1 // 0, LONG).answer()
    assert isinstance(told.value.__cause__, ZeroDivisionError)


def test_a_question_that_hangs_is_given_up_and_not_asked_again() -> None:
    guard, release, times = Guard(), threading.Event(), []

    def hang() -> int:
        times.append(1)
        release.wait(LONG)
        return 1

    with pytest.raises(TooSlow):
        guard.ask("driver", hang, 0.01).answer()
    begun = time.monotonic()
    for _ in range(50):
        with pytest.raises(TooSlow):
            guard.ask("driver", hang, LONG).answer()
    assert time.monotonic() - begun < LONG / 2
    assert len(times) == 1
    release.set()


def test_once_it_has_come_back_it_is_asked_again() -> None:
    guard, release = Guard(), threading.Event()
    with pytest.raises(TooSlow):
        guard.ask("late", lambda: release.wait(LONG), 0.01).answer()
    late = next(one for one in threading.enumerate() if one.name == "snug-probe-late")
    release.set()
    late.join(LONG)
    assert guard.ask("late", lambda: "again", LONG).answer() == "again"


def test_two_who_ask_the_same_share_one_answer() -> None:
    guard, release, times = Guard(), threading.Event(), []

    def ask() -> str:
        times.append(1)
        release.wait(LONG)
        return "here"

    first = guard.ask("driver", ask, LONG)
    second = guard.ask("driver", ask, LONG)
    release.set()
    assert (first.answer(), second.answer(), len(times)) == ("here", "here", 1)


def test_a_thread_that_cannot_begin_is_a_crash(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    guard = Guard()
    with monkeypatch.context() as patch:
        patch.setattr(threading.Thread, "start", refuse)
        with pytest.raises(Crashed):
            guard.ask("driver", lambda: 1, LONG).answer()
    assert guard.ask("driver", lambda: 1, LONG).answer() == 1


def test_each_who_asks_after_an_answer_asks_anew() -> None:
    guard = Guard()
    answers = [guard.ask("now", partial(int, n), LONG).answer() for n in range(200)]
    assert answers == list(range(200))
