"""What a person wants from a model."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeVar

from launcher.settings.schema import Settings

Word = TypeVar("Word", bound=StrEnum)

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


STRICT: Final = frozenset({Purpose.CODE, Purpose.REASONING})  # they lose more to few bits


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Priority, purpose, and the context to leave room for (tokens)."""

    priority: Priority = Priority.BALANCED
    purpose: Purpose = Purpose.CHAT
    context: int = USUAL_CONTEXT

    @property
    def strict(self) -> bool:
        """Whether the purpose asks for more bits."""
        return self.purpose in STRICT


USUAL: Final = Wish()


def wish_of(settings: Settings, context: int) -> Wish:
    """What was chosen last, for this context (tokens); words nobody could choose say nothing."""
    return Wish(
        priority=_known(Priority, settings.priority, USUAL.priority),
        purpose=_known(Purpose, settings.purpose, USUAL.purpose),
        context=context,
    )


def _known(kind: type[Word], told: str, otherwise: Word) -> Word:
    return kind(told) if told in set(kind) else otherwise
