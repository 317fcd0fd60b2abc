"""How much of the original's score a file likely keeps, and what score that comes to."""

import math
from dataclasses import dataclass
from typing import Final

from launcher.choosing.base_scores import BaseScore, base_score
from launcher.choosing.equal_bits import equal_bits
from launcher.choosing.evidence import MMLU, Figure, figures
from launcher.choosing.file_types import ORIGINALS, base_name
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
NOTED: Final = 0.1  # bits per weight of difference that are worth a word


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What is likely kept of the original's score above chance (0 to 1), and why so much.

    `basis` is published where this very file type of this model was measured, else a guess
    from the fit; `figure` is the measurement.
    """

    kept: float
    basis: Basis
    because: str
    figure: Figure | None = None
    base: BaseScore | None = None

    @property
    def score(self) -> float | None:
        """The expected score; None where no base score is known."""
        if self.base is None:
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


def expected(
    quantization: str,
    bits_per_weight: float,
    parameters: int,
    *,
    qat: bool = False,
    model: str = "",
) -> Expected:
    """What a file is expected to keep, and of which score. `model`: repository or display name."""
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
    trained = qat and name == "Q4_0" and parameters >= LEAST_TRAINED
    worth = equal_bits(quantization, bits_per_weight)
    if trained:
        worth = max(QAT_BITS, bits_per_weight)
    return Expected(
        kept=kept(parameters, worth),
        basis=Basis.GUESS,
        because=_why(parameters, bits_per_weight, worth),
        base=base,
    )


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
