"""What a model is worth where tests were published: no more than a smaller one that beats it.

Size and age are a rough guess. Where two models were given one test in one setup, and the
one that the guess puts lower scored more, the other counts for no more than that one does.
"""

from functools import cache
from typing import Final

from launcher.choosing.base_scores import base_scores
from launcher.models.starters import Starter, starters

BEATEN: Final = 0.98  # of the worth of the one that scored more


@cache
def worth_of(starter: Starter) -> float:
    """Billions of weights of a recent model that it is worth, as far as tests bear it out."""
    return min(
        [starter.worth, *(BEATEN * other.worth for other in starters() if _beats(other, starter))]
    )


def _beats(other: Starter, starter: Starter) -> bool:
    """Whether it scored more in a test that both were given in one setup."""
    own = base_scores(starter.known.repo)
    return any(
        theirs.comparable(mine) and theirs.value > mine.value
        for theirs in base_scores(other.known.repo)
        for mine in own
    )
