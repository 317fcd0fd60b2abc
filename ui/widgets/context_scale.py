"""The context slider's scale: logarithmic, with marks at the powers of two. No Qt."""

from dataclasses import dataclass
from math import log2
from typing import Final

from launcher.memory.choices import LEAST_CONTEXT, MOST_CONTEXT

STEP: Final = 256  # the engine pads the context to it
_USUAL_FIRST: Final = 2048
_LEAST_MARKS: Final = 4


@dataclass(frozen=True, slots=True)
class ContextScale:
    """From `first` to `last` (tokens, powers of two), with a short run for what is smaller."""

    first: int
    last: int

    @property
    def marks(self) -> tuple[int, ...]:
        """The powers of two that are marked."""
        count = round(log2(self.last) - log2(self.first)) + 1
        return tuple(self.first << number for number in range(count))

    def position(self, tokens: int) -> float:
        """Where on the scale: 0 at the first mark, 1 at the last, -1 at the least context."""
        if tokens < self.first:
            run = log2(self.first) - log2(LEAST_CONTEXT)
            return max(-1.0, (log2(max(1, tokens)) - log2(self.first)) / run) if run else 0.0
        return min(1.0, log2(tokens / self.first) / (log2(self.last) - log2(self.first)))

    def tokens(self, position: float) -> int:
        """The context at a position, in steps of 256."""
        if position < 0:
            run = log2(self.first) - log2(LEAST_CONTEXT)
            exact = self.first * 2 ** (max(-1.0, position) * run)
        else:
            exact = self.first * (self.last / self.first) ** min(1.0, position)
        return min(self.last, max(LEAST_CONTEXT, round(exact / STEP) * STEP))

    def next_mark(self, tokens: int, direction: int) -> int:
        """The next mark above (1) or below (-1); the ends of the scale beyond the marks."""
        if direction > 0:
            return next((mark for mark in self.marks if mark > tokens), self.last)
        below = [mark for mark in self.marks if mark < tokens]
        return below[-1] if below else LEAST_CONTEXT


def scale_for(trained: int) -> ContextScale:
    """From 2k to one octave beyond the trained length; less where a model was trained for little.

    `trained` is 0 where the model does not say.
    """
    if trained <= 0:
        return ContextScale(_USUAL_FIRST, 131_072)
    ceiling = LEAST_CONTEXT
    while ceiling < trained:
        ceiling *= 2
    last = min(MOST_CONTEXT, max(ceiling * 2, LEAST_CONTEXT << 1))
    first = max(LEAST_CONTEXT, min(_USUAL_FIRST, last >> (_LEAST_MARKS - 1)))
    return ContextScale(first, last)
