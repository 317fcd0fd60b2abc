"""What a model is worth where tests were published: no more than a smaller one that beats it.

Size and age are a rough guess. Where two models were given one test in one setup, and the
one that the guess puts lower scored more, the other counts for no more than that one does.
"""

from functools import cache
from typing import Final

from launcher.choosing.base_scores import base_scores
from launcher.choosing.thinking_weights import thinking_weights
from launcher.models.catalog import facts_of
from launcher.models.starters import Starter, starters

BEATEN: Final = 0.98  # of the worth of the one that scored more
SINCE: Final = 2026  # models of its beginning count as large as they are
THINKING: Final = 1.3
HALVED: Final = 0.75  # years


@cache
def worth_of(starter: Starter) -> float:
    """Billions of weights of a recent model that it is worth, as far as tests bear it out."""
    others = [reckoned(other) for other in starters() if _beats(other, starter)]
    return min([reckoned(starter), *(BEATEN * other for other in others)])


def reckoned(starter: Starter) -> float:
    """What it is likely good for: billions of weights of a model of `SINCE`.

    One that can think counts for more, as the same models reach higher scores thinking
    than not (Qwen3 Technical Report, arXiv 2505.09388, 2025); by how much is a guess.
    A model that is older by HALVED counts for half. That is cautious: open models were
    found to reach the same scores with half the weights every three to four months (Xiao
    et al., Densing Law of LLMs, arXiv 2412.04315, 2024).
    """
    age = float(2.0 ** ((starter.released - SINCE) / HALVED))
    return _thinking(starter) * age * (THINKING if starter.thinks else 1.0)


@cache
def _thinking(starter: Starter) -> float:
    """Billions of weights it thinks with."""
    facts = facts_of(starter.known, starter.variants[-1])
    return thinking_weights(facts, repo=starter.known.repo) / 1e9


def _beats(other: Starter, starter: Starter) -> bool:
    """Whether it scored more in a test that both were given in one setup."""
    own = base_scores(starter.known.repo)
    return any(
        theirs.comparable(mine) and theirs.value > mine.value
        for theirs in base_scores(other.known.repo)
        for mine in own
    )
