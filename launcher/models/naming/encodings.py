"""How a name says what its weights are stored as, and whether the engine can load that.

Of 222 real names only 7 follow the official grammar, so this reads what makers
really write: upper and lower case, types only forks know, two types in one name.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from launcher.models.naming.spans import Word, stretch
from launcher.models.quantization import FILE_TYPES, REMOVED_TYPES

TYPE: Final = re.compile(
    r"""(?<![A-Za-z0-9])(?P<dynamic>UD[-_])?(?P<type>
      Q4_[23](?![A-Za-z0-9])|I?Q[1-8](?:_(?:XXS|XXL|XS|XL|NL|BN|KSS|KS|KT|KL|K|S|M|L|0|1)
                 (?:_(?:XXL|XL|[SML]|R\d{1,2}|\d_\d|\d(?![A-Za-z0-9])))*)?
      |TQ[12]_0|MXFP4(?:_MOE)?|NVFP4|BF16|FP?16|FP?32)(?![A-Za-z0-9])""",
    re.IGNORECASE | re.VERBOSE | re.ASCII,
)
PLAIN_TYPES: Final = frozenset({"F16", "F32", "BF16"})
ALIASES: Final = {
    "FP16": "F16",
    "FP32": "F32",
    "Q3_K": "Q3_K_M",
    "Q4_K": "Q4_K_M",
    "Q5_K": "Q5_K_M",
}
INVENTED: Final = re.compile(r"(?P<type>Q\d_[01])_[SML]")  # 'q4_0_s': the maker's word for small
BARE: Final = re.compile(r"I?Q\d")  # says bits, not a type
# llama-quantize refuses to make these without an importance matrix (src/llama-quant.cpp).
NEEDS_IMATRIX: Final = re.compile(r"(?:IQ1_[SM]|IQ2_(?:XXS|XS|S|M)|IQ3_XXS|Q2_K_S)(?![A-Z])")
# Types of the fork ik_llama.cpp (its README and ggml/include/ggml.h, 2025).
FORK_ALONE: Final = re.compile(r"IQ\d_(?:K|KS|KSS|KT|KL|BN)|Q6_0|.*_R\d{1,2}")
MIX: Final = re.compile(r"(?P<base>I?Q\d_(?:K|0|NL|XS|S|M|XXS|[01]))(?:_(?:XXL|XL|L|M|S))+")
STANDARD: Final = frozenset(name for name, _ in FILE_TYPES.values()) | {"MXFP4"}
REMOVED: Final = frozenset(REMOVED_TYPES.values())


class Standing(StrEnum):
    """What the engine makes of a type."""

    KNOWN = "known"
    MIX = "mix"  # a maker's own mix of known types
    FORK = "fork"  # only ik_llama.cpp reads it
    REMOVED = "removed"  # older engines read it
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoding:
    """A type found in a name. `type` is upper case with aliases resolved."""

    word: Word
    type: str
    prefix: Word | None  # 'UD', which says that every layer's type was chosen

    @property
    def start(self) -> int:
        """Where it begins, its prefix included."""
        return self.prefix.start if self.prefix else self.word.start


def encodings_in(text: str, start: int, end: int) -> list[Encoding]:
    """Every type in a stretch of a name, in order."""
    found = []
    for match in TYPE.finditer(text, start, end):
        at = match.start("dynamic")
        found.append(
            Encoding(
                word=stretch(text, *match.span("type")),
                type=canonical(match["type"]),
                prefix=stretch(text, at, at + 2) if match["dynamic"] else None,
            )
        )
    return found


def told(found: list[Encoding]) -> Encoding | None:
    """The one that is meant: the last.

    A plain one after another says only what its embeddings are; bare bits say less
    than a whole type before them.
    """
    if not found:
        return None
    *others, last = found
    for earlier in reversed(others):
        plain = last.type in PLAIN_TYPES and earlier.type not in PLAIN_TYPES
        bare = BARE.fullmatch(last.type) and not BARE.fullmatch(earlier.type)
        if plain or (bare and earlier.type not in PLAIN_TYPES):
            return earlier
    return last


def canonical(kind: str) -> str:
    """A type as llama.cpp spells it."""
    upper = kind.upper()
    invented = INVENTED.fullmatch(upper)
    if invented:
        upper = invented["type"]
    return ALIASES.get(upper, upper)


def standing(quantization: str) -> Standing:
    """What the engine makes of a type, by its name ('Q4_K_M', 'IQ4_KS', 'Q4_0_4_4')."""
    if quantization in STANDARD:
        return Standing.KNOWN
    if quantization in REMOVED:
        return Standing.REMOVED
    if FORK_ALONE.fullmatch(quantization):
        return Standing.FORK
    if MIX.fullmatch(quantization):
        return Standing.MIX
    return Standing.UNKNOWN


def base_of(quantization: str) -> str | None:
    """The tensor type that a type, or a maker's mix of it, is built on; None where unknown."""
    by_name = dict(FILE_TYPES.values())
    if quantization in by_name:
        return by_name[quantization]
    if quantization == "MXFP4":
        return quantization
    mix = MIX.fullmatch(quantization)
    if mix is None:
        return None
    base = "Q8_0" if mix["base"] == "Q8_K" else mix["base"]  # Q8_K is no type of files
    return by_name.get(base, base)
