"""How a name says how many weights a model has.

'30B-A3B' is 30 billion of which 3 work on each token; '8x7B' is 8 experts of a 7B model (the
whole is less than the product: they share attention); '17B-128E' is 17 billion active and 128
experts; 'E4B' behaves like 4 billion. Sizes are in billions of weights.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from launcher.models.naming.spans import Word, stretch

NUMBER: Final = r"\d{1,4}(?:[._]\d{1,3})?"
SIZE: Final = re.compile(
    rf"""(?<![A-Za-z0-9])(?:(?<!\d[._])|(?<=v\d_))(?:
      (?P<experts>\d{{1,4}})x(?P<each>{NUMBER})(?P<each_unit>[BMT])
        (?:[-_. ]A(?P<each_active>{NUMBER})(?P<each_active_unit>[BM]))?
      |E(?P<effective>{NUMBER})B
      |A(?P<alone>{NUMBER})(?P<alone_unit>[BM])
      |(?P<shown>{NUMBER})(?P<shown_unit>[BM])[-_x](?P<of>\d{{1,4}})E
      |(?P<whole>\d{{1,3}})B(?P<tenth>\d)  # bloom-7b1
      |(?P<among>\d{{1,4}})E
      |(?P<total>{NUMBER})(?P<unit>[BMT])
        (?:[-_. ]?A(?P<active>{NUMBER})(?P<active_unit>[BM]))?
    )(?![A-Za-z0-9])""",
    re.IGNORECASE | re.VERBOSE | re.ASCII,
)
# Glued to a word: 'r7b', 'gemma2b', 'stories260K'.
GLUED: Final = re.compile(
    r"(?P<word>[A-Za-z]{3,20}|[b-df-zB-DF-Z])(?P<number>\d{1,4}(?:\.\d{1,2})?(?=[BM])|\d{3,4}(?=K))(?P<unit>[BMK])\Z",
    re.IGNORECASE | re.ASCII,
)
# 'OLMoE-1B-7B': active, then total.
PAIR: Final = re.compile(
    r"(?<![A-Za-z0-9])(?P<active>\d{1,3}(?:\.\d)?)B-(?P<total>\d{1,4}(?:\.\d)?)B(?![A-Za-z0-9])",
    re.IGNORECASE | re.ASCII,
)
IN_BILLIONS: Final = {"B": 1.0, "M": 1e-3, "K": 1e-6, "T": 1e3}


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """A size as written (`word`) and what it says; billions of weights. None: it does not say."""

    word: Word
    total: float | None = None
    active: float | None = None
    effective: float | None = None
    experts: int | None = None
    each: float | None = None  # the model each expert was made like, in '8x7B'


def sizes_in(text: str, start: int, end: int) -> Iterator[Size]:
    """Every size in a stretch of a name, in order."""
    pair, sized = _pair(text, start, end), False
    for found in SIZE.finditer(text, start, end):
        if pair is not None and found.start() < pair.word.end:
            if found.start() == pair.word.start:
                yield pair
            continue
        if found["among"] and not sized:
            continue  # 'E' behind a number counts experts of a size said before
        sized = True
        if "_" in found[0] and text[found.start() - 1 : found.start()] == "_":
            yield _after_underscore(text, found)
            continue
        yield _size(found, stretch(text, *found.span()))


def glued_size(word: Word) -> tuple[Word, Size] | None:
    """A size at the end of a word, and the word before it."""
    found = GLUED.match(word.text)
    if found is None:
        return None
    at = word.start + found.start("number")
    before = Word(text=found["word"], start=word.start, end=at)
    after = Word(text=word.text[found.start("number") :], start=at, end=word.end)
    return before, Size(word=after, total=_billions(found["number"], found["unit"]))


def _pair(text: str, start: int, end: int) -> Size | None:
    found = PAIR.search(text, start, end)
    if found is None or float(found["active"]) >= float(found["total"]):
        return None
    return Size(
        word=stretch(text, *found.span()),
        total=float(found["total"]),
        active=float(found["active"]),
    )


def _after_underscore(text: str, found: re.Match[str]) -> Size:
    """'gemma_2_9b': names written with underscores have no decimal underscores."""
    whole = found[0]
    at = found.start() + whole.index("_") + 1
    again = SIZE.match(text, at, found.end())
    if again is None:  # the look-behind refuses it: read what is there
        plain = re.match(r"(\d{1,3})([BMT])", text[at : found.end()], re.IGNORECASE | re.ASCII)
        word = stretch(text, at, found.end())
        return Size(word=word, total=_billions(plain[1], plain[2]) if plain else None)
    return _size(again, stretch(text, *again.span()))


def _size(found: re.Match[str], word: Word) -> Size:
    said = found.groupdict()
    if said["experts"]:
        return Size(
            word=word,
            experts=int(said["experts"]),
            each=_billions(said["each"], said["each_unit"]),
            active=_maybe(said["each_active"], said["each_active_unit"]),
        )
    if said["whole"]:
        return Size(word=word, total=float(f"{said['whole']}.{said['tenth']}"))
    part = _part(said, word)
    if part is not None:
        return part
    if said["shown"]:
        active = _billions(said["shown"], said["shown_unit"])
        return Size(word=word, active=active, experts=int(said["of"]))
    return Size(
        word=word,
        total=_billions(said["total"], said["unit"]),
        active=_maybe(said["active"], said["active_unit"]),
    )


def _part(said: dict[str, str | None], word: Word) -> Size | None:
    """A size that tells one thing alone: experts, effective or active weights."""
    if said["among"]:
        return Size(word=word, experts=int(said["among"]))
    if said["effective"]:
        return Size(word=word, effective=_billions(said["effective"], "B"))
    return (
        Size(word=word, active=_maybe(said["alone"], said["alone_unit"]))
        if said["alone"]
        else None
    )


def _maybe(number: str | None, unit: str | None) -> float | None:
    return _billions(number, unit) if number and unit else None


def _billions(number: str, unit: str) -> float:
    return round(float(number.replace("_", ".")) * IN_BILLIONS[unit.upper()], 9)
