"""How high a file stands among those of other sizes: by its expected score, or by size and kept.

Scores are compared within one benchmark alone. Where a family has none in common, a model
that keeps a share of its score counts as an unharmed one of fewer weights: measured on MMLU,
a Llama 3 70B that keeps 72 % equals the 8B (matt-c1/llama-3-quant-comparison, 2024), and a
Gemma 3 27B that keeps 88 % is about the 12B (Unsloth, Dynamic 2.0 GGUFs, 2025). Both say
weights × kept^6.5, so a larger model that keeps 95 % stands above the next smaller one.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from launcher.choosing.base_scores import BaseScore, base_scores
from launcher.choosing.kept import LEAST
from launcher.choosing.weighed import Weighed

STEEPNESS: Final = 6.5  # of what a loss costs in weights
ALIKE: Final = 1.0  # points of a score: what is kept is known to 0.024 of it on average
AS_LARGE: Final = 1.2  # times the weights: of two such models neither is the larger
LEFT_OUT: Final = 4  # of so many models the smallest one may have no score, and is left out


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The measure of one board. `benchmark` is None where the models have none in common.

    `bases` are the published scores by model; `unscored` are the models that have none.
    `weights` are those a model thinks with, where these are not all.
    """

    benchmark: str | None = None
    bases: Mapping[str, BaseScore] = field(default_factory=dict)
    weights: Mapping[str, float] = field(default_factory=dict)
    unscored: tuple[str, ...] = ()

    def on(self, file: Weighed) -> Weighed:
        """The file with the score that the others have too, or with none."""
        base = self.bases.get(file.model)
        return replace(file, expected=replace(file.expected, base=base))

    def up(self, file: Weighed) -> float:
        """What is drawn: the expected score, or the share kept (both 0 to 100).

        Not a number where neither is known.
        """
        if self.benchmark is not None:
            return self._score(file)
        kept = file.expected.kept
        return math.nan if kept is None else kept * 100

    def rank(self, file: Weighed) -> float:
        """What decides, more is better: the score, or the weights that it is worth."""
        if self.benchmark is not None:
            return self._score(file)
        weights = self.weights.get(file.model, file.parameters)
        return weights * worth(file.expected.share)

    def alike(self, one: Weighed, other: Weighed) -> bool:
        """Whether two files of different models are as good as equal."""
        if self.benchmark is not None:
            return abs(self._score(one) - self._score(other)) <= ALIKE
        most, least = sorted((self.rank(one), self.rank(other)), reverse=True)
        return most <= least * AS_LARGE

    @property
    def words(self) -> str:
        """What the board's upward axis shows; what stands before the colon is its name."""
        if self.benchmark is not None:
            return (
                f"Expected {self.benchmark}: what guessing gives + (published score − that)"
                " × quality kept"
            )
        return (
            "Score kept, %: no published score is common to these models, so among files that"
            " keep 95 % or more the larger model comes first"
        )

    @staticmethod
    def _score(file: Weighed) -> float:
        score = file.expected.score
        return math.nan if score is None else score


def worth(kept: float) -> float:
    """The share of its weights that a model with this share of its score (0 to 1) is worth."""
    return math.pow(max(kept, 0.0), STEEPNESS)


def standing_of(files: Sequence[Weighed], weights: Mapping[str, float] | None = None) -> Standing:
    """By score where one benchmark covers the models, else by size.

    One in four may have no score where it is smaller than all that have. `weights` by model
    are those it thinks with, where these are not all (see `thinking_weights`).
    """
    models = {file.model: _scores(file) for file in files}
    covers: list[dict[str, BaseScore]] = []
    for scores in models.values():
        covers += [_sharing(measure, models) for measure in scores]
    best: dict[str, BaseScore] = max(covers, key=len, default={})  # the first of equals
    missing = tuple(model for model in models if model not in best)
    if not best or len(missing) * LEFT_OUT > len(models) or not _smallest(missing, files):
        return Standing(weights=weights or {})
    benchmark = next(iter(best.values())).benchmark
    return Standing(benchmark=benchmark, bases=best, unscored=missing)


def _scores(file: Weighed) -> tuple[BaseScore, ...]:
    if file.parameters < LEAST:
        return ()  # what its files keep is not known, so a score of theirs is not either
    own = () if file.expected.base is None else (file.expected.base,)
    return base_scores(file.repo) or base_scores(file.model) or own


def _smallest(models: Sequence[str], files: Sequence[Weighed]) -> bool:
    """Whether these models are smaller than all the others."""
    most = max((file.parameters for file in files if file.model in models), default=0)
    return all(file.parameters > most for file in files if file.model not in models)


def _sharing(
    measure: BaseScore, models: Mapping[str, tuple[BaseScore, ...]]
) -> dict[str, BaseScore]:
    """The models' scores that may be compared with this one."""
    alike = {
        model: next((one for one in scores if one.comparable(measure)), None)
        for model, scores in models.items()
    }
    return {model: one for model, one in alike.items() if one is not None}
