"""What the little guide knows: topics with their answers, and ways to ask for each.

Answers are the glossary's own sentences or written beside the questions in facts/.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from launcher.glossary.book import entries

HERE: Final = Path(__file__).parent
FACTS: Final = HERE / "facts"
FILES: Final = (
    "terms-one.json",
    "terms-two.json",
    "snug.json",
    "choosing.json",
    "small-talk.json",
)
MORE: Final = tuple(f"more-{n}.json" for n in range(1, 7))  # whole questions, by topic
OFF_TOPIC: Final = "off-topic"
MOST_WORDS: Final = 50  # of an answer cut from the glossary
_END: Final = re.compile(r"(?<=[.])\s+(?=[A-Z_“\"0-9])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """One answer: what must be in it, noun phrases for it, patterns of questions, whole ones."""

    name: str
    answer: str
    key: tuple[str, ...]
    names: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    whole: tuple[str, ...] = ()

    def rightly(self, answer: str) -> bool:
        """Whether all key facts are in an answer; a|b means one of them."""
        told = " ".join(answer.lower().split())
        return all(
            any(one.strip().lower() in told for one in fact.split("|")) for fact in self.key
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Strange:
    """What is none of our business: patterns, words for their slots, the one answer."""

    answer: str
    patterns: tuple[str, ...]
    lists: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Frames:
    """Patterns around a name, and what stands before and after any question."""

    define: tuple[str, ...]
    follow: tuple[str, ...]
    before: tuple[str, ...]
    after: tuple[str, ...]
    systems: tuple[str, ...]


@cache
def topics() -> tuple[Topic, ...]:
    """All topics. Raises ValueError for a name twice or a key fact that its answer lacks."""
    found: dict[str, Topic] = {}
    more = _more()
    for file in FILES:
        for row in _read(file)["topics"]:
            topic = _topic(row, more.pop(row["topic"], ()))
            if topic.name in found:
                raise ValueError(f"two topics are called {topic.name}")
            if not topic.rightly(topic.answer):
                raise ValueError(f"the answer of {topic.name} lacks a key fact")
            found[topic.name] = topic
    if more:
        raise ValueError(f"there is no topic called {next(iter(more))}")
    return tuple(found.values())


@cache
def alike() -> Mapping[str, frozenset[str]]:
    """For each topic those, and itself, whose answer is right for its questions too."""
    found = {topic.name: {topic.name} for topic in topics()}
    for group in _read("alike.json")["groups"]:
        for name in group:
            found[name].update(group)
    return {name: frozenset(group) for name, group in found.items()}


@cache
def strange() -> Strange:
    """What is off-topic."""
    raw, more = _read("off-topic.json"), _read("off-topic-more.json")
    lists = {name: tuple(words) for name, words in {**raw["lists"], **more["lists"]}.items()}
    patterns = (*raw["patterns"], *more["patterns"])
    return Strange(answer=raw["answer"], patterns=patterns, lists=lists)


@cache
def frames() -> Frames:
    """What is put around names and questions."""
    raw = _read("frames.json")
    return Frames(
        define=tuple(raw["define"]),
        follow=tuple(raw["follow"]),
        before=tuple(raw["before"]),
        after=tuple(raw["after"]),
        systems=tuple(raw["systems"]),
    )


def answers() -> tuple[str, ...]:
    """Every answer there is."""
    return (*(topic.answer for topic in topics()), strange().answer)


def _more() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for file in MORE:
        for name, asks in _read(file)["asks"].items():
            found[name] = (*found.get(name, ()), *asks)
    return found


def _topic(row: Mapping[str, Any], whole: tuple[str, ...]) -> Topic:
    answer = row.get("answer") or _from_glossary(row["term"])
    return Topic(
        name=row["topic"],
        answer=_plain(answer),
        key=tuple(row["key"]),
        names=tuple(row["names"]),
        asks=tuple(row["asks"]),
        whole=whole,
    )


@cache
def _glossary() -> dict[str, str]:
    return {entry.term: entry.text for entry in entries()}


def _from_glossary(term: str) -> str:
    """Whole sentences from the start, as many as fit, one at least."""
    kept = ""
    for sentence in _END.split(_glossary()[term]):
        longer = f"{kept} {sentence}".strip()
        if kept and len(longer.split()) > MOST_WORDS:
            break
        kept = longer
    return kept


def _plain(text: str) -> str:
    """ASCII quotes, so that the same answer is not spelled in two ways."""
    for curly, straight in (("“", '"'), ("”", '"'), ("’", "'"), ("‘", "'"), ("–", "-")):
        text = text.replace(curly, straight)
    return " ".join(text.split())


def _read(file: str) -> dict[str, Any]:
    raw: dict[str, Any] = json.loads((FACTS / file).read_text("utf-8"))
    return raw
