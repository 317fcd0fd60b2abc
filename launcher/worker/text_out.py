"""An answer's text on its way out: bytes to characters, stop words held back, sent in time.

A token may end in the middle of a character; the decoder waits for the rest. A
byte that belongs to no character becomes the replacement sign and holds
nothing up.
"""

import codecs
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from launcher.worker.pace import Pace

PER_SECOND: Final = 40


@dataclass(eq=False)
class StopWords:
    """Finds words that end an answer, and holds back what may be the beginning of one."""

    words: Sequence[str]
    found: bool = False
    _held: str = ""

    def feed(self, text: str) -> str:
        """What may be shown now. After `found`, nothing more comes."""
        if not self.words:
            return text
        text = self._held + text
        at = min((text.find(word) for word in self.words if word in text), default=-1)
        if at >= 0:
            self.found, self._held = True, ""
            return text[:at]
        keep = max((_overlap(text, word) for word in self.words), default=0)
        self._held = text[len(text) - keep :]
        return text[: len(text) - keep]

    def rest(self) -> str:
        """What was held back, once it is clear that no stop word came."""
        held, self._held = self._held, ""
        return held


@dataclass(eq=False)
class TextOut:
    """Collects an answer's pieces and hands them on, at once at first, then on time."""

    stops: StopWords
    say: Callable[[str, int], None]
    _decoder: Any = field(default_factory=lambda: codecs.getincrementaldecoder("utf-8")("replace"))
    _pace: Pace = field(default_factory=lambda: Pace(PER_SECOND))
    _text: str = ""

    def add(self, piece: bytes, tokens: int, now: float) -> bool:
        """Take a token's bytes; `tokens` is the count so far. True once a stop word has come."""
        self._text += self.stops.feed(self._decoder.decode(piece))
        if self._text and self._pace.due(now):
            self._flush(tokens)
        return self.stops.found

    def end(self, tokens: int) -> None:
        """Hand on what is left."""
        if not self.stops.found:
            self._text += self.stops.feed(self._decoder.decode(b"", True))  # noqa: FBT003
        if not self.stops.found:
            self._text += self.stops.rest()
        if self._text:
            self._flush(tokens)

    def _flush(self, tokens: int) -> None:
        text, self._text = self._text, ""
        self.say(text, tokens)


def _overlap(text: str, word: str) -> int:
    """Length of the longest end of `text` that is a beginning of `word`."""
    for length in range(min(len(text), len(word) - 1), 0, -1):
        if word.startswith(text[len(text) - length :]):
            return length
    return 0
