"""Threads meet Qt: answers arrive here, and late ones are dropped."""

import threading
from collections.abc import Iterator

import pytest
import shiboken6
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from launcher.errors import NoNetwork, SnugError
from ui.bridge.background import Background
from ui.bridge.inbox import PERIOD_MS, Inbox
from ui.bridge.latest import Latest
from ui.bridge.pool import Pool
from ui.bridge.relay import Relay


def unexpected(error: Exception) -> None:
    pytest.fail(f"failed: {error!r}")


def never(_value: object) -> None:
    pytest.fail("an answer nobody wanted")


@pytest.fixture
def receiver(qapp: object) -> Iterator[QObject]:
    made = QObject()
    yield made
    if shiboken6.isValid(made):
        made.deleteLater()


class Gate:
    """A blocking call that a test can hold and let go."""

    def __init__(self) -> None:
        self.entered = threading.Event()
        self.open = threading.Event()

    def pass_through(self, value: object) -> object:
        self.entered.set()
        assert self.open.wait(10)
        return value


def test_the_answer_arrives_on_the_gui_thread(
    qtbot: QtBot, background: Background, receiver: QObject
) -> None:
    got: list[tuple[int, int, int]] = []
    background.run(
        threading.get_ident,
        to=receiver,
        done=lambda worked: got.append((worked, threading.get_ident(), len(got))),
        failed=unexpected,
    )
    qtbot.waitUntil(lambda: bool(got))
    worked, answered, _ = got[0]
    assert worked != answered == threading.get_ident()


@pytest.mark.parametrize("error", [NoNetwork(host="x", detail="y"), ValueError("odd")])
def test_an_error_is_delivered_whatever_it_is(
    qtbot: QtBot, background: Background, receiver: QObject, error: Exception
) -> None:
    got: list[Exception] = []

    def work() -> None:
        raise error

    background.run(work, to=receiver, done=never, failed=got.append)
    qtbot.waitUntil(lambda: bool(got))
    assert got == [error]
    assert isinstance(got[0], SnugError) == isinstance(error, SnugError)


def test_nothing_is_delivered_to_a_receiver_that_is_gone(
    qtbot: QtBot, background: Background, receiver: QObject
) -> None:
    gate = Gate()
    ended: list[bool] = []
    gone = QObject()
    background.run(lambda: gate.pass_through(1), to=gone, done=never, failed=unexpected)
    assert gate.entered.wait(10)
    shiboken6.delete(gone)
    gate.open.set()
    background.run(lambda: None, to=receiver, done=lambda _: ended.append(True), failed=unexpected)
    qtbot.waitUntil(lambda: bool(ended))
    qtbot.wait(20)


def test_nothing_is_delivered_after_a_cancel(
    qtbot: QtBot, background: Background, receiver: QObject
) -> None:
    gate = Gate()
    told: list[bool] = []

    def interrupt() -> None:
        told.append(True)
        gate.open.set()

    job = background.run(
        lambda: gate.pass_through(1),
        to=receiver,
        done=never,
        failed=unexpected,
        on_cancel=interrupt,
    )
    assert gate.entered.wait(10)
    job.cancel()
    job.cancel()
    assert told == [True]
    assert job.cancelled
    assert background.close(5)
    qtbot.wait(20)


def test_work_cancelled_before_it_began_is_never_done(
    qtbot: QtBot, background: Background, receiver: QObject
) -> None:
    gate = Gate()
    done: list[object] = []
    holding = [
        background.run(
            lambda: gate.pass_through(None), to=receiver, done=done.append, failed=unexpected
        )
        for _ in range(6)
    ]
    assert gate.entered.wait(10)
    late = background.run(lambda: pytest.fail("begun"), to=receiver, done=never, failed=unexpected)
    late.cancel()
    gate.open.set()
    qtbot.waitUntil(lambda: len(done) == len(holding))


def test_a_stream_arrives_whole_and_in_order(
    qtbot: QtBot, background: Background, receiver: QObject
) -> None:
    got: list[int] = []
    batches: list[int] = []
    ended: list[bool] = []

    def take(items: list[int]) -> None:
        assert not ended
        batches.append(len(items))
        got.extend(items)

    background.stream(
        lambda: iter(range(5000)),
        to=receiver,
        arrived=take,
        done=lambda: ended.append(True),
        failed=unexpected,
    )
    qtbot.waitUntil(lambda: bool(ended))
    assert got == list(range(5000))
    assert len(batches) < 500


def test_what_came_before_a_failure_is_delivered_before_it(
    qtbot: QtBot, background: Background, receiver: QObject
) -> None:
    order: list[object] = []

    def work() -> Iterator[str]:
        yield "half"
        raise NoNetwork(host="x", detail="y")

    background.stream(
        work,
        to=receiver,
        arrived=order.extend,
        done=lambda: pytest.fail("done"),
        failed=order.append,
    )
    qtbot.waitUntil(lambda: len(order) == 2)
    assert order[0] == "half"
    assert isinstance(order[1], NoNetwork)


def test_a_cancelled_stream_stops(qtbot: QtBot, background: Background, receiver: QObject) -> None:
    gate = Gate()
    walked: list[int] = []

    def work() -> Iterator[int]:
        yield 1
        gate.pass_through(None)
        for number in range(100):
            walked.append(number)
            yield number

    job = background.stream(
        work,
        to=receiver,
        arrived=lambda _: None,
        done=lambda: pytest.fail("done"),
        failed=unexpected,
    )
    assert gate.entered.wait(10)
    job.cancel()
    gate.open.set()
    assert background.close(5)
    qtbot.wait(20)
    assert walked == [0]


def test_of_many_questions_the_newest_is_answered(
    qtbot: QtBot, background: Background, receiver: QObject
) -> None:
    latest = Latest(background, receiver)
    gate = Gate()
    asked: list[int] = []
    got: list[object] = []

    def question(number: int) -> int:
        asked.append(number)
        return number

    latest.ask(lambda: gate.pass_through(0), done=never, failed=unexpected)
    assert gate.entered.wait(10)
    for number in (1, 2, 3):
        latest.ask(lambda number=number: question(number), done=got.append, failed=unexpected)
    gate.open.set()
    qtbot.waitUntil(lambda: bool(got))
    qtbot.wait(20)
    assert got == [3]
    assert asked == [3]


def test_an_answer_that_comes_late_may_be_kept(
    qtbot: QtBot, background: Background, receiver: QObject
) -> None:
    latest = Latest(background, receiver)
    gate = Gate()
    got: list[object] = []
    kept: list[object] = []
    latest.ask(lambda: gate.pass_through(0), done=never, late=kept.append, failed=unexpected)
    assert gate.entered.wait(10)
    latest.ask(lambda: 1, done=got.append, late=never, failed=unexpected)
    gate.open.set()
    qtbot.waitUntil(lambda: bool(got))
    assert (kept, got) == ([0], [1])


def test_a_question_that_can_be_interrupted_is(
    qtbot: QtBot, background: Background, receiver: QObject
) -> None:
    latest = Latest(background, receiver)
    gate = Gate()
    got: list[object] = []
    latest.ask(
        lambda: gate.pass_through(0), done=never, failed=unexpected, on_cancel=gate.open.set
    )
    assert gate.entered.wait(10)
    latest.ask(lambda: 1, done=got.append, failed=unexpected)
    qtbot.waitUntil(lambda: bool(got))
    assert gate.open.is_set()
    assert got == [1]


def test_questions_may_overlap(qtbot: QtBot, background: Background, receiver: QObject) -> None:
    latest = Latest(background, receiver, overlap=True)
    gate = Gate()
    got: list[object] = []
    latest.ask(lambda: gate.pass_through(0), done=never, failed=unexpected)
    assert gate.entered.wait(10)
    latest.ask(lambda: 1, done=got.append, failed=unexpected)
    qtbot.waitUntil(lambda: bool(got))
    gate.open.set()
    assert background.close(5)
    qtbot.wait(20)
    assert got == [1]


def test_a_dropped_question_is_not_answered_and_the_next_one_is(
    qtbot: QtBot, background: Background, receiver: QObject
) -> None:
    latest = Latest(background, receiver)
    gate = Gate()
    got: list[object] = []
    latest.ask(lambda: gate.pass_through(0), done=never, failed=unexpected)
    assert gate.entered.wait(10)
    latest.drop()
    gate.open.set()
    latest.ask(lambda: 1, done=got.append, failed=unexpected)
    qtbot.waitUntil(lambda: bool(got))
    assert got == [1]


def test_a_foreign_thread_calls_through_the_relay(qtbot: QtBot, receiver: QObject) -> None:
    relay = Relay()
    got: list[int] = []
    thread = threading.Thread(
        target=lambda: relay.call(lambda: got.append(threading.get_ident()), to=receiver)
    )
    thread.start()
    thread.join()
    assert not got
    qtbot.waitUntil(lambda: bool(got))
    assert got == [threading.get_ident()]


def test_the_relay_drops_what_comes_for_a_receiver_that_is_gone(qtbot: QtBot) -> None:
    relay = Relay()
    gone = QObject()
    relay.call(lambda: pytest.fail("called"), to=gone)
    shiboken6.delete(gone)
    qtbot.wait(20)


def test_a_relay_that_is_gone_takes_no_calls(qtbot: QtBot, receiver: QObject) -> None:
    relay = Relay()
    shiboken6.delete(relay)
    relay.call(lambda: pytest.fail("called"), to=receiver)
    qtbot.wait(20)


def test_an_inbox_delivers_the_first_at_once_and_the_rest_together(qtbot: QtBot) -> None:
    inbox = Inbox()
    got: list[list[object]] = []
    inbox.arrived.connect(got.append)
    inbox.post(0)
    qtbot.waitUntil(lambda: len(got) == 1, timeout=PERIOD_MS * 20)
    for number in (1, 2, 3):
        inbox.post(number)
    qtbot.waitUntil(lambda: len(got) == 2)
    assert got == [[0], [1, 2, 3]]


def test_an_inbox_of_states_keeps_the_newest(qtbot: QtBot) -> None:
    inbox = Inbox(newest_only=True)
    got: list[list[object]] = []
    inbox.arrived.connect(got.append)

    def speak() -> None:
        for number in range(1000):
            inbox.post(number)

    thread = threading.Thread(target=speak)
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: bool(got) and got[-1] == [999])
    assert all(len(batch) == 1 for batch in got)


def test_a_flushed_inbox_delivers_now_and_only_once(qtbot: QtBot) -> None:
    inbox = Inbox()
    got: list[list[object]] = []
    inbox.arrived.connect(got.append)
    inbox.post("a")
    inbox.flush()
    assert got == [["a"]]
    qtbot.wait(PERIOD_MS * 2)
    assert got == [["a"]]


def test_an_inbox_that_is_gone_takes_no_post(qtbot: QtBot) -> None:
    inbox = Inbox()
    shiboken6.delete(inbox)
    inbox.post("a")


def test_a_closed_pool_takes_no_work_and_has_no_threads() -> None:
    pool = Pool(2)
    done = threading.Event()
    assert pool.submit(done.set)
    assert done.wait(10)
    assert pool.close(5)
    assert not pool.submit(done.set)


def test_closing_a_pool_does_not_wait_longer_than_told() -> None:
    pool = Pool(1)
    gate = Gate()
    pool.submit(lambda: gate.pass_through(None) and None)
    assert gate.entered.wait(10)
    assert not pool.close(0.01)
    gate.open.set()
    assert pool.close(5)


def test_work_given_after_the_end_is_ignored(qtbot: QtBot, receiver: QObject) -> None:
    background = Background()
    assert background.close(5)
    background.run(lambda: 1, to=receiver, done=never, failed=unexpected)
    qtbot.wait(20)
