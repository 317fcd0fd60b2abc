"""Patterns with choices, as in "[how|where] do i [set|change|] it", and slots, as in {city}."""

import random
import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Final, TypeAlias

Part: TypeAlias = "str | tuple[tuple[Part, ...], ...]"
_SLOT: Final = re.compile(r"\{(\w+)\}")


@cache
def _parsed(pattern: str) -> tuple[Part, ...]:
    parts, end = _sequence(pattern, 0)
    if end != len(pattern):
        raise ValueError(f"a bracket is closed that was not opened: {pattern}")
    return parts


def _sequence(pattern: str, at: int) -> tuple[tuple[Part, ...], int]:
    parts: list[Part] = []
    start = at
    while at < len(pattern) and pattern[at] not in "|]":
        if pattern[at] != "[":
            at += 1
            continue
        parts.append(pattern[start:at])
        choices = []
        while True:
            choice, at = _sequence(pattern, at + 1)
            choices.append(choice)
            if at >= len(pattern):
                raise ValueError(f"a bracket is not closed: {pattern}")
            if pattern[at] == "]":
                break
        parts.append(tuple(choices))
        at += 1
        start = at
    parts.append(pattern[start:at])
    return tuple(parts), at


def _drawn(parts: tuple[Part, ...], rng: random.Random) -> str:
    return "".join(
        part if isinstance(part, str) else _drawn(rng.choice(part), rng) for part in parts
    )


def draw(
    pattern: str, rng: random.Random, lists: Mapping[str, Sequence[str]] | None = None
) -> str:
    """One of the texts that a pattern stands for; slots are filled from `lists`.

    Raises ValueError for a bracket without its other half, KeyError for an unknown slot.
    """
    text = _drawn(_parsed(pattern), rng) if "[" in pattern or "]" in pattern else pattern
    if lists is not None and "{" in text:
        text = _SLOT.sub(lambda slot: rng.choice(lists[slot[1]]), text)
    return " ".join(text.split())


def ways(pattern: str) -> int:
    """How many texts a pattern stands for, slots not counted."""
    return _ways(_parsed(pattern))


def _ways(parts: tuple[Part, ...]) -> int:
    count = 1
    for part in parts:
        if not isinstance(part, str):
            count *= sum(_ways(choice) for choice in part)
    return count
