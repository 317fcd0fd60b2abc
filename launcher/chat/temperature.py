"""The temperature that suits a model, where a conversation names none."""

from typing import Final

from launcher.models.facts import ModelFacts
from launcher.models.guide import is_guide

USUAL: Final = 0.8  # llama.cpp's own default (common/common.h, 2025)
GREEDY: Final = 0.0


def usual_temperature(facts: ModelFacts | None) -> float:
    """The little guide knows few answers, and its likeliest word is the right one."""
    return GREEDY if is_guide(facts) else USUAL
