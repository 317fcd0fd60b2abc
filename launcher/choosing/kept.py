"""How much of the original's score a file likely keeps, and what score that comes to."""

import math
from dataclasses import dataclass, replace
from typing import Final

from launcher.choosing.base_scores import BaseScore, base_score
from launcher.choosing.equal_bits import bits_worth, equal_bits
from launcher.choosing.evidence import MMLU, SCALE_MODEL, Figure, figures
from launcher.choosing.file_types import ORIGINALS, base_name
from launcher.choosing.measured_here import NOTHING, Own
from launcher.choosing.native_types import is_native
from launcher.choosing.same_model import plain_model
from launcher.memory.estimate import Basis

__all__ = ["BaseScore", "Expected", "expected", "kept"]

SCALE: Final = 508.8
BITS_POWER: Final = -5.384
SIZE_POWER: Final = -0.854
FITTED: Final = (7e9, 75e9)  # parameters between which the fit was made
# What four bits are worth to a model trained for them: those of Q5_K_M, a class better. On MMLU
# Gemma 3 12B in Q4_0 keeps 0.998 and 27B 0.982 (Unsloth, 2025); so counted the fit says 0.995
# and 0.997.
QAT_BITS: Final = 5.7
# Weights from which that is counted: of a smaller model nobody showed a gain. Gemma 3 1B, so
# trained, answers as if guessing on MMLU (Unsloth, 2025).
LEAST_TRAINED: Final = 2e9
SCALE_WEIGHTS: Final = 8_030_261_248  # of Llama 3 8B, of which divergence and MMLU are known
NOTED: Final = 0.1  # bits per weight of difference that are worth a word
# Weights below which the fit says nothing: the smallest model whose scores it is held against
# has 1 billion (Gemma 3 1B; Unsloth, 2025), and it falls steeply below that.
LEAST: Final = 0.1e9
TOO_SMALL: Final = "Nothing is published of what models so small keep."


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What is likely kept of the original's score above chance (0 to 1), and why so much.

    `kept` is None for a model so small that nothing is known; `likened` is then what a model
    of 8 billion weights keeps at such bits, which puts its files in order and is never shown.
    `basis` is published where the score of this very file type of this model was, measured
    where its divergence was measured here, else a guess from the fit; `figure` is the score.
    """

    kept: float | None
    basis: Basis
    because: str
    figure: Figure | None = None
    base: BaseScore | None = None
    likened: float = 0.0

    @property
    def share(self) -> float:
        """What puts files in order: the share kept, or what stands for it."""
        return self.likened if self.kept is None else self.kept

    @property
    def score(self) -> float | None:
        """The expected score; None where no base score, or no share of it, is known."""
        if self.base is None or self.kept is None:
            return None
        return self.base.chance + (self.base.value - self.base.chance) * self.kept


def kept(parameters: int, bits: float) -> float:
    """The share of a score above chance that a file keeps, by its size and bits per weight.

    kept = exp(−508.8 · bits^−5.384 · (parameters ÷ 10⁹)^−0.854), fitted to 30 published MMLU
    results of Llama 3 8B and 70B (matt-c1, 2024) and Gemma 3 27B (Unsloth, 2025) between 1.7
    and 6.6 bits. All 41 known there it misses by 0.024 on average, by 0.15 at worst (one bit).
    Caveats: knowledge in multiple choice; code, tools and long reasoning lose more. Files
    below four bits are taken to be made with an importance matrix. Where embeddings are much
    of a small model, the bits should be those of its layers alone.
    """
    if bits <= 0 or parameters <= 0:
        return 0.0
    return math.exp(-SCALE * bits**BITS_POWER * (parameters / 1e9) ** SIZE_POWER)


def kept_at(divergence: float) -> float:
    """The share that Llama 3 8B keeps in a file of this mean divergence (nats), by the fit.

    Another model's divergence is no more than like it, so whoever shows it says so.
    """
    return kept(SCALE_WEIGHTS, bits_worth(divergence))


def expected(
    quantization: str,
    bits_per_weight: float,
    parameters: int,
    *,
    qat: bool = False,
    model: str = "",
    own: Own = NOTHING,
) -> Expected:
    """What a file is expected to keep, and of which score. `model`: repository or display name.

    A published score of this very file type comes first; then the divergence measured on this
    computer (`own`), by what the model of the scale keeps at it; then the fit, which does not
    go against what was measured here of the model's other files and says nothing of models
    of less than 0.1 billion weights.
    """
    base = base_score(model)
    name = base_name(quantization)
    if name in ORIGINALS:
        because = "The weights are stored as published, or as near as makes no difference."
        return Expected(kept=1.0, basis=Basis.ARITHMETIC, because=because, base=base)
    if is_native(model, name):
        because = "The model was trained in this type."
        return Expected(kept=1.0, basis=Basis.PUBLISHED, because=because, base=base)
    if (figure := _measured(quantization, model, qat=qat)) and figure.kept is not None:
        because = (
            f"MMLU {figure.value:.2f} % against {figure.original:.2f} % of the original,"
            f" published by {figure.source} in {figure.year}."
        )
        return Expected(
            kept=figure.kept, basis=Basis.PUBLISHED, because=because, figure=figure, base=base
        )
    if (seen := own.deciding) is not None:
        because = f"{seen.words}; {SCALE_MODEL} keeps so much at such a divergence."
        share = kept_at(seen.distance.mean)
        return Expected(kept=share, basis=Basis.MEASURED, because=because, base=base)
    trained = qat and name == "Q4_0" and parameters >= LEAST_TRAINED
    worth = equal_bits(quantization, bits_per_weight)
    if trained:
        worth = max(QAT_BITS, bits_per_weight)
    tiny = 0 < parameters < LEAST
    by_fit = Expected(
        kept=kept(SCALE_WEIGHTS if tiny else parameters, worth),
        basis=Basis.GUESS,
        because=_why(parameters, bits_per_weight, worth),
        base=base,
    )
    found = by_fit if qat and name == "Q4_0" else _between(by_fit, quantization, own)
    if tiny:
        return replace(found, kept=None, likened=found.share, because=TOO_SMALL)
    return found


def _between(by_fit: Expected, quantization: str, own: Own) -> Expected:
    """The fit, not against what was measured here of the model's other files."""
    lower, upper = own.no_better(quantization), own.no_worse(quantization)
    if lower is not None and (least := kept_at(lower.distance.mean)) > by_fit.share:
        words = f"At least as much as {lower.kind}: {lower.words}."
        by_fit = replace(by_fit, kept=least, because=words)
    if upper is not None and (most := kept_at(upper.distance.mean)) < by_fit.share:
        words = f"No more than {upper.kind}: {upper.words}."
        by_fit = replace(by_fit, kept=most, because=words)
    return by_fit


def _measured(quantization: str, model: str, *, qat: bool) -> Figure | None:
    wanted, name = plain_model(model), quantization.upper()
    for figure in figures(quantization, model, qat=qat):
        alike = plain_model(figure.model) == wanted and figure.quantization == name
        if alike and figure.measure == MMLU:
            return figure
    return None


def _why(parameters: int, bits: float, worth: float) -> str:
    words = "Estimated from a fit to 30 published MMLU results of 8B to 70B models"
    if not FITTED[0] <= parameters <= FITTED[1]:
        words += ", extrapolated to this size"
    if worth > bits:
        words += f"; trained for four bits, it counts as a file of {worth:.1f} bits per weight"
    elif worth < bits - NOTED:
        words += f"; by its divergence it counts as a file of {worth:.1f} bits per weight"
    return words + "."
