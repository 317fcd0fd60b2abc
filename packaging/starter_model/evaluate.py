"""The little guide's examination: greedy answers of its Q8_0, through the program's own worker.

An answer is right when it has the key facts of its topic, or of one that facts/alike.json names
as answering the same; how many are by the very topic is told beside it. Every answer that is not
word for word one of those written for it is listed, since nobody has looked at it.
"""

import json
import random
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, Final

from conversations import STRANGE, dressed, exchange, question, strange_question
from topics import OFF_TOPIC, Topic, alike, answers, strange, topics

from launcher.protocol.messages import DrawParameters, EngineParameters, Turn
from launcher.runtime.measurer import Measurer
from launcher.runtime.session import Session

QUESTIONS: Final = Path(__file__).parent / "questions"
TRAINING: Final = 2000
MOST_TOKENS: Final = 200
GREEDY: Final = DrawParameters(temperature=0.0, max_tokens=MOST_TOKENS, seed=1)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, what was said before it, and the topics whose answer is right."""

    question: str
    topics: tuple[str, ...]
    before: tuple[tuple[str, str], ...] = ()
    drawn: bool = True  # from the facts, and not written by hand with all topics that would do


@dataclass(slots=True)
class Tally:
    """How one part went."""

    part: str
    bar: float | None
    right: int = 0
    strictly: int = 0  # of these, by the very topic they were drawn from
    asked: int = 0
    wrong: list[dict[str, object]] = field(default_factory=list)
    new: list[str] = field(default_factory=list)

    @property
    def share(self) -> float:
        """Right answers of all."""
        return self.right / self.asked if self.asked else 0.0


BARS: Final[dict[str, float | None]] = {
    "training": 0.97,
    "slips": None,
    "follow-ups": None,
    "tried": None,
    "paraphrases": 0.85,
    "off-topic": 0.90,
    "off-topic-tried": None,
}


def evaluate(file: Path, part: str = "", report: Path | None = None) -> int:
    """Ask everything; 0 where every bar is held. Prints as it goes."""
    with tempfile.TemporaryDirectory() as folder, Candidate(file, Path(folder)) as candidate:
        tallies = [tally_of(one, bar, candidate) for one, bar in BARS.items() if part in ("", one)]
    held = True
    for tally in tallies:
        fine = tally.bar is None or tally.share >= tally.bar
        held = held and fine
        sys.stdout.write(
            f"{tally.part}: {tally.right} of {tally.asked}, {tally.share:.1%}"
            f"{'' if tally.strictly == tally.right else f' ({tally.strictly} by the very topic)'}"
            f"{'' if tally.bar is None else f' (bar {tally.bar:.0%})'}\n"
        )
    if report:
        told = {
            tally.part: {
                "right": tally.right,
                "right_by_the_very_topic": tally.strictly,
                "asked": tally.asked,
                "share": round(tally.share, 4),
                "bar": tally.bar,
                "answers_not_word_for_word": tally.new,
                "wrong": tally.wrong,
            }
            for tally in tallies
        }
        report.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", "utf-8")
    return 0 if held else 1


class Candidate:
    """A worker with the Q8_0 of the file loaded."""

    def __init__(self, file: Path, folder: Path) -> None:
        self._file, self._folder = file, folder
        self._session = Session()

    def __enter__(self) -> "Candidate":
        made = self._folder / "q8_0.gguf"
        with Measurer() as measurer:
            measurer.quantize(self._file, made, "Q8_0", on_tensor=lambda _tensor: None)
        self._session.load(made, EngineParameters(context=1024, gpu_layers=0, threads=1))
        return self

    def __exit__(self, *_: object) -> None:
        self._session.close()

    def answer(self, asked: Asked) -> str:
        """What it says."""
        turns: list[Turn] = []
        for said, told in asked.before:
            turns += [Turn(role="user", text=said), Turn(role="assistant", text=told)]
        turns.append(Turn(role="user", text=asked.question))
        pieces: list[str] = []
        self._session.generate(turns, GREEDY, lambda delta: pieces.append(delta.text))
        return "".join(pieces).strip()


def tally_of(
    part: str, bar: float | None, candidate: Candidate, *, most: int | None = None
) -> Tally:
    """Ask one part, or the first `most` questions of it."""
    known = {topic.name: topic for topic in topics()}
    written = set(answers())
    tally = Tally(part, bar)
    for asked in islice(_questions(part), most):
        answer = candidate.answer(asked)
        tally.asked += 1
        own = any(_right(name, answer, known) for name in asked.topics)
        tally.strictly += own
        if own or (asked.drawn and any(_right(name, answer, known) for name in _alike(asked))):
            tally.right += 1
        else:
            tally.wrong.append(
                {"question": asked.question, "expected": asked.topics, "answer": answer}
            )
        if answer not in written:
            tally.new.append(answer)
    return tally


def _alike(asked: Asked) -> set[str]:
    """Topics whose answer is right too."""
    return {one for name in asked.topics if name != OFF_TOPIC for one in alike()[name]}


def _right(name: str, answer: str, known: dict[str, Topic]) -> bool:
    if name == OFF_TOPIC:
        return answer == strange().answer
    return known[name].rightly(answer)


def _questions(part: str) -> Iterator[Asked]:
    if part == "training":
        yield from _of_training(TRAINING)
    elif part == "slips":
        yield from _of_slips(TRAINING // 4)
    elif part == "follow-ups":
        yield from _of_follow_ups(300)
    elif part.startswith(OFF_TOPIC):
        for text in _read(f"{part.replace('-', '_')}.json"):
            yield Asked(text, (OFF_TOPIC,), drawn=False)
    else:
        for row in _read(f"{part}.json"):
            yield Asked(row["question"], tuple(row["topics"]), drawn=False)


def _of_training(count: int) -> Iterator[Asked]:
    """As they are written in the facts, each topic as often as another."""
    rng = random.Random("training questions")
    for _ in range(count):
        if rng.random() < STRANGE:
            yield Asked(strange_question(rng), (OFF_TOPIC,))
        else:
            topic = rng.choice(topics())
            yield Asked(question(topic, rng, as_written=True), (topic.name,))


def _of_slips(count: int) -> Iterator[Asked]:
    """As it hears them: in other words, with words left out and slips of the finger."""
    rng = random.Random("slips")
    for _ in range(count):
        one = exchange(rng)
        yield Asked(one.question, (one.topic,))


def _of_follow_ups(count: int) -> Iterator[Asked]:
    """A definition, then another name in a few words."""
    rng = random.Random("follow-ups")
    named: Sequence[Topic] = [topic for topic in topics() if topic.names]
    for _ in range(count):
        one, other = rng.sample(named, 2)
        before = (dressed(question(one, rng), rng), one.answer)
        text = question(other, rng, first=False)
        yield Asked(dressed(text, rng), (other.name,), (before,))


def _read(file: str) -> list[Any]:
    rows: list[Any] = json.loads((QUESTIONS / file).read_text("utf-8"))["questions"]
    return rows
