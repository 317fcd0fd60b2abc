"""What a quantization costs in quality, in words.

Seven classes by how far answers move from the original's (Kullback-Leibler
divergence per token, measured on an 8B model: llama.cpp tools/perplexity/README.md
and the published tables beside it). Large models stand it better and small ones
worse, by about one class; that shift is a rule of thumb and marked as a guess.
"""

import re
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from launcher.memory.estimate import Basis

LARGE: Final = 27e9  # weights from which a model stands one class more
SMALL: Final = 4.5e9  # and up to which it stands one less


class Quality(IntEnum):
    """The classes, best first."""

    INDISTINGUISHABLE = 0
    VERY_CLOSE = 1
    CLOSE = 2
    NOTICEABLE = 3
    WEAKER = 4
    DAMAGED = 5
    LAST_RESORT = 6

    @property
    def words(self) -> str:
        """How a person reads it."""
        return _WORDS[self]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A class and where it comes from."""

    quality: Quality
    basis: Basis

    @property
    def words(self) -> str:
        """How a person reads it."""
        return self.quality.words


_WORDS: Final = {
    Quality.INDISTINGUISHABLE: "Indistinguishable",
    Quality.VERY_CLOSE: "Very close",
    Quality.CLOSE: "Close",
    Quality.NOTICEABLE: "Noticeably weaker",
    Quality.WEAKER: "Clearly weaker",
    Quality.DAMAGED: "Heavily damaged",
    Quality.LAST_RESORT: "Last resort",
}
_PUBLISHED: Final = {
    Quality.INDISTINGUISHABLE: ("F32", "F16", "BF16", "Q8_0", "Q6_K"),
    Quality.VERY_CLOSE: ("Q5_K_M", "Q5_K_S"),
    Quality.CLOSE: ("Q4_K_M", "Q4_K_S", "IQ4_NL", "IQ4_XS"),
    Quality.NOTICEABLE: ("Q4_0", "Q4_1", "Q3_K_L", "Q3_K_M", "IQ3_M", "IQ3_S"),
    Quality.WEAKER: ("IQ3_XS", "IQ3_XXS", "Q3_K_S"),
    Quality.DAMAGED: ("Q2_K", "Q2_K_S", "IQ2_M", "IQ2_S", "IQ2_XS"),
    Quality.LAST_RESORT: ("IQ2_XXS", "IQ1_M", "IQ1_S", "TQ1_0", "TQ2_0"),
}
_CLASSES: Final = {name: quality for quality, names in _PUBLISHED.items() for name in names}
_GUESSED: Final = {
    "Q5_0": Quality.VERY_CLOSE,
    "Q5_1": Quality.VERY_CLOSE,
    "MXFP4": Quality.CLOSE,
    "NVFP4": Quality.CLOSE,
}
# True bits per weight from which a file of unknown making is likely of a class.
_BY_BITS: Final = (
    (6.3, Quality.INDISTINGUISHABLE),
    (5.3, Quality.VERY_CLOSE),
    (4.2, Quality.CLOSE),
    (3.6, Quality.NOTICEABLE),
    (3.0, Quality.WEAKER),
    (2.4, Quality.DAMAGED),
)
_SHORT: Final = {"Q3_K": "Q3_K_M", "Q4_K": "Q4_K_M", "Q5_K": "Q5_K_M", "Q8_K": "Q8_0"}
_DECORATION: Final = re.compile(r"^(UD|I1)-|_(MOE|XL|L)$")


def base_name(quantization: str) -> str:
    """The recipe a mix is derived from: 'UD-Q4_K_XL' is 'Q4_K_M', 'MXFP4_MOE' is 'MXFP4'."""
    name = quantization.upper()
    if name == "Q3_K_L":
        return name
    while (plain := _DECORATION.sub("", name)) != name:
        name = plain
    return _SHORT.get(name, name)


def quality_words(
    quantization: str, bits_per_weight: float, parameters: int, *, qat: bool = False
) -> Judged:
    """How close a file's answers stay to the original model's, in one of seven classes.

    `qat`: the model was trained for being stored in four bits.
    """
    name = base_name(quantization)
    if qat and name == "Q4_0":
        return _shifted(Quality.VERY_CLOSE, parameters, Basis.PUBLISHED)
    if quantization.upper() in _CLASSES:
        return _shifted(_CLASSES[name], parameters, Basis.PUBLISHED)
    known = _GUESSED.get(name, _CLASSES.get(name))
    return _shifted(by_bits(bits_per_weight) if known is None else known, parameters, Basis.GUESS)


def by_bits(bits_per_weight: float) -> Quality:
    """A class from true bits per weight alone."""
    return next(
        (quality for bits, quality in _BY_BITS if bits_per_weight >= bits), Quality.LAST_RESORT
    )


def _shifted(quality: Quality, parameters: int, basis: Basis) -> Judged:
    if quality is Quality.INDISTINGUISHABLE or SMALL < parameters < LARGE:
        return Judged(quality=quality, basis=basis)
    moved = quality - 1 if parameters >= LARGE else quality + 1
    moved = min(max(moved, Quality.INDISTINGUISHABLE), Quality.LAST_RESORT)
    return Judged(quality=Quality(moved), basis=Basis.GUESS)
