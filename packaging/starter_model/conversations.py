"""Conversations without end, made from the topics: what the little guide is trained on.

Everything is drawn from one generator of random numbers, so a seed gives the same text.
"""

import random
import string
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from grammar import draw, ways
from reworded import reworded
from spoiled import spoiled
from topics import Topic, frames, strange, topics

STRANGE: Final = 0.3  # share of questions that are off-topic
# A topic's questions: frames around one of its names, questions written as a whole, and patterns.
FRAMED: Final = 0.3
WHOLE: Final = 0.4
REWORDED: Final = 0.3  # share of the words with others of the same meaning that are replaced
FOLLOWING: Final = 0.35  # share of later questions that are short follow-ups
SYSTEM: Final = 0.15  # share of conversations with a system prompt
SINGLE: Final = 0.8  # share of conversations that are one question
MOST_TURNS: Final = 6


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question, its answer, and the topic it is about ("off-topic" for none of ours)."""

    question: str
    answer: str
    topic: str


@dataclass(frozen=True, slots=True)
class Conversation:
    """What a system prompt says, or nothing, and what was asked and answered."""

    system: str
    exchanges: tuple[Exchange, ...]


def conversation(rng: random.Random) -> Conversation:
    """Some questions with their answers, most of them short."""
    system = ""
    if rng.random() < SYSTEM:
        system = draw(rng.choice(frames().systems), rng)
    turns = 1 if rng.random() < SINGLE else rng.randint(2, MOST_TURNS)
    return Conversation(system, tuple(exchange(rng, first=not turn) for turn in range(turns)))


def exchange(rng: random.Random, *, first: bool = True) -> Exchange:
    """One question and its answer."""
    if rng.random() < STRANGE:
        return Exchange(dressed(strange_question(rng), rng), strange().answer, "off-topic")
    topic = rng.choice(topics())
    return Exchange(dressed(question(topic, rng, first=first), rng), topic.answer, topic.name)


def question(
    topic: Topic, rng: random.Random, *, first: bool = True, as_written: bool = False
) -> str:
    """One way to ask for a topic, some in other words unless they are wanted `as_written`."""
    kind = rng.random()
    if topic.names and kind < FRAMED:
        following = not first and rng.random() < FOLLOWING
        chosen = frames().follow if following else frames().define
        return draw(rng.choice(chosen), rng, {"name": topic.names})
    if topic.whole and kind < FRAMED + WHOLE:
        text = draw(rng.choice(topic.whole), rng)
    else:
        text = draw(_by_ways(topic.asks, rng), rng)
    if as_written or rng.random() < 0.5:
        return text
    return reworded(text, rng, REWORDED)


def strange_question(rng: random.Random) -> str:
    """Something we know nothing of."""
    kind = rng.random()
    known = strange()
    if kind < 0.72:
        return draw(rng.choice(known.patterns), rng, known.lists)
    if kind < 0.88:  # our own frames around words that are not ours
        words = rng.choice(tuple(known.lists.values()))
        name = rng.choice(words) if rng.random() < 0.7 else _nonsense(rng)
        return draw(rng.choice(frames().define), rng, {"name": (name,)})
    if kind < 0.94:
        return " ".join(_nonsense(rng) for _ in range(rng.randint(1, 6)))
    several = (
        draw(rng.choice(known.patterns), rng, known.lists) for _ in range(rng.randint(2, 4))
    )
    return ". ".join(several)


def dressed(text: str, rng: random.Random) -> str:
    """With an opener, an ender, a mark, capitals and slips of the finger, as people write."""
    told = frames()
    if rng.random() < 0.15:
        text = f"{draw(rng.choice(told.before), rng)} {text}"
    if rng.random() < 0.1:
        ender = draw(rng.choice(told.after), rng)
        text = f"{text}{'' if ender.startswith(',') else ' '}{ender}"
    text = spoiled(text, rng)
    kind = rng.random()
    if kind < 0.4:
        text = text[:1].upper() + text[1:]
    elif kind < 0.42:
        text = text.upper()
    mark = rng.choices(("?", "", ".", "??", "!"), (56, 34, 7, 2, 1))[0]
    return text.rstrip("?.! ") + mark if text.rstrip("?.! ") else text


def _by_ways(patterns: Sequence[str], rng: random.Random) -> str:
    """Patterns that stand for many texts come more often, though not so much more."""
    weights = [min(ways(pattern), 400) ** 0.3 for pattern in patterns]
    return rng.choices(patterns, weights)[0]


def _nonsense(rng: random.Random) -> str:
    """A word that is none."""
    if rng.random() < 0.4:
        return "".join(rng.choices(string.ascii_lowercase, k=rng.randint(3, 10)))
    syllables = (
        rng.choice("bcdfghjklmnprstvwz")
        + rng.choice("aeiou")
        + rng.choice(("", "", "n", "r", "s"))
        for _ in range(rng.randint(2, 4))
    )
    return "".join(syllables)
