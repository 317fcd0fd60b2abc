from typing import Any

import pytest

from launcher.actions.measuring.plan import MeasurePlan, Step
from launcher.actions.measuring.progress import Moment, Progress
from launcher.actions.measuring.wish import QUICK, MeasureWish


class Clock:
    now = 100.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr("launcher.actions.measuring.progress.time", made)
    return made


def plan(*seconds: float | None, known: tuple[int, ...] = ()) -> MeasurePlan:
    steps = tuple(
        Step(kind="time", file=f"{n}.gguf", seconds=each, known=n in known)
        for n, each in enumerate(seconds)
    )
    return MeasurePlan(
        wish=MeasureWish(files=()),
        steps=steps,
        seconds=None,
        disk=0,
        notes=(),
        subjects=(),
        how=QUICK,
        text=None,
    )


def progress_of(made: MeasurePlan) -> tuple[Progress, list[Moment]]:
    told: list[Moment] = []
    so_far: Any = ()
    return Progress(plan=made, on_moment=told.append, so_far=lambda: so_far), told


def test_at_first_it_takes_as_long_as_expected(clock: Clock) -> None:
    progress, told = progress_of(plan(10.0, 20.0, 5.0, known=(2,)))
    progress.begin(0)
    assert (told[-1].step, told[-1].of, told[-1].share) == (1, 3, 0.0)
    assert told[-1].seconds_left == 30


def test_a_steps_own_speed_replaces_what_was_expected(clock: Clock) -> None:
    progress, told = progress_of(plan(10.0))
    progress.begin(0)
    clock.now += 30
    progress.reach(0.5)
    assert told[-1].seconds_left == pytest.approx(30)


def test_what_finished_steps_took_longer_the_others_will_too(clock: Clock) -> None:
    progress, told = progress_of(plan(10.0, 20.0))
    progress.begin(0)
    clock.now += 30
    progress.end()
    assert told[-1].seconds_left == pytest.approx(60)
    progress.begin(1)
    assert told[-1].seconds_left == pytest.approx(60)


def test_waiting_for_the_chat_is_not_counted(clock: Clock) -> None:
    progress, told = progress_of(plan(10.0))
    progress.begin(0)
    clock.now += 105
    progress.waited(100)
    progress.reach(0.5)
    assert told[-1].seconds_left == pytest.approx(5)
    progress.tell(waiting=True)
    assert told[-1].waiting


def test_what_nobody_knows_is_not_told(clock: Clock) -> None:
    progress, told = progress_of(plan(10.0, None))
    progress.begin(0)
    assert told[-1].seconds_left is None
    progress.begin(1)
    clock.now += 10
    progress.reach(0.25)
    assert told[-1].seconds_left == pytest.approx(30)


def test_a_share_never_goes_back_or_beyond_the_end(clock: Clock) -> None:
    progress, told = progress_of(plan(1.0))
    progress.begin(0)
    for share in (0.5, 0.3, 1.5):
        progress.reach(share)
    assert [moment.share for moment in told] == [0.0, 0.5, 0.5, 1.0]
