"""What a quantization costs in quality, in words.

Seven classes by how far predictions move from the original's: mean Kullback-Leibler
divergence per token on Llama 3 8B, as the llama.cpp project published it for every type.
Large models stand it better and small ones worse, by about one class; that shift is a
rule of thumb and marked as a guess. Where the divergence of a file was measured on this
computer, it goes by that alone, and nothing is shifted.
"""

from dataclasses import dataclass, replace
from enum import IntEnum
from functools import cache
from typing import Final

from launcher.choosing.evidence import DIVERGENCE, SCALE_MODEL, Figure, figures, published
from launcher.choosing.file_types import ORIGINALS, base_name
from launcher.choosing.kept import LEAST_TRAINED
from launcher.choosing.measured_here import NOTHING, Own, Seen
from launcher.choosing.native_types import is_native
from launcher.choosing.same_model import family_of, plain_model, size_of
from launcher.memory.estimate import Basis

__all__ = ["Judged", "Quality", "by_bits", "quality_words"]

LARGE: Final = 26.5e9  # weights from which a model stands one class more: models sold as 27B
SMALL: Final = 4.5e9  # and up to which it stands one less
UNTRIED: Final = "Trained for four bits, which on so small a model was not shown to gain"
# Small models do not lose by it either: Salamandra 2B has a perplexity of 15.383 in it and of
# 15.380 in BF16 (robbiemu, 2024).
FIRM: Final = "Q8_0"
MIDDLE: Final = 12_000_000_000  # a size at which nothing is shifted


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
    """A class, where it comes from in a sentence, and the figures there are.

    What was measured on this computer first, then what was published, nearest model first.
    """

    quality: Quality
    basis: Basis
    figures: tuple[Figure, ...] = ()
    because: str = ""

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
# Where one class ends (nats), between the types as they were measured: Q6_K 0.005 | Q5_K_M
# 0.011 … Q5_0 0.022 | Q4_K_M 0.028 … Q4_K_S 0.043 | Q4_1 0.072 … IQ3_S 0.111 | IQ3_XS 0.139 …
# Q3_K_S 0.228 | IQ2_M 0.326 … IQ2_XS 0.546 | IQ2_XXS 0.812.
_ENDS: Final = (
    (0.008, Quality.INDISTINGUISHABLE),
    (0.025, Quality.VERY_CLOSE),
    (0.055, Quality.CLOSE),
    (0.125, Quality.NOTICEABLE),
    (0.27, Quality.WEAKER),
    (0.65, Quality.DAMAGED),
)
# Nobody published a divergence of these on the model the classes are drawn on. What is said of
# them holds for models not trained in them: MXFP4 has coarser scales than Q4_0.
_TERNARY: Final = "Three values for a weight, in which this model was not trained: counted last"
_GUESSED: Final = {
    "MXFP4": (
        Quality.NOTICEABLE,
        "Converted to a type that it was not trained in: counted a class below K types of 4 bits",
    ),
    "NVFP4": (Quality.CLOSE, "No divergence of NVFP4 was published: counted as other 4-bit types"),
    "TQ1_0": (Quality.LAST_RESORT, _TERNARY),
    "TQ2_0": (Quality.LAST_RESORT, _TERNARY),
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


def quality_words(
    quantization: str,
    bits_per_weight: float,
    parameters: int,
    *,
    qat: bool = False,
    imatrix: bool | None = None,
    model: str = "",
    own: Own = NOTHING,
) -> Judged:
    """How close a file's answers stay to the original model's, in one of seven classes.

    `qat`: the model was trained for being stored in four bits. `imatrix`: whether the file was
    made with an importance matrix, None where unknown; where both were measured the class is
    the same, the figure is not. `own` is what was measured of this file on this computer.
    """
    name = base_name(quantization)
    judged = _by_type(
        quantization, bits_per_weight, parameters, qat=qat, imatrix=imatrix, model=model
    )
    judged = replace(judged, figures=(*own.figures, *judged.figures))
    if name in ORIGINALS or is_native(model, name):
        return judged
    if (seen := own.deciding) is not None:
        return replace(
            judged, quality=_seen_class(seen), basis=Basis.MEASURED, because=f"{seen.words}."
        )
    if not (qat and name == "Q4_0"):
        judged = _between(judged, quantization, own)
    if own.seen is not None:
        judged = replace(judged, because=f"{judged.because} {own.seen.why_not}")
    return judged


def _between(judged: Judged, quantization: str, own: Own) -> Judged:
    """The class, not against what was measured of the model's other files."""
    lower, upper = own.no_better(quantization), own.no_worse(quantization)
    if lower is not None and _seen_class(lower) < judged.quality:
        words = f"At least as close as {lower.kind}: {lower.words}."
        judged = replace(judged, quality=_seen_class(lower), basis=Basis.GUESS, because=words)
    if upper is not None and _seen_class(upper) > judged.quality:
        words = f"No closer than {upper.kind}: {upper.words}."
        judged = replace(judged, quality=_seen_class(upper), basis=Basis.GUESS, because=words)
    return judged


def _seen_class(seen: Seen) -> Quality:
    return _class_of(seen.distance.mean)


def _by_type(
    quantization: str,
    bits_per_weight: float,
    parameters: int,
    *,
    qat: bool,
    imatrix: bool | None,
    model: str,
) -> Judged:
    """By what was published of the type and of the model."""
    name = base_name(quantization)
    shown = figures(quantization, model, qat=qat and name == "Q4_0")
    if name in ORIGINALS:
        because = "The weights are stored as published, or as near as makes no difference."
        return Judged(quality=Quality.INDISTINGUISHABLE, basis=Basis.PUBLISHED, because=because)
    if is_native(model, name):
        because = "The model was trained in this type."
        return Judged(quality=Quality.INDISTINGUISHABLE, basis=Basis.PUBLISHED, because=because)
    if qat and name == "Q4_0" and parameters >= LEAST_TRAINED:
        return _trained(parameters, model, shown)
    firm = name == FIRM
    if figure := _divergence(name, imatrix=imatrix):
        own = quantization.upper() == figure.quantization
        basis = Basis.PUBLISHED if own else Basis.GUESS
        because = _because(figure, model, own=own)
        if qat and name == "Q4_0":
            basis, because = Basis.GUESS, f"{UNTRIED}: counted as a plain one. {because}"
        return _shifted(_class_of(figure.value), parameters, basis, because, shown, firm=firm)
    estimated = f"Estimated from its {bits_per_weight:.1f} bits per weight"
    quality, because = _GUESSED.get(name, (by_bits(bits_per_weight), estimated))
    return _shifted(quality, parameters, Basis.GUESS, because, shown, firm=firm)


def by_bits(bits_per_weight: float) -> Quality:
    """A class from true bits per weight alone."""
    return next(
        (quality for bits, quality in _BY_BITS if bits_per_weight >= bits), Quality.LAST_RESORT
    )


def _trained(parameters: int, model: str, shown: tuple[Figure, ...]) -> Judged:
    """A model trained for four bits. A large one counts no higher: 27B loses a point of MMLU."""
    own = next((one for one in shown if _compared(one, model)), None)
    if own is not None:
        because = (
            f"Trained for four bits: MMLU {own.value:.2f} % against {own.original:.2f} % of the"
            f" original, published by {own.source} in {own.year}"
        )
        return Judged(
            quality=Quality.VERY_CLOSE,
            basis=Basis.PUBLISHED,
            because=f"{because}.",
            figures=shown,
        )
    because = "Trained for four bits; Gemma 3 12B and 27B, so made, lose less than a point of MMLU"
    if parameters <= SMALL:
        because = "Trained for four bits; what that gains was measured on larger models alone"
    return _shifted(Quality.VERY_CLOSE, min(parameters, MIDDLE), Basis.GUESS, because, shown)


def _compared(figure: Figure, model: str) -> bool:
    """A score of this very model beside that of its original."""
    return plain_model(figure.model) == plain_model(model) and figure.kept is not None


def _class_of(divergence: float) -> Quality:
    return next((quality for end, quality in _ENDS if divergence <= end), Quality.LAST_RESORT)


@cache
def _divergence(name: str, *, imatrix: bool | None) -> Figure | None:
    """The figure of a type on the model the classes are drawn on; the worse one where unknown."""
    found = [
        one
        for one in published()
        if (one.model, one.measure, one.quantization) == (SCALE_MODEL, DIVERGENCE, name)
    ]
    alike = [one for one in found if one.imatrix is imatrix]
    return max(alike or found, key=lambda one: one.value, default=None)


def _because(figure: Figure, model: str, *, own: bool) -> str:
    of_what = "" if own else f" of plain {figure.quantization}"
    apart = "" if not model or _is_scale(model) else " (not on this model)"
    return (
        f"KL divergence{of_what} {figure.value:.3f} on {figure.model}{apart},"
        f" published by {figure.source} in {figure.year}"
    )


def _is_scale(model: str) -> bool:
    """The model the classes are drawn on, tuned or not."""
    alike = family_of(model).removeprefix("meta ") == family_of(SCALE_MODEL)
    return alike and size_of(model) == size_of(SCALE_MODEL)


def _shifted(
    quality: Quality,
    parameters: int,
    basis: Basis,
    because: str,
    shown: tuple[Figure, ...],
    *,
    firm: bool = False,
) -> Judged:
    """The class for a model of this size; a `firm` one is the same at every size."""
    large = parameters >= LARGE
    best = quality is Quality.INDISTINGUISHABLE and (large or firm)
    if best or SMALL < parameters < LARGE:
        return Judged(quality=quality, basis=basis, because=f"{because}.", figures=shown)
    moved = min(max(quality + (-1 if large else 1), 0), len(Quality) - 1)
    because += f"; one class {'better for so large' if large else 'worse for so small'} a model."
    return Judged(quality=Quality(moved), basis=Basis.GUESS, because=because, figures=shown)
