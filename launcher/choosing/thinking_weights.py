"""How many weights a model thinks with, for setting models of different kinds side by side.

A plain model uses all of its weights for every token. A mixture of experts has more than it
uses; where no score says what it is worth, it counts as the geometric mean of all its weights
and those a token uses. That is a rule of thumb, and whoever shows it says so.
"""

from math import sqrt

from launcher.memory.anatomy import anatomy_of
from launcher.memory.header import largest
from launcher.memory.repack import EXPERTS
from launcher.models.facts import ModelFacts


def thinking_weights(facts: ModelFacts) -> float:
    """All weights of a plain model; of a mixture the mean of all and of those a token uses."""
    used, count = anatomy_of(facts).experts_used, largest(facts, "expert_count")
    if not used or used >= count:
        return float(facts.parameters)
    experts = sum(tensor.elements for tensor in facts.tensors if EXPERTS.search(tensor.name))
    return sqrt(facts.parameters * (facts.parameters - experts * (1 - used / count)))
