"""The little guide's facts are whole, and its examination is none of what it learned."""

import json
import random
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from launcher.paths import RESOURCES

STARTER = RESOURCES.parent / "packaging" / "starter_model"
EXAMINATION = ("paraphrases", "tried")
STRANGE = ("off_topic", "off_topic_tried")


@pytest.fixture(scope="module", autouse=True)
def _beside() -> Iterator[None]:
    """The scripts import each other by name, as they do when they run."""
    sys.path.insert(0, str(STARTER))
    yield
    sys.path.remove(str(STARTER))


@pytest.fixture(scope="module")
def known() -> Any:
    """Every topic."""
    from topics import topics

    return topics()


def _questions(name: str) -> list[Any]:
    found: list[Any] = json.loads((STARTER / "questions" / f"{name}.json").read_text("utf-8"))[
        "questions"
    ]
    return found


def _bare(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", " ", text.lower()).strip()


def test_every_answer_is_short_and_has_its_key_facts(known: Any) -> None:
    assert len(known) > 300
    for topic in known:
        assert topic.rightly(topic.answer), topic.name
        assert 8 <= len(topic.answer.split()) <= 60, topic.name
        assert topic.answer.endswith((".", '."')), topic.name
        assert topic.asks or topic.names, topic.name


def test_every_pattern_can_be_drawn(known: Any) -> None:
    from grammar import draw
    from topics import frames, strange

    rng = random.Random(1)
    texts = [draw(pattern, rng) for topic in known for pattern in topic.asks]
    texts += [draw(pattern, rng, strange().lists) for pattern in strange().patterns]
    texts += [draw(frame, rng, {"name": ("x",)}) for frame in frames().define + frames().follow]
    assert all(text and not re.search(r"[\[\]{}]", text) for text in texts)


def test_the_same_seed_gives_the_same_conversation() -> None:
    from conversations import conversation

    assert conversation(random.Random(5)) == conversation(random.Random(5))
    assert conversation(random.Random(5)) != conversation(random.Random(6))


def test_an_unclosed_bracket_is_an_error() -> None:
    from grammar import draw

    with pytest.raises(ValueError, match="not closed"):
        draw("how [big|large is it", random.Random(1))


def test_the_examination_asks_of_topics_there_are(known: Any) -> None:
    names = {topic.name for topic in known}
    for part in EXAMINATION:
        asked = _questions(part)
        assert all(set(row["topics"]) <= names for row in asked)
    assert len(_questions("paraphrases")) >= 200
    assert len(_questions("off_topic")) >= 100


def test_no_question_is_examined_twice() -> None:
    asked = [_bare(row["question"]) for part in EXAMINATION for row in _questions(part)]
    asked += [_bare(text) or text for part in STRANGE for text in _questions(part)]
    assert len(set(asked)) == len(asked)


def test_no_examination_question_stands_whole_in_the_facts(known: Any) -> None:
    from topics import strange

    learned = {_bare(text) or text for topic in known for text in topic.whole}
    learned.update(_bare(text) or text for text in strange().patterns)
    learned.update(_bare(word) or word for words in strange().lists.values() for word in words)
    asked = {_bare(row["question"]) for part in EXAMINATION for row in _questions(part)}
    asked.update(_bare(text) or text for part in STRANGE for text in _questions(part))
    assert not asked & learned


@pytest.mark.full
def test_no_examination_question_was_learned(known: Any) -> None:
    learned: set[str] = set()
    for topic in known:
        learned.update(_bare(text) for pattern in topic.asks for text in _all(pattern))
    from topics import frames

    names = [_bare(name) for topic in known for name in topic.names]
    asked = {_bare(row["question"]) for part in EXAMINATION for row in _questions(part)}
    assert not asked & learned
    for frame in frames().define + frames().follow:
        for text in _all(frame):
            before, _, after = text.partition("{name}")
            edges = _bare(before), _bare(after)
            assert not {_bare(f"{edges[0]} {name} {edges[1]}") for name in names} & asked


def _all(pattern: str) -> Iterator[str]:
    """Every text a pattern stands for."""
    inner = re.search(r"\[([^\[\]]*)\]", pattern)
    if inner is None:
        yield pattern
        return
    for choice in inner[1].split("|"):
        yield from _all(pattern[: inner.start()] + choice + pattern[inner.end() :])


def test_where_it_lies_is_where_the_scripts_write_it() -> None:
    from launcher.models.guide import FILE

    source = (STARTER / "__main__.py").read_text("utf-8")
    assert FILE.name in source
    assert Path("resources/models") == FILE.parent.relative_to(RESOURCES.parent)
