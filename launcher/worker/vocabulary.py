"""Text to tokens and back, so that no message can write a control token.

llama.cpp's tokenizer cuts a text at control tokens and works on what is left.
Tokenizing template and messages separately would change words at the seams
(a space before a word is part of it), so the cutting is done here, in the
template's own text alone, and each piece between two control tokens goes to
the tokenizer as one, with the control tokens switched off.
"""

import ctypes
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from launcher.worker.bindings import C
from launcher.worker.refused import Refused
from launcher.worker.spans import Span

UNKNOWN: Final = 1  # enum llama_token_attr
CONTROL: Final = 8
LEFT_STRIP: Final = 128
RIGHT_STRIP: Final = 256
NO: Final = False  # no control tokens in, none out
NO_TOKEN: Final = -1
PIECE: Final = 256  # bytes; a longer piece is asked for again


@dataclass(frozen=True, slots=True)
class Special:
    """A token that is written by the template alone."""

    token: int
    attributes: int


@dataclass(eq=False)
class Vocabulary:
    """A model's vocabulary."""

    handle: Any
    _pieces: dict[int, bytes] = field(default_factory=dict)
    _room: Any = field(default_factory=lambda: ctypes.create_string_buffer(PIECE))

    def text_of(self, token: int) -> str:
        """A token as the vocabulary writes it; '' for none."""
        if token == NO_TOKEN:
            return ""
        text: bytes = C.llama_vocab_get_text(self.handle, token)
        return text.decode("utf-8", "replace")

    @cached_property
    def begin(self) -> str:
        """The token that begins a text, as written."""
        return self.text_of(C.llama_vocab_bos(self.handle))

    @cached_property
    def end(self) -> str:
        """The token that ends a text, as written."""
        return self.text_of(C.llama_vocab_eos(self.handle))

    @cached_property
    def special(self) -> dict[str, Special]:
        """Control tokens by their text."""
        found = {}
        attributes_of, handle = C.llama_vocab_get_attr, self.handle
        for token in range(C.llama_vocab_n_tokens(handle)):
            attributes = attributes_of(handle, token)
            if attributes & (CONTROL | UNKNOWN) and (text := self.text_of(token)):
                found[text] = Special(token, attributes)
        return found

    def piece(self, token: int) -> bytes:
        """A token's bytes in an answer; control tokens have none."""
        known = self._pieces.get(token)
        if known is None:
            known = self._pieces[token] = self._read_piece(token)
        return known

    def tokens(self, spans: Sequence[Span]) -> list[int]:
        """The tokens of a rendered conversation, with the token that begins a text where due.

        Source for the beginning: llama.cpp common/chat.cpp strips it from a template's text and
        lets the tokenizer add it.
        """
        spans = list(spans)
        first: list[int] = []
        if C.llama_vocab_get_add_bos(self.handle):
            first = [C.llama_vocab_bos(self.handle)]
            if spans and not spans[0].said and self.begin:
                spans[0] = Span(spans[0].text.removeprefix(self.begin), said=False)
        found = first
        for part in self._parts(spans):
            found += self._tokenize(part) if isinstance(part, str) else [part]
        return found

    def _parts(self, spans: Sequence[Span]) -> Iterator[str | int]:
        """Text between control tokens, and the control tokens."""
        text = ""
        strip = False
        for span in spans:
            for piece in [span.text] if span.said else self._cut(span.text):
                special = None if span.said else self.special.get(piece)
                if special is None:
                    text += piece
                    continue
                text = text.lstrip() if strip else text
                text = text.rstrip() if special.attributes & LEFT_STRIP else text
                if text:
                    yield text
                yield special.token
                text, strip = "", bool(special.attributes & RIGHT_STRIP)
        text = text.lstrip() if strip else text
        if text:
            yield text

    def _cut(self, text: str) -> list[str]:
        return [piece for piece in self._pattern.split(text) if piece] if self.special else [text]

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        longest_first = sorted(self.special, key=len, reverse=True)
        return re.compile("(" + "|".join(map(re.escape, longest_first)) + ")")

    def _tokenize(self, text: str) -> list[int]:
        data = text.encode("utf-8", "replace")
        room = len(data) + 8
        for _attempt in range(2):  # a negative count says how much room it takes
            tokens = (C.llama_token * room)()
            count = C.llama_tokenize(self.handle, data, len(data), tokens, room, NO, NO)
            if count >= 0:
                break
            room = -count
        else:
            raise Refused("template", "the tokenizer refused the text")
        return list(tokens[:count])

    def _read_piece(self, token: int) -> bytes:
        length = C.llama_token_to_piece(self.handle, token, self._room, len(self._room), 0, NO)
        if length < 0:
            self._room = ctypes.create_string_buffer(-length)
            length = C.llama_token_to_piece(self.handle, token, self._room, -length, 0, NO)
        return bytes(self._room.raw[: max(0, length)])
