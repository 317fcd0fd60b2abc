"""Words as people write them, brought to one form; and how alike two of them are."""

import difflib
import re
import unicodedata
from typing import Final

LONGEST: Final = 100  # characters of a question that are looked at
ALIKE: Final = 0.75  # of the letters, to be found in spite of a slip
SHORTEST: Final = 3  # letters below which a word is found only as a whole or a beginning
SMALL: Final = frozenset(  # words of a question that say nothing of what it is about
    (
        "a", "an", "and", "are", "be", "can", "do", "does", "for", "how", "i", "in", "is",
        "it", "mean", "means", "my", "of", "on", "or", "the", "this", "to", "what", "when",
        "which", "why", "with",
    )
)  # fmt: skip
_MARKS: Final = re.compile(r"[\W_]+")


def plain(words: str) -> str:
    """Letters and digits alone, small: 'KV-cache' and 'kv cache' are one."""
    return _MARKS.sub("", unicodedata.normalize("NFKC", words[:LONGEST]).casefold())


def parts(words: str) -> tuple[str, ...]:
    """The words of a question, plain; small ones only where there are no others."""
    found = tuple(filter(None, (plain(word) for word in words[:LONGEST].split())))
    return tuple(word for word in found if word not in SMALL) or found


def alike(one: str, other: str) -> float:
    """0 for nothing in common, 1 for the same; both plain."""
    matcher = difflib.SequenceMatcher(None, one, other, autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() >= ALIKE else 0.0
