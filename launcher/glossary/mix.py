"""What a file really holds, from its header, in words and in rows."""

from dataclasses import dataclass
from typing import Final

from launcher.models.facts import ModelFacts
from launcher.models.quantization import TYPE_BY_NAME, tensor_mix

LEAST: Final = 0.01  # a smaller share is said to be under 1 %
MOST: Final = 0.99  # and a larger one, with others beside it, over 99 %


@dataclass(frozen=True, slots=True, kw_only=True)
class MixRow:
    """One tensor type's part of a file: tensors, bytes, and its share of all weights (0 to 1).

    `bits_per_weight` is None for a type this program does not know.
    """

    type: str
    tensors: int
    bytes: int
    share: float
    share_words: str
    bits_per_weight: float | None


def mix_rows(facts: ModelFacts) -> tuple[MixRow, ...]:
    """The types in a file, the one with most weights first. Empty without a tensor table."""
    return tuple(
        MixRow(
            type=name,
            tensors=part.count,
            bytes=part.bytes,
            share=part.share,
            share_words=share_words(part.share),
            bits_per_weight=TYPE_BY_NAME[name].bits_per_weight if name in TYPE_BY_NAME else None,
        )
        for name, part in tensor_mix(facts).items()
    )


def mix_words(facts: ModelFacts) -> str:
    """'61 % Q4_K, 14 % Q6_K, under 1 % F32' of the weights; 'unknown' without a tensor table."""
    rows = mix_rows(facts)
    return ", ".join(f"{row.share_words} {row.type}" for row in rows) or "unknown"


def share_words(share: float) -> str:
    """A share of a whole (0 to 1) that is never rounded to nothing or to everything."""
    if share < LEAST:
        return "under 1 %"
    return "over 99 %" if MOST < share < 1 else f"{share:.0%}".replace("%", " %")
