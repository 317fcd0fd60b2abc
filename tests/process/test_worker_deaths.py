import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from launcher.errors import EngineDied
from launcher.protocol.messages import Delta, DrawParameters, Progress
from launcher.runtime.planner import Planner
from launcher.runtime.session import Session
from tests.process.asking import GREEDY, QUESTION, parameters, said
from tests.process.conftest import MakeModel

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="deaths by signal")

WAYS = [
    ("SIGKILL", "killed"),
    ("SIGABRT", "assertion"),
    ("SIGSEGV", "crash"),
    ("SIGTERM", "stopped"),
]
ABORTS = """
import runpy
from launcher.worker.bindings import C
import launcher.worker.limits as limits
said = (b"there.c", 1, b"GGML_ASSERT(%s) failed", b"everything is well")
limits.check_heads = lambda *_: C._lib.ggml_abort(*said)
runpy.run_module("launcher.worker", run_name="__main__")
"""
PROGRAM = """
from pathlib import Path
from launcher.protocol.messages import DrawParameters, EngineParameters, Turn
from launcher.runtime.session import Session
session = Session()
session.load(Path({path!r}), EngineParameters(context=16_384))
session.generate(
    (Turn(role="user", text="Once"),),
    DrawParameters(temperature=0),
    lambda delta: delta.tokens == 1 and print(session.worker, flush=True),
)
"""
ENDLESS = DrawParameters(temperature=0)


@pytest.fixture
def mortal(tiny: MakeModel) -> Iterator[Session]:
    made = Session()
    made.load(tiny("llama", context=16_384), parameters(context=16_384))
    yield made
    made.close()


def _killing(session: Session, how: str) -> Callable[[object], None]:
    def kill(_event: object) -> None:
        if session.worker:
            os.kill(session.worker, getattr(signal, how))

    return kill


@pytest.mark.parametrize(("how", "cause"), WAYS)
def test_a_death_while_answering_says_why_and_the_next_question_is_answered(
    mortal: Session, how: str, cause: str
) -> None:
    before = said(mortal)
    pieces: list[str] = []
    kill = _killing(mortal, how)

    def take(delta: Delta) -> None:
        pieces.append(delta.text)
        kill(delta)

    with pytest.raises(EngineDied) as caught:
        mortal.generate(QUESTION, ENDLESS, take)
    assert caught.value.cause == cause
    assert caught.value.last_words
    assert pieces
    loading: list[Progress] = []
    mortal.generate(QUESTION, GREEDY, None, loading.append)
    assert loading[0].phase == "load"
    assert said(mortal) == before


@pytest.mark.parametrize(("how", "cause"), WAYS)
def test_a_death_while_loading_says_why(
    mortal: Session, slow_to_load: Path, how: str, cause: str
) -> None:
    with pytest.raises(EngineDied) as caught:
        mortal.load(slow_to_load, parameters(), _killing(mortal, how))
    assert caught.value.cause == cause
    assert mortal.loaded is None
    assert mortal.hello()


@pytest.mark.parametrize(("how", "cause"), WAYS)
def test_a_death_while_idle_is_told_and_the_next_question_is_answered(
    mortal: Session, how: str, cause: str
) -> None:
    told: queue.SimpleQueue[EngineDied] = queue.SimpleQueue()
    mortal.listen(told.put)
    os.kill(mortal.worker, getattr(signal, how))
    assert told.get(timeout=20).cause == cause
    assert mortal.generate(QUESTION, GREEDY).answer_tokens > 0


def test_a_planner_whose_worker_died_plans_again(tiny: MakeModel) -> None:
    planner = Planner()
    try:
        first = planner.plan(tiny("llama"), parameters())
        os.kill(planner.worker, signal.SIGKILL)
        with suppress(EngineDied):  # asked before the kernel was through with it
            planner.plan(tiny("llama"), parameters())
        assert planner.plan(tiny("llama"), parameters()).devices == first.devices
    finally:
        planner.close()


def test_a_planner_rests_when_nobody_asks(tiny: MakeModel) -> None:
    planner = Planner(idle=0.05)
    rested = threading.Event()
    rest = planner._line.rest
    planner._line.rest = lambda: (rest(), rested.set())  # type: ignore[method-assign,func-returns-value]
    try:
        planner.plan(tiny("llama"), parameters())
        assert rested.wait(20)
        assert planner.worker == 0
        assert planner.plan(tiny("llama"), parameters()).source == "breakdown"
    finally:
        planner.close()


def test_an_abort_of_the_engine_leaves_its_own_message(
    tiny: MakeModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    command = [sys.executable, "-P", "-c", ABORTS]
    monkeypatch.setattr("launcher.runtime.client.worker_command", lambda: command)
    session = Session()
    try:
        with pytest.raises(EngineDied) as caught:
            session.load(tiny("llama"), parameters())
    finally:
        session.close()
    assert caught.value.cause == "assertion"
    assert "GGML_ASSERT(everything is well) failed" in caught.value.last_words[0]


def test_closing_while_somebody_waits_ends_the_wait(mortal: Session) -> None:
    closing: list[threading.Thread] = []

    def take(_delta: Delta) -> None:
        if not closing:
            closing.append(threading.Thread(target=mortal.close))
            closing[0].start()

    with suppress(EngineDied):  # or what was there, if the worker could still say it
        assert mortal.generate(QUESTION, ENDLESS, take).reason == "cancelled"
    closing[0].join()
    with pytest.raises(EngineDied):
        mortal.hello()


def test_no_worker_outlives_a_program_that_is_killed(tiny: MakeModel) -> None:
    code = PROGRAM.format(path=str(tiny("llama", context=16_384)))
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as program:
        assert program.stdout
        worker = psutil.Process(int(program.stdout.readline()))
        program.kill()
    gone, _ = psutil.wait_procs([worker], timeout=20)
    assert gone == [worker]
