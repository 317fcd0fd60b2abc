"""What a person wants from a model."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

USUAL_CONTEXT: Final = 8192  # tokens a recommendation leaves room for unless asked


class Priority(StrEnum):
    """What matters most."""

    BEST = "best"
    BALANCED = "balanced"
    FASTEST = "fastest"
    LONGEST = "longest"


class Purpose(StrEnum):
    """What it is for."""

    CHAT = "chat"
    CODE = "code"
    REASONING = "reasoning"
    VISION = "vision"
    SMALL = "small"  # small and quick


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Priority, purpose, and the context to leave room for (tokens)."""

    priority: Priority = Priority.BALANCED
    purpose: Purpose = Purpose.CHAT
    context: int = USUAL_CONTEXT
