"""How long Stop takes: in an answer, and in the reading of a long prompt."""

import random
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from launcher.protocol.messages import Delta, DrawParameters, EngineParameters, Progress, Turn
from launcher.runtime.session import Session
from tests.benchmarks.figures import Figure, milliseconds, share_of
from tests.benchmarks.models import CONTEXT, deep_model

TIMES = 40
LONGEST_WAIT = 0.2  # seconds after the first sign of life; the moment of Stop is drawn from here
LONG_PROMPT = "A story without an end. " * 500
GREEDY = DrawParameters(temperature=0)


def measure() -> Iterator[Figure]:
    """The time from the call of stop to the end of the call it stops."""
    chance = random.Random(1)  # noqa: S311 - no secret
    session = Session()
    with tempfile.TemporaryDirectory() as folder:
        try:
            session.load(deep_model(Path(folder)), EngineParameters(context=CONTEXT, threads=1))
            answering = [_stopped(session, "Hello", turn, chance) for turn in range(TIMES)]
            reading = [_stopped(session, LONG_PROMPT, turn, chance) for turn in range(TIMES)]
        finally:
            session.close()
    yield share_of(
        "Stop while answering", milliseconds(answering), "ms", share=0.95, promise="≤ 50"
    )
    yield share_of(
        "Stop while reading a long prompt",
        milliseconds(reading),
        "ms",
        share=0.95,
        promise="≤ 100",
    )


def _stopped(session: Session, text: str, turn: int, chance: random.Random) -> float:
    """Seconds from Stop to the end of the answer; the prompt is a new one each time."""
    moments: list[float] = []

    def stop() -> None:
        moments.append(time.perf_counter())
        session.stop()

    timer = threading.Timer(chance.uniform(0, LONGEST_WAIT), stop)

    def alive(_event: Delta | Progress) -> None:
        if not moments and not timer.is_alive():
            timer.start()

    reading = len(text) > 100
    done = session.generate(
        (Turn(role="user", text=f"{turn} {text}"),),
        GREEDY,
        None if reading else alive,
        alive if reading else None,
    )
    ended = time.perf_counter()
    timer.join()
    if done.reason != "cancelled" or (reading and done.answer_tokens):
        raise RuntimeError(f"was not stopped where it should be: {done}")
    return ended - moments[0]
