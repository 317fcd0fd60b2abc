"""From values to rows and back. What an older or a damaged row lacks has its default."""

import json
from dataclasses import asdict, fields
from typing import Any, Final, TypeVar

from launcher.chat.values import AnswerStats, Conversation, Ending, Message, Role, Sampling

T = TypeVar("T", AnswerStats, Sampling)
E = TypeVar("E", Role, Ending)
TITLE_LENGTH: Final = 60
NAME_LENGTH: Final = 200


def clean(text: str) -> str:
    """Text that can be stored: halves of characters are joined, or replaced where alone."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def title_of(text: str) -> str:
    """The first line that says something, cut at a word's end to 60 characters."""
    line = next((line for line in text.splitlines() if line.strip()), "")
    words = " ".join(clean(line).split())
    if len(words) <= TITLE_LENGTH:
        return words
    head = words[: TITLE_LENGTH - 1]
    start, space, _ = head.rpartition(" ")
    return (start if space and len(start) > TITLE_LENGTH // 2 else head).rstrip() + "…"


def one_line(text: str) -> str:
    """A title a person typed, as one line."""
    return " ".join(clean(text).split())[:NAME_LENGTH]


def to_json(value: AnswerStats | Sampling | None) -> str | None:
    """A value as it is kept in one column."""
    return None if value is None else json.dumps(asdict(value))


def conversation_from(row: tuple[Any, ...]) -> Conversation:
    """From CONVERSATION_COLUMNS."""
    number, title, system, sampling, created, changed = row
    return Conversation(
        id=number,
        title=title,
        system=system,
        sampling=_from_json(Sampling, sampling) or Sampling(),
        created=created,
        changed=changed,
    )


def message_from(row: tuple[Any, ...]) -> Message:
    """From MESSAGE_COLUMNS."""
    number, role, text, ending, failure, stats, model = row
    return Message(
        id=number,
        role=_member(Role, role, Role.ASSISTANT),
        text=text,
        ending=None if ending is None else _member(Ending, ending, Ending.WRITING),
        failure=failure,
        stats=None if stats is None else _from_json(AnswerStats, stats),
        model=model,
    )


def _member(kind: type[E], value: object, otherwise: E) -> E:
    try:
        return kind(str(value))
    except ValueError:
        return otherwise


def _from_json(kind: type[T], text: str) -> T | None:
    try:
        found = json.loads(text)
    except ValueError:
        return None
    if not isinstance(found, dict):
        return None
    names = {each.name for each in fields(kind)}
    return kind(**{name: value for name, value in found.items() if name in names})
