"""Which of a repository's files we would take on this machine, and why, in a sentence.

The rules are those of published measurements: four to five bits per weight are
enough, six are all one can notice, fewer than four cost small models dearly, and
what lies wholly on one side of the bus beats what is divided.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from launcher.choosing.file_types import base_name
from launcher.choosing.measured_here import NOTHING, Own
from launcher.choosing.native_types import is_native
from launcher.choosing.quality_words import Quality, quality_words
from launcher.choosing.sound import (
    FOUR_BITS,
    NOT_WORTH_IT,
    SMALL_MODEL,
    THREE_BITS,
    is_sound,
)
from launcher.choosing.wish import USUAL, Priority, Purpose, Wish
from launcher.memory.fit import Fit
from launcher.units import size_text

_PURPOSES: Final = {
    Purpose.CODE: "code",
    Purpose.REASONING: "reasoning",
    Purpose.VISION: "pictures",
    Purpose.SMALL: "short tasks",
}
_PRIORITIES: Final = {
    Priority.BEST: "the best answers",
    Priority.FASTEST: "speed",
    Priority.LONGEST: "the longest conversation",
}
BEST_FIRST: Final = (
    *("Q6_K", "Q8_0", "Q5_K_M", "Q5_K_S", "Q4_K_M", "MXFP4", "NVFP4", "Q4_K_S", "IQ4_NL"),
    *("IQ4_XS", "Q5_1", "Q5_0", "Q4_1", "Q4_0", "Q3_K_L", "Q3_K_M", "IQ3_M", "IQ3_S"),
    *("BF16", "F16", "F32", "IQ3_XS", "IQ3_XXS", "Q3_K_S", "Q2_K", "IQ2_M", "Q2_K_S"),
    *("IQ2_S", "IQ2_XS", "IQ2_XXS", "TQ2_0", "TQ1_0", "IQ1_M", "IQ1_S"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A file that could be taken, with how it fits. `size` in bytes, `parameters` in weights.

    `model` is its repository or name: of some models more is known than of their size; `own`
    is what was measured of it on this computer.
    """

    name: str
    quantization: str
    bits_per_weight: float
    size: int
    fit: Fit
    parameters: int
    model: str = ""
    qat: bool = False
    longest: int | None = None  # tokens that would fit, 0: none; None: not looked for
    own: Own = NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class Recommendation:
    """The file we would take, or None where none fits; `reason` is a sentence either way.

    `why_not` says what speaks against the `runner_up`.
    """

    name: str | None
    reason: str
    runner_up: str | None = None
    why_not: str | None = None


def recommend(
    candidates: Sequence[Candidate], *, on_gpu: bool = False, wish: Wish = USUAL
) -> Recommendation:
    """One of a repository's files. `on_gpu`: the layers run on a GPU, where every type is fast.

    For code and reasoning a class better is asked for; the fastest is the smallest that is
    close to the original; the longest conversation is asked of files that are.
    """
    fitting = [one for one in candidates if one.fit is not Fit.TOO_BIG]
    if not fitting:
        return _nothing(candidates)
    ranked = sorted(fitting, key=lambda one: _rank(one, wish, on_gpu=on_gpu))
    chosen = ranked[0]
    other = _runner_up(chosen, ranked[1:], candidates)
    return Recommendation(
        name=chosen.name,
        reason=_wished(wish, _reason(chosen, candidates, wish)),
        runner_up=other.name if other else None,
        why_not=_why_not(chosen, other) if other else None,
    )


def _wished(wish: Wish, reason: str) -> str:
    """'For code and speed: the smallest that …'; the reason alone where nothing was wished."""
    words = (_PURPOSES.get(wish.purpose), _PRIORITIES.get(wish.priority))
    wished = " and ".join(word for word in words if word)
    return f"For {wished}: {reason[0].lower()}{reason[1:]}" if wished else reason


def _rank(one: Candidate, wish: Wish, *, on_gpu: bool) -> tuple[float, ...]:
    """Smaller is better: how it fits and whether it is sound, then its place, then its size."""
    sound = _is_sound(one, on_gpu=on_gpu)
    good = _quality(one) <= (Quality.VERY_CLOSE if wish.strict else Quality.CLOSE)
    if one.fit is Fit.TIGHT:
        return (3 if sound else 4, 0, one.size)
    if not sound:
        return (2, _place(one), one.size)
    if one.fit is Fit.PARTLY:  # divided is slow: the smallest that is still good
        return (1, not good, one.size)
    if wish.priority is Priority.FASTEST:
        return (0, not good, one.size if good else -one.size)
    if wish.priority is Priority.LONGEST:
        return (0, not good, -(one.longest or 0), one.size)
    return (0, _place(one), one.size)


def _is_sound(one: Candidate, *, on_gpu: bool) -> bool:
    return is_sound(
        one.quantization, one.bits_per_weight, one.parameters, qat=one.qat, on_gpu=on_gpu
    )


def _place(one: Candidate) -> int:
    name = base_name(one.quantization)
    if _is_trained_for_it(one):
        return -2
    if name == "Q8_0" and one.parameters <= SMALL_MODEL:
        return -1
    if name in BEST_FIRST:
        return BEST_FIRST.index(name)
    return _nearest_place(one.bits_per_weight)


def _is_trained_for_it(one: Candidate) -> bool:
    name = base_name(one.quantization)
    return (one.qat and name == "Q4_0") or is_native(one.model, name)


def _nearest_place(bits_per_weight: float) -> int:
    """A file of unknown making stands behind the known ones of its bits."""
    steps = ((6.0, "Q8_0"), (5.0, "Q5_K_S"), (FOUR_BITS, "IQ4_XS"), (THREE_BITS, "IQ3_S"))
    name = next((name for bits, name in steps if bits_per_weight >= bits), BEST_FIRST[-1])
    return BEST_FIRST.index(name)


def _quality(one: Candidate) -> Quality:
    return quality_words(
        one.quantization,
        one.bits_per_weight,
        one.parameters,
        qat=one.qat,
        model=one.model,
        own=one.own,
    ).quality


def _reason(chosen: Candidate, candidates: Sequence[Candidate], wish: Wish) -> str:
    if len(candidates) == 1:
        return f"{_opening(chosen)}, and it is the only file here."
    if chosen.fit is Fit.TIGHT:
        return f"{_opening(chosen)}; of the files that do, it is the one to try."
    if chosen.fit is Fit.FITS and _quality(chosen) <= Quality.CLOSE:
        if wish.priority is Priority.FASTEST:
            return "The smallest that stays close to the original, so it answers fastest."
        if wish.priority is Priority.LONGEST and chosen.longest:
            return f"Stays close to the original and holds up to {chosen.longest:,} tokens."
    if _is_trained_for_it(chosen):
        return f"{_training(chosen)}, and {_fits(chosen)}."
    return _reason_by_quality(chosen)


def _training(chosen: Candidate) -> str:
    if is_native(chosen.model, base_name(chosen.quantization)):
        return "Stored in the type it was trained in, so nothing is lost"
    return "Made for four bits when it was trained, so little is lost"


def _reason_by_quality(chosen: Candidate) -> str:
    quality = _quality(chosen)
    if quality > Quality.NOTICEABLE:
        return (
            f"The best that fits here, though its answers suffer ({quality.words.lower()}):"
            " a smaller model with more bits may serve better."
        )
    if quality is Quality.INDISTINGUISHABLE:
        return f"Cannot be told from the original in use, and {_fits(chosen)}."
    if chosen.fit is Fit.PARTLY:
        return "The smallest that stays close to the original; what the GPU cannot hold is in RAM."
    return "The best quality that fits at this context."


def _opening(chosen: Candidate) -> str:
    if chosen.fit is Fit.TIGHT:
        return "Fits only into the memory kept free for other programs"
    return "Fits with part of it in RAM" if chosen.fit is Fit.PARTLY else "Fits at this context"


def _fits(chosen: Candidate) -> str:
    if chosen.fit is Fit.PARTLY:
        return "it fits with part of it in RAM"
    return "it fits with room to spare"


def _runner_up(
    chosen: Candidate, rest: Sequence[Candidate], candidates: Sequence[Candidate]
) -> Candidate | None:
    """The better file that memory rules out, the nearest one; else the next in rank."""
    better = [
        one
        for one in candidates
        if one.name != chosen.name
        and one.fit not in (Fit.FITS, chosen.fit)
        and _place(one) < _place(chosen)
        and base_name(one.quantization) not in NOT_WORTH_IT
    ]
    if better:
        return min(better, key=lambda one: one.size)
    return rest[0] if rest else None


def _why_not(chosen: Candidate, other: Candidate) -> str:
    if other.fit is Fit.TOO_BIG:
        return "Would be better, but needs more memory than is free at this context."
    if other.fit is Fit.TIGHT and chosen.fit is not Fit.TIGHT:
        return "Fits only into the memory kept free for other programs."
    if other.fit is Fit.PARTLY and chosen.fit is Fit.FITS:
        return "Lies partly in RAM, which is slower."
    if _quality(other) > _quality(chosen):
        return "Smaller, and its answers are weaker." if other.size < chosen.size else "Weaker."
    if other.size > chosen.size:
        return "Larger and slower, for a difference hardly anyone notices."
    return "Smaller and faster, with a little less quality."


def _nothing(candidates: Sequence[Candidate]) -> Recommendation:
    if not candidates:
        return Recommendation(name=None, reason="There is no file here to choose from.")
    least = min(candidates, key=lambda one: one.size)
    words = f"{least.quantization or least.name}, {size_text(least.size)}"
    if least.longest:
        helps = f" A context of {least.longest:,} tokens would fit."
    elif least.longest == 0:
        helps = " A shorter context does not help; a smaller model would."
    else:
        helps = " A smaller model would help."
    return Recommendation(
        name=None,
        reason=(f"Even the smallest file ({words}) needs more memory than is free.{helps}"),
    )
