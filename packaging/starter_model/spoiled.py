"""Questions as people really type them: contracted, shortened, misspelled."""

import random
import re
from typing import Final

CONTRACTED: Final = (
    ("what is", ("what's", "whats")),
    ("how is", ("how's", "hows")),
    ("where is", ("where's", "wheres")),
    ("it is", ("it's", "its")),
    ("that is", ("that's", "thats")),
    ("i am", ("i'm", "im")),
    ("i have", ("i've", "ive")),
    ("do not", ("don't", "dont")),
    ("does not", ("doesn't", "doesnt")),
    ("can not", ("can't", "cant", "cannot")),
    ("cannot", ("can't", "cant")),
    ("did not", ("didn't", "didnt")),
    ("is not", ("isn't", "isnt")),
    ("will not", ("won't", "wont")),
    ("you are", ("you're", "youre")),
)
SHORTENED: Final = (
    ("you", "u"),
    ("your", "ur"),
    ("are", "r"),
    ("please", "pls"),
    ("because", "cuz"),
    ("to", "2"),
    ("with", "w/"),
    ("my", "ma"),
    ("do", "du"),
    ("the", "teh"),
)
DROPPED: Final = frozenset(
    [
        "a",
        "an",
        "the",
        "is",
        "are",
        "do",
        "does",
        "of",
        "to",
        "me",
        "my",
        "i",
        "it",
        "please",
        "can",
        "you",
    ]
)
_KEYS: Final = "qwertyuiop asdfghjkl zxcvbnm"


def spoiled(text: str, rng: random.Random) -> str:
    """The same question, some of the time written worse."""
    if rng.random() < 0.4:
        for full, shorts in CONTRACTED:
            if rng.random() < 0.8:
                text = re.sub(rf"\b{full}\b", lambda _m, s=shorts: rng.choice(s), text)
    words = text.split()
    if rng.random() < 0.03:
        short = dict(SHORTENED)
        words = [short.get(word, word) for word in words]
    if rng.random() < 0.1 and len(words) > 3:
        words = [w for w in words if w.lower() not in DROPPED or rng.random() < 0.5] or words
    if rng.random() < 0.1:
        at = rng.randrange(len(words)) if words else 0
        if words and len(words[at]) >= 4 and words[at].isalpha():
            words[at] = _mistyped(words[at], rng)
    return " ".join(words)


def _mistyped(word: str, rng: random.Random) -> str:
    at = rng.randrange(1, len(word) - 1)
    kind = rng.randrange(4)
    if kind == 0:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    if kind == 1:
        return word[:at] + word[at + 1 :]
    if kind == 2:
        return word[: at + 1] + word[at:]
    place = _KEYS.find(word[at].lower())
    beside = _KEYS[max(0, place - 1)] if place >= 0 else word[at]
    return word[:at] + (beside if beside != " " else word[at]) + word[at + 1 :]
