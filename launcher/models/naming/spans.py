"""The words of a name with their places in it, and the parts a name is cut into."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

SEPARATORS: Final = frozenset("-_./\\: ")
# A word: what stands between separators. A point or an underscore between two short
# numbers is a decimal point ('3.1', 'InternVL2_5', 'v1_5').
WORD: Final = re.compile(
    r"""v?\d{1,3}(?:\.\d{1,3}){1,2}[A-Z]?(?![\dA-Za-z])      # 3.1, v0.2, 2.9.4, 4.6V
      |\d\.\d{1,2}bit(?![\dA-Za-z])                         # 1.58bit
      |i2_s(?![\dA-Za-z])                                   # a type of bitnet.cpp
      |v?\d{1,2}_\d{1,2}(?![\dA-Za-z_])                    # 3_1
      |[^\W\d_]+\d{1,2}(?:[._]\d{1,2}){1,2}(?![\dA-Za-z])  # Qwen2.5, InternVL2_5
      |[^\W\d_]+\d{1,2}\.\d{1,2}[A-Za-z]{1,20}(?![\dA-Za-z])  # qwen2.5vl
      |[^-_./\\:\ ]+""",
    re.IGNORECASE | re.VERBOSE | re.ASCII,
)
LONGEST_WORD: Final = 64  # characters; what is longer is no word of a name


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A piece of a name, verbatim; `end` is the place after its last character."""

    text: str
    start: int
    end: int

    @property
    def lower(self) -> str:
        """As it is looked up."""
        return self.text.lower()


@dataclass(frozen=True, slots=True, kw_only=True)
class NamePart:
    """A piece of a name, verbatim, with what it is and one plain sentence saying what it means.

    `kind` is 'maker', 'base', 'version', 'size', 'finetune', 'quantization', 'dynamic', 'qat',
    'imatrix', 'shard', 'split', 'role', 'folder', 'ending', 'date' or 'unknown'.
    """

    text: str
    start: int
    end: int
    kind: str
    meaning: str


def cut(text: str, start: int, end: int) -> list[Word]:
    """The words of a stretch of the name, in order; separators fall away."""
    return [
        Word(text=found[0], start=found.start(), end=found.end())
        for found in WORD.finditer(text, start, end)
    ]


def between(text: str, start: int, end: int, taken: Iterable[Word]) -> list[Word]:
    """The words of a stretch without what is taken already."""
    words: list[Word] = []
    for one in sorted(taken, key=lambda word: word.start):
        words += cut(text, start, min(one.start, end))
        start = max(start, one.end)
    return words + cut(text, start, end)


def piece(word: Word, kind: str, meaning: str) -> NamePart:
    """A word as a part."""
    return NamePart(text=word.text, start=word.start, end=word.end, kind=kind, meaning=meaning)


def stretch(text: str, start: int, end: int) -> Word:
    """A stretch of the name as one word."""
    return Word(text=text[start:end], start=start, end=end)
