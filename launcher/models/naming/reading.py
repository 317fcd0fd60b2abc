"""The words between a name's place and its type, told apart: family, version, size, tuning.

Makers write them in every order. What stands before the version names the family; what
stands behind it, or behind the size, is a tuning; known words are known wherever they stand.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from launcher.models.naming.families import FAMILIES, LINES, TUNED, WHOLE
from launcher.models.naming.sizes import Size
from launcher.models.naming.spans import Word
from launcher.models.naming.tunings import CONTEXT, SUBJECTS, TIERS, TUNES

NUMBER: Final = re.compile(r"\d{1,2}(?:[._]\d{1,2}){0,2}[A-Za-z]?\Z", re.ASCII)  # 3, 2.5, 3_1, 3n
STATED: Final = re.compile(
    r"v\d{1,3}(?:[._]\d{1,2}){0,2}[a-z]?\Z", re.IGNORECASE | re.ASCII
)  # v0.3, v01
LETTERED: Final = re.compile(r"[RVKMZXH]\d(?:\.\d)?(?:T\d?|R)?\Z", re.ASCII)  # R1, K2, R1T2, H1R
LOWER_LETTERED: Final = re.compile(r"[rk]\d(?:\.\d)?\Z", re.ASCII)
DATE: Final = re.compile(r"(?:\d{4}|20\d{4}|20\d{6})\Z", re.ASCII)  # 2507, 0528
MONTH: Final = re.compile(r"(?:0[1-9]|1[0-2])\Z")
YEAR: Final = re.compile(r"20\d\d\Z", re.ASCII)
JOINED: Final = re.compile(
    r"(?P<head>[^\W\d_]{2,30})(?P<version>v?\d{1,2}(?:[._]\d{1,2}){0,2}n?)(?P<tail>[^\W\d_]*)\Z",
    re.IGNORECASE | re.ASCII,
)
LETTER: Final = re.compile(r"(?P<head>[^\W\d_])(?P<version>\d\.\d{1,2})(?P<tail>)\Z", re.ASCII)
MINOR: Final = re.compile(r"\d\Z", re.ASCII)  # v3-3
MAJOR: Final = re.compile(r"v\d\Z", re.IGNORECASE | re.ASCII)
CODE: Final = re.compile(r"[A-Z]\d{3,4}\Z", re.ASCII)  # R1984: a tuning's own number


@dataclass(frozen=True, slots=True, kw_only=True)
class Sorted:
    """A word and what it is: 'base', 'version', 'date', 'size' or 'finetune'."""

    word: Word
    kind: str


@dataclass(slots=True, kw_only=True)
class Reading:
    """What the words come to, in the order they stand in."""

    items: list[Sorted] = field(default_factory=list)
    kinds: set[str] = field(default_factory=set)
    size: Size | None = None
    last_size: int = -1  # which of the tokens is the last size

    def of(self, *kinds: str) -> list[Word]:
        """The words of these kinds."""
        return [item.word for item in self.items if item.kind in kinds]

    def has(self, *kinds: str) -> bool:
        """One of these kinds has come."""
        return not self.kinds.isdisjoint(kinds)

    @property
    def last(self) -> str:
        """The kind that came last."""
        return self.items[-1].kind if self.items else ""

    def add(self, word: Word, kind: str) -> None:
        """The next word."""
        self.items.append(Sorted(word=word, kind=kind))
        self.kinds.add(kind)


Token = Word | Size


def read(tokens: Sequence[Token]) -> Reading:
    """The words and sizes of a name, in order, each given its kind."""
    sizes = [number for number, token in enumerate(tokens) if isinstance(token, Size)]
    reading = Reading(last_size=sizes[-1] if sizes else -1)
    model = _restart(tokens[: sizes[0]] if sizes else tokens)
    for number, token in enumerate(tokens):
        if isinstance(token, Size):
            _read_size(token, reading)
        elif number < model:
            _read_before(token, reading)
        else:
            _read_word(token, tokens, number, reading)
    return reading


def _restart(tokens: Sequence[Token]) -> int:
    """Where the family begins that the version belongs to.

    'Hermes-3-Llama-3.1-8B' is version 3.1 of what its maker calls 'Hermes-3-Llama': a later
    family with a number of its own counts, and what came before it is part of the name.
    In 'Llama-3.1-Tulu-3-8B' the later name is that of a tuning: there the first one counts.
    """
    numbered = [
        n
        for n, token in enumerate(tokens)
        if isinstance(token, Word) and NUMBER.match(token.text) and n > 0
    ]
    for at in reversed(numbered[1:]):
        before = tokens[at - 1]
        if isinstance(before, Word) and before.lower in FAMILIES:
            return 0 if before.lower in TUNED else at - 1
    return 0


def _read_before(token: Word, reading: Reading) -> None:
    joined = _joined(token, first=False)
    for part, _ in joined or [(token, "")]:
        reading.add(part, "base")


def _read_size(size: Size, reading: Reading) -> None:
    if reading.size is not None:
        merged = _said_apart(reading.size, size)
        reading.size = merged or reading.size
        reading.add(size.word, "size" if merged else "finetune")
        return
    reading.size = size
    reading.add(size.word, "size")


def _said_apart(first: Size, other: Size) -> Size | None:
    """'…-30B-Instruct-A3B': the active weights stand apart; '8X3B-…-18.4B': the whole does.

    '17b-scout-16e' says the experts apart, and so that its first number counts active weights.

    None where the second size is another one's.
    """
    if other.experts is not None:
        alone = first.total is not None and first.experts is None and first.active is None
        if alone and other.each is None and other.active is None:  # '17b-scout-16e'
            return replace(first, total=None, active=first.total, experts=other.experts)
        return None
    if first.experts is None and first.total == other.total and other.active is None:
        return first
    if other.total is None and other.active is not None and first.active is None:
        return replace(first, active=other.active)
    if first.each is not None and first.total is None and other.active is None:
        return replace(first, total=other.total)
    return None


def _read_word(word: Word, tokens: Sequence[Token], number: int, reading: Reading) -> None:
    lower = word.lower
    if _is_tuning(lower, tokens, number, reading):
        reading.add(word, "finetune")
        return
    if _read_version(word, tokens, number, reading):
        return
    joined = _joined(word, first=not reading.items)
    if joined and not reading.has("version", "date") and not reading.size:
        for part, kind in joined:
            reading.add(part, kind)
        return
    reading.add(word, _kind(word, tokens, number, reading, joined=bool(joined)))


def _is_tuning(lower: str, tokens: Sequence[Token], number: int, reading: Reading) -> bool:
    """A word that is a tuning wherever it stands; 'bge-base-en' is a size of encoders, though."""
    if lower == "base" and not (reading.size or reading.has("version", "date")):
        after = tokens[number + 1] if number + 1 < len(tokens) else None
        return after is None or (isinstance(after, Word) and DATE.match(after.text) is not None)
    return lower in TUNES or (CONTEXT.match(lower) is not None and bool(reading.items))


def _kind(
    word: Word, tokens: Sequence[Token], number: int, reading: Reading, *, joined: bool
) -> str:
    """A word of letters: part of the family's name, or a tuning."""
    lower = word.lower
    whole = reading.size is not None or reading.last == "finetune" or joined
    if not reading.has("base") or not (whole or reading.has("version", "date")):
        return "base"
    if whole or lower in SUBJECTS or CODE.match(word.text):
        return "finetune"
    if reading.last not in ("version", "date") or lower in LINES:
        return "base"
    following = tokens[number + 1] if number + 1 < len(tokens) else None
    named = isinstance(following, Word) and following.lower in FAMILIES
    if lower in TIERS and not named:  # 'Hermes-2-Pro-Mistral-7B' is all name
        return "finetune"
    return "base" if number < reading.last_size else "finetune"


def _read_version(word: Word, tokens: Sequence[Token], number: int, reading: Reading) -> bool:
    if _is_month(word, tokens, number) or _is_year(word, tokens, number):
        reading.add(word, "date")
    elif STATED.match(word.text) or _is_minor(word, reading):
        reading.add(word, "version")
    elif DATE.match(word.text) and reading.items:
        reading.add(word, "date")
    elif _is_numbered(word, tokens, number, reading):
        reading.add(word, "version")
    elif NUMBER.match(word.text) and reading.items:
        reading.add(word, _number_kind(word, reading))
    elif _lettered(word, reading, last=number == len(tokens) - 1):
        reading.add(word, "version")
    else:
        return False
    return True


def _number_kind(word: Word, reading: Reading) -> str:
    """The first number is the version; one behind another family's word belongs to that.

    'Instruct-1.2': a decimal number behind a tuning is the tuning's own version.
    """
    if not reading.has("version") or (reading.last == "finetune" and "." in word.text):
        return "version"
    return "base" if reading.last == "base" and reading.size is None else "finetune"


def _lettered(word: Word, reading: Reading, *, last: bool) -> bool:
    """R1, V3, K2 behind a family or at the end are its version; 'bge-m3' and 'E5' are not."""
    if reading.has("version", "date") or not reading.items:
        return False
    if reading.last != "base":
        return last and LETTERED.match(word.text) is not None
    if LETTERED.match(word.text) or LOWER_LETTERED.match(word.text):
        return True
    family = reading.items[-1].word.lower
    return family == "minimax" and re.match(r"m\d(?:\.\d)?\Z", word.lower, re.ASCII) is not None


def _is_minor(word: Word, reading: Reading) -> bool:
    """The second 3 in 'v3-3'."""
    last = reading.items[-1].word if reading.items else None
    if last is None or reading.last != "version" or word.start - last.end > 1:
        return False
    return MINOR.match(word.text) is not None and MAJOR.match(last.text) is not None


def _is_numbered(word: Word, tokens: Sequence[Token], number: int, reading: Reading) -> bool:
    """The 'r1' that 'r1-1776' begins with: no family is named."""
    after = tokens[number + 1] if number + 1 < len(tokens) else None
    dated = isinstance(after, Word) and DATE.match(after.text) is not None
    lettered = LETTERED.match(word.text) or LOWER_LETTERED.match(word.text)
    return not reading.items and dated and lettered is not None


def _is_month(word: Word, tokens: Sequence[Token], number: int) -> bool:
    """The month in '12-2024'."""
    after = tokens[number + 1] if number + 1 < len(tokens) else None
    follows = isinstance(after, Word) and YEAR.match(after.text) is not None
    return MONTH.match(word.text) is not None and follows and number > 0


def _is_year(word: Word, tokens: Sequence[Token], number: int) -> bool:
    before = tokens[number - 1] if number else None
    led = isinstance(before, Word) and MONTH.match(before.text) is not None
    return YEAR.match(word.text) is not None and led and number > 1


def _joined(word: Word, *, first: bool) -> list[tuple[Word, str]] | None:
    """A family and its version in one word: 'Qwen3VL', 'InternVL2_5', 'gemma3n'; first 's1.1'."""
    if word.lower in WHOLE:
        return None
    found = JOINED.match(word.text) or (LETTER.match(word.text) if first else None)
    if found is None:
        return None
    head, tail = found["head"].lower(), found["tail"]
    if tail and not (head in FAMILIES and (tail[0].isupper() or tail.lower() in LINES)):
        return None
    if found["version"].endswith("n") and head not in FAMILIES:
        return None
    parts = [("head", "base"), ("version", "version")] + ([("tail", "base")] if tail else [])
    return [
        (
            Word(
                text=found[group],
                start=word.start + found.start(group),
                end=word.start + found.end(group),
            ),
            kind,
        )
        for group, kind in parts
    ]
