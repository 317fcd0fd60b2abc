"""What our answer costs beside a bare loop: side by side, by turns, on the same model.

Both draw greedily with one thread from a context of the same length. The tiny
model shows all that is ours, since its own token takes next to nothing; the deep
one, a few milliseconds a token, is nearer to what people run.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from launcher.protocol.messages import Delta, DrawParameters, EngineParameters, Turn
from launcher.runtime.session import Session
from tests.benchmarks.figures import Figure, median_of
from tests.benchmarks.models import CONTEXT, deep_model, small_model

PROCESSES = 5  # of each: where a process's memory lies makes it quicker or slower for its life
ROUNDS = 8  # by turns, of which the quickest counts, once for the bare loop and once for ours
TOKENS = 100
LONG = 4_000
LONG_ROUNDS = 5
EDGE = 500  # tokens at the beginning and the end of the long answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """Seconds to the first token, between first and last, and up to certain counts."""

    first: float
    answer: float
    clock: tuple[float, ...]


def measure() -> Iterator[Figure]:
    """Speed, first token and flatness."""
    with tempfile.TemporaryDirectory() as folder:
        deep, small = deep_model(Path(folder)), small_model(Path(folder))
        yield from _side_by_side(deep, "a model of a few ms a token")
        yield from _side_by_side(small, "a model of a fraction of a ms a token")
        yield from _flatness(small)


def _side_by_side(path: Path, name: str) -> Iterator[Figure]:
    pairs: list[tuple[Ran, Ran]] = []
    groups: list[tuple[float, float]] = []
    for _ in range(PROCESSES):
        with _bare(path) as bare, _ours(path) as ours:
            rounds = [_pair(bare, ours, turn) for turn in range(ROUNDS + 1)][1:]  # first: warm up
        pairs += rounds
        groups.append(_best(rounds))
    speeds = [(TOKENS - 1) / mine for _, mine in groups]
    yield median_of(f"Answer, {name}", speeds, "tokens/s")
    yield median_of(
        "… as a share of a bare loop's speed",
        [raw / mine for raw, mine in groups],
        "×",
        promise="≥ 0.98",
    )
    yield median_of(
        "… added to each token",
        [1000 * (mine - raw) / (TOKENS - 1) for raw, mine in groups],
        "ms",
    )
    yield median_of(
        "… first token after the bare loop's",
        [1000 * (mine.first - raw.first) for raw, mine in pairs],
        "ms",
        promise="≤ 30",
    )


def _best(pairs: "list[tuple[Ran, Ran]]") -> tuple[float, float]:
    """The quickest answer of each: what another program took from either is left out."""
    return min(raw.answer for raw, _ in pairs), min(mine.answer for _, mine in pairs)


def _pair(bare: "_Bare", ours: "_Ours", turn: int) -> tuple[Ran, Ran]:
    """The same answer from both, each of them first every second time."""
    prompt = f"{turn} Tell me"
    if turn % 2:
        mine = ours.run(prompt, TOKENS)
        return bare.run(prompt, TOKENS), mine
    return bare.run(prompt, TOKENS), ours.run(prompt, TOKENS)


def _flatness(path: Path) -> Iterator[Figure]:
    clock = [EDGE, LONG - EDGE, LONG]
    runs = []
    for turn in range(LONG_ROUNDS):
        with _bare(path) as bare, _ours(path) as ours:
            prompt = f"{turn} Go on"
            runs.append((bare.run(prompt, LONG, clock), ours.run(prompt, LONG, clock)))
    begin = min(raw.clock[0] for raw, _ in runs) / min(mine.clock[0] for _, mine in runs)
    end = min(_last(raw) for raw, _ in runs) / min(_last(mine) for _, mine in runs)
    yield median_of(f"Share of the bare speed, tokens 1 to {EDGE}", [begin], "×")
    yield median_of(
        f"… tokens {LONG - EDGE:,} to {LONG:,} of one answer", [end], "×", promise="as before"
    )


def _last(ran: Ran) -> float:
    """Seconds for the last part of a long answer."""
    return ran.clock[2] - ran.clock[1]


class _Bare:
    """The bare loop's process."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        self._process = process
        self._answer()

    def run(self, prompt: str, tokens: int, clock: list[int] | None = None) -> Ran:
        """One answer."""
        stdin = self._process.stdin
        assert stdin
        asked = {"prompt": prompt, "tokens": tokens, "clock": clock or []}
        stdin.write(json.dumps(asked).encode() + b"\n")
        stdin.flush()
        answer = self._answer()
        return Ran(first=answer["first"], answer=answer["answer"], clock=tuple(answer["clock"]))

    def _answer(self) -> dict[str, Any]:
        assert self._process.stdout
        line = self._process.stdout.readline()
        answer: dict[str, Any] = json.loads(line)
        return answer


class _Ours:
    """The program's own way, through the session and its worker."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def run(self, prompt: str, tokens: int, clock: list[int] | None = None) -> Ran:
        """One answer; the moments are those at which our side has the text."""
        moments: list[tuple[int, float]] = []

        def took(delta: Delta) -> None:
            moments.append((delta.tokens, time.perf_counter()))

        began = time.perf_counter()
        done = self._session.generate(
            (Turn(role="user", text=prompt),),
            DrawParameters(temperature=0, max_tokens=tokens),
            took,
        )
        if done.answer_tokens != tokens:
            raise RuntimeError(f"ended after {done.answer_tokens} tokens: {done.reason}")
        first = moments[0][1]
        return Ran(
            first=first - began,
            answer=done.answer_seconds,
            clock=tuple(_at(count, moments) - first for count in clock or ()),
        )


def _at(count: int, moments: list[tuple[int, float]]) -> float:
    """When that many tokens had come; between two deliveries, in proportion."""
    before = moments[0]
    for here in moments:
        if here[0] >= count:
            share = (count - before[0]) / max(1, here[0] - before[0])
            return before[1] + share * (here[1] - before[1])
        before = here
    return before[1]


@contextmanager
def _bare(path: Path) -> Iterator[_Bare]:
    command = [sys.executable, "-m", "tests.benchmarks.bare_loop", str(path), str(CONTEXT)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=dict(os.environ)
    ) as process:
        yield _Bare(process)
        assert process.stdin
        process.stdin.close()


@contextmanager
def _ours(path: Path) -> Iterator[_Ours]:
    session = Session()
    try:
        session.load(path, EngineParameters(context=CONTEXT, threads=1))
        yield _Ours(session)
    finally:
        session.close()
