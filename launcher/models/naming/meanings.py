"""What the parts of a name mean, each in one plain sentence."""

import re
from typing import Final

from launcher.models.naming.families import FAMILIES, family_words, of_phrase, spoken
from launcher.models.naming.makers import AUTHORS, maker_words
from launcher.models.naming.reading import Sorted
from launcher.models.naming.sizes import Size
from launcher.models.naming.spans import NamePart, piece
from launcher.models.naming.tunings import SUBJECTS, TIERS, tuning_words

QAT: Final = (
    "Trained further with rounded weights, so that it loses less at 4 bits"
    " (quantization-aware training)."
)
RECIPE: Final = "The second recipe of whoever made the file."
ADDED: Final = "A word added by whoever made the file."
# All weights of well-known models named by one expert, in billions.
# Sources: mistral.ai/news/mixtral-of-experts (2023), mistral.ai/news/mixtral-8x22b (2024).
WHOLES: Final = {("mixtral", "8x7b"): 46.7, ("mixtral", "8x22b"): 141.0}
YEARS: Final = range(23, 27)  # that makers write behind a month: OLMo-2-1124 is of 2024
MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def sorted_part(item: Sorted, base: str, size: Size | None) -> NamePart:
    """A word of the name with its sentence; `base` is the family, `size` the model's own."""
    kind, word = item.kind, item.word
    if kind == "size":
        own = size is not None and word.start == size.word.start
        return piece(word, kind, size_words(size, base) if own and size else _active(word.text))
    if kind == "base":
        if word.text[:1].isdigit():
            return piece(word, kind, f"{word.text}: part of the model's own name.")
        return piece(word, kind, _base_words(word.text, base))
    if kind == "version":
        return piece(word, kind, f"Version {word.text.lstrip('vV').replace('_', '.')}.")
    if kind == "date":
        return piece(word, kind, date_words(word.text))
    older = spoken(word.text.rstrip("0123456789._"))
    said = f"The family it was made with: {older}." if older else tuning_words(word.text)
    return piece(word, kind, said)


def _base_words(text: str, base: str) -> str:
    """A word of the family's name; 'Small' and 'coder' mean there what they mean elsewhere."""
    lower = text.lower()
    if lower not in FAMILIES and lower in AUTHORS:
        return maker_words(text, owner=False)
    if of_phrase(text, base):
        return family_words(text, base)
    if lower not in FAMILIES and len(lower) > 1 and (lower in TIERS or lower in SUBJECTS):
        return tuning_words(text)
    return family_words(text, base)


def size_words(size: Size, base: str) -> str:
    """'30 billion weights, of which about 3 billion work on each token.'"""
    if size.experts is not None and size.each is not None:
        return _experts(size, size.experts, size.each, base)
    if size.experts is not None:
        worked = weights_words(size.active or 0.0)
        return f"{worked.capitalize()} work on each token, chosen among {size.experts} experts."
    if size.effective is not None:
        return (
            f"Takes the memory of about {weights_words(size.effective)} when its embeddings"
            " lie aside (effective parameters); it holds more."
        )
    if size.total is None:
        return f"About {weights_words(size.active or 0.0)} work on each token (active)."
    whole = weights_words(size.total)
    if size.active is None:
        return f"{whole.capitalize()}."
    active = weights_words(size.active).removesuffix(" weights")
    return f"{whole.capitalize()}, of which about {active} work on each token (active)."


def weights_words(billions: float) -> str:
    """'4 billion weights', '270 million weights'."""
    if billions >= 1000:
        return f"{billions / 1000:g} trillion weights"
    if billions >= 1:
        return f"{billions:g} billion weights"
    if billions >= 1e-3:
        return f"{billions * 1e3:g} million weights"
    return f"{billions * 1e6:g} thousand weights"


def whole_of(size: Size, base: str) -> float | None:
    """All weights in billions, where the name or the publisher tells."""
    if size.total is not None:
        return size.total
    return WHOLES.get((base.lower(), size.word.lower))


def date_words(text: str) -> str:
    """'2507' as July 2025 or the like; makers write year-month, month-day and month-year."""
    first, second = int(text[:2]), int(text[2:4] or 0)
    if len(text) == 2:
        return f"Published in month {first}: {MONTHS[first - 1]}."
    if len(text) > 4 or (first == 20 and not 1 <= second <= 12):
        month = int(text[4:6] or 0)
        named = f"{MONTHS[month - 1]} " if 1 <= month <= 12 else ""
        return f"Published in {named}{text[:4]}."
    return _short_date(first, second)


def _short_date(first: int, second: int) -> str:
    if 20 <= first <= 39 and 1 <= second <= 12:
        return f"Published in {MONTHS[second - 1]} 20{first} (year and month)."
    if 1 <= first <= 12 and second in YEARS:
        return f"Published in {MONTHS[first - 1]}; {second} is the day or the year."
    if 1 <= first <= 12 and 1 <= second <= 31:
        return f"Published on {second} {MONTHS[first - 1]} (month and day)."
    return "A date or number by which its maker tells versions apart."


def _experts(size: Size, experts: int, each: float, base: str) -> str:
    whole = WHOLES.get((base.lower(), size.word.lower))
    said = f"{experts} experts, named for a model of {weights_words(each)}"
    if whole is not None:
        return f"{said}: {whole:g} billion weights in all; they share attention."
    return f"{said}; they share the rest, so the whole is not {experts} times as much."


def _active(text: str) -> str:
    experts = re.fullmatch(r"(\d+)[eE]", text, re.ASCII)
    if experts:
        return f"{experts[1]} experts, of which a few work on each token."
    found = re.search(r"\d+(?:\.\d+)?", text, re.ASCII)
    return f"About {found[0] if found else text} billion weights work on each token (active)."
