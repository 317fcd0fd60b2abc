import threading
import time
from pathlib import Path

import pytest

from launcher.errors import LoadCancelled
from launcher.protocol.messages import Delta, DrawParameters, Progress, Turn
from launcher.runtime.session import Session
from tests.process.asking import GREEDY, QUESTION, parameters, said
from tests.process.conftest import MakeModel

ENDLESS = DrawParameters(temperature=0)


def test_stop_in_the_middle_of_an_answer_keeps_what_is_there(
    session: Session, tiny: MakeModel
) -> None:
    session.load(tiny("llama", context=16_384), parameters(context=16_384))
    pieces: list[str] = []

    def take(delta: Delta) -> None:
        pieces.append(delta.text)
        if len(pieces) == 3:
            threading.Thread(target=session.stop).start()

    done = session.generate(QUESTION, ENDLESS, take)
    assert done.reason == "cancelled"
    assert len(pieces) >= 3
    assert 0 < done.answer_tokens < 16_000
    assert said(session) == said(session)


def test_stop_while_a_long_prompt_is_read(session: Session, tiny: MakeModel) -> None:
    session.load(tiny("llama", context=65_536, layers=8), parameters(context=65_536))
    long = (Turn(role="user", text="the sky and the moon " * 9_000),)
    told: list[Progress] = []

    def take(progress: Progress) -> None:
        told.append(progress)
        session.stop()

    done = session.generate(long, ENDLESS, None, take)
    assert done.reason == "cancelled"
    assert done.answer_tokens == 0
    assert done.context_used < told[-1].total
    assert session.generate(long, GREEDY, None, lambda _p: session.stop()).reused_tokens > 0
    assert session.generate(QUESTION, GREEDY).answer_tokens > 0


def test_a_stop_before_the_question_is_out_is_heard(session: Session, tiny: MakeModel) -> None:
    session.load(tiny("llama", context=16_384), parameters(context=16_384))
    began = threading.Event()
    real = session._line.hello

    def slow() -> object:
        began.set()
        session.stop()
        return real()

    session._line.hello = slow  # type: ignore[assignment,method-assign]
    try:
        done = session.generate(QUESTION, ENDLESS)
    finally:
        del session._line.hello  # type: ignore[method-assign]
    assert began.is_set()
    assert done.reason == "cancelled"


def test_a_stop_when_nothing_happens_does_no_harm(session: Session, tiny: MakeModel) -> None:
    session.load(tiny("llama"), parameters())
    session.stop()
    assert session.generate(QUESTION, GREEDY).reason == "length"


def test_a_load_that_is_cancelled_is_over_at_once(session: Session, slow_to_load: Path) -> None:
    def take(_progress: Progress) -> None:
        session.cancel_load()

    began = time.monotonic()
    with pytest.raises(LoadCancelled):
        session.load(slow_to_load, parameters(), take)
    assert time.monotonic() - began < 10
    assert session.loaded is None


def test_a_load_that_does_not_listen_is_killed(
    own_session: Session, slow_to_load: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("launcher.runtime.session.CANCEL_WITHIN", 0.0)
    before = own_session.hello().pid

    def take(_progress: Progress) -> None:
        own_session.cancel_load()

    with pytest.raises(LoadCancelled):
        own_session.load(slow_to_load, parameters(), take)
    assert own_session.hello().pid != before
