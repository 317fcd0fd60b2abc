"""How many weights a model thinks with, for setting models of different kinds side by side.

A plain model uses all of its weights for every token. A mixture of experts has more than it
uses; where no score says what it is worth, it counts as the geometric mean of all its weights
and those a token uses. That is a rule of thumb, and whoever shows it says so. Embeddings that
some models keep for every layer are only looked up, so they do not count.
"""

from functools import cache
from math import sqrt
from typing import Final

from launcher.memory.anatomy import anatomy_of
from launcher.memory.header import largest
from launcher.memory.repack import EXPERTS
from launcher.models.facts import ModelFacts
from launcher.models.starters import Starter, starters

LOOKED_UP: Final = "per_layer_token_embd.weight"


def thinking_weights(facts: ModelFacts, *, repo: str = "") -> float:
    """All weights of a plain model; of a mixture the mean of all and of those a token uses.

    `repo` is the model's maker's: what a maker prints outranks what is counted in the header.
    """
    printed = _printed().get(repo)
    if printed is not None and printed.effective is not None:
        return printed.effective * 1e9
    looked_up = sum(tensor.elements for tensor in facts.tensors if tensor.name == LOOKED_UP)
    every = facts.parameters - looked_up
    if printed is not None and printed.active is not None:
        return sqrt(every * printed.active * 1e9)
    return sqrt(every * _in_use(facts, every))


def _in_use(facts: ModelFacts, every: int) -> float:
    """Weights a token uses, by the header."""
    used, count = anatomy_of(facts).experts_used, largest(facts, "expert_count")
    if not used or used >= count:
        return every
    experts = sum(tensor.elements for tensor in facts.tensors if EXPERTS.search(tensor.name))
    return every - experts * (1 - used / count)


@cache
def _printed() -> dict[str, Starter]:
    """Models whose makers print how many weights they use."""
    return {one.known.repo: one for one in starters() if one.active or one.effective}
