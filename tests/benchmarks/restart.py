"""After a crash: the next worker, and the next word of the same model."""

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psutil

from launcher.errors import EngineDied
from launcher.protocol.messages import Delta, DrawParameters, EngineParameters, Turn
from launcher.runtime.session import Session
from tests.benchmarks.figures import Figure, median_of, milliseconds
from tests.benchmarks.models import CONTEXT, stories

TIMES = 10
ENDLESS = DrawParameters(temperature=0)
SHORT = DrawParameters(temperature=0, max_tokens=4)


def measure() -> Iterator[Figure]:
    """The worker is killed in the middle of an answer; the clock starts when that is known."""
    told, ready, answered = [], [], []
    session = Session()
    with tempfile.TemporaryDirectory() as folder:
        try:
            session.load(stories(Path(folder)), EngineParameters(context=CONTEXT, threads=1))
            for turn in range(TIMES):
                killed = _kill(session, turn)
                known = time.perf_counter()
                session.hello()
                greeted = time.perf_counter()
                first = _first_word(session)
                told.append(known - killed)
                ready.append(greeted - known)
                answered.append(first - known)
        finally:
            session.close()
    yield median_of("Killed worker: its death is told", milliseconds(told), "ms")
    yield median_of("… the next worker is ready", milliseconds(ready), "ms", promise="≤ 500")
    yield median_of("… the model is loaded again and answers", milliseconds(answered), "ms")


def _kill(session: Session, turn: int) -> float:
    moments: list[float] = []

    def kill(_delta: Delta) -> None:
        if not moments:
            moments.append(time.perf_counter())
            psutil.Process(session.worker).kill()

    try:
        session.generate((Turn(role="user", text=f"{turn} Once"),), ENDLESS, kill)
    except EngineDied:
        return moments[0]
    raise RuntimeError("the worker outlived its killing")


def _first_word(session: Session) -> float:
    moments: list[float] = []

    def took(_delta: Delta) -> None:
        moments.append(time.perf_counter())

    session.generate((Turn(role="user", text="And then"),), SHORT, took)
    return moments[0]
