"""How good a model is before quantizing: scores as published, with benchmark and setup.

A score says something only beside others of the same benchmark and setup: who asked,
how many examples were shown, whether the model could think first.
"""

from dataclasses import dataclass
from functools import cache

from launcher.choosing.evidence import rows
from launcher.choosing.same_model import plain_model


@dataclass(frozen=True, slots=True, kw_only=True)
class BaseScore:
    """A published score (0 to 100) of an unquantized model; `chance` is what guessing reaches.

    `setup` names who measured and how: compare only where benchmark and setup are one.
    """

    model: str
    benchmark: str  # 'MMLU-Pro'
    value: float
    chance: float
    source: str
    url: str | None
    year: int
    setup: str = ""

    def comparable(self, other: "BaseScore") -> bool:
        """Whether the two say which model is better."""
        return (self.benchmark, self.setup) == (other.benchmark, other.setup)


def base_score(model: str) -> BaseScore | None:
    """The score of a model, by repository or display name; the first in the table of several."""
    return next(iter(base_scores(model)), None)


def base_scores(model: str) -> tuple[BaseScore, ...]:
    """All scores known of a model."""
    return _by_name().get(plain_model(model), ())


@cache
def _by_name() -> dict[str, tuple[BaseScore, ...]]:
    found: dict[str, list[BaseScore]] = {}
    for row in rows("base_scores"):
        score = BaseScore(
            model=row["model"],
            benchmark=row["benchmark"],
            value=row["value"],
            chance=row["chance"],
            source=row["source"],
            url=row["url"],
            year=row["year"],
            setup=row["setup"],
        )
        for name in {plain_model(row["model"]), plain_model(row["repo"])}:
            found.setdefault(name, []).append(score)
    return {name: tuple(scores) for name, scores in found.items()}
