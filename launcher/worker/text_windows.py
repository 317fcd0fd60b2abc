"""A text as a model reads it, cut into windows that are scored.

As llama.cpp's tools/perplexity does: the text is tokenized whole, windows follow each other
without overlap, each begins with the token that begins a text where the vocabulary adds one,
and its second half is scored, so that every scored token has half a window before it.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from launcher.worker.bindings import C
from launcher.worker.refused import Refused

LEAST_WINDOW: Final = 8  # tokens
MOST_WINDOW: Final = 65_536
AS_TEXT: Final = False  # what looks like a control token in the text is text
ADD_SPECIAL: Final = True  # the tokens the vocabulary puts around a text

Tokens = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class TextWindows:
    """The tokens of a text, in windows of so many; those behind the last whole one are unread."""

    tokens: Tokens
    window: int
    begin: int | None  # the token put in the place of each window's first

    @property
    def count(self) -> int:
        """Whole windows."""
        return len(self.tokens) // self.window

    @property
    def before(self) -> int:
        """Tokens of a window that come before those that predict a scored one."""
        return self.window // 2

    @property
    def scored(self) -> int:
        """Tokens scored in each window."""
        return self.window - self.before - 1

    def at(self, index: int) -> Tokens:
        """A window as the model reads it."""
        start = index * self.window
        found = self.tokens[start : start + self.window].copy()
        if self.begin is not None:
            found[0] = self.begin
        return found

    def expected(self, index: int) -> Tokens:
        """The tokens of a window that are scored."""
        return self.at(index)[self.before + 1 :]

    def digest(self) -> bytes:
        """SHA-256 of what is read."""
        return hashlib.sha256(self.tokens.astype("<i4").tobytes()).digest()


def text_windows(vocabulary: Any, path: str, window: int) -> TextWindows:
    """Read and tokenize a text. Raises Refused where it is no text or shorter than a window."""
    if not LEAST_WINDOW <= window <= MOST_WINDOW:
        raise Refused("bad_choice", "window", (window, LEAST_WINDOW, MOST_WINDOW))
    tokens = _tokens(vocabulary, _bytes(path))
    if len(tokens) < window:
        raise Refused("text_too_short", path, (len(tokens), window))
    begin = C.llama_vocab_bos(vocabulary) if C.llama_vocab_get_add_bos(vocabulary) else None
    return TextWindows(tokens, window, begin)


def vocabulary_digest(vocabulary: Any) -> bytes:
    """SHA-256 of all tokens' texts in order: the same for every file of a model."""
    found = hashlib.sha256()
    for token in range(C.llama_vocab_n_tokens(vocabulary)):
        text: bytes = C.llama_vocab_get_text(vocabulary, token)
        found.update(len(text).to_bytes(4, "little") + text)
    return found.digest()


def _bytes(path: str) -> bytes:
    try:
        data = Path(path).read_bytes()
    except FileNotFoundError as error:
        raise Refused("unusable_text", f"missing\n{path}") from error
    except OSError as error:
        raise Refused("unusable_text", f"unreadable\n{path}") from error
    data = data.removeprefix(b"\xef\xbb\xbf")
    if not data.strip():
        raise Refused("unusable_text", f"empty\n{path}")
    if b"\0" in data:
        raise Refused("unusable_text", f"binary\n{path}")
    try:
        data.decode()
    except UnicodeDecodeError as error:
        raise Refused("unusable_text", f"not UTF-8\n{path}") from error
    return data


def _tokens(vocabulary: Any, data: bytes) -> Tokens:
    room = len(data) + 8
    for _attempt in range(2):  # a negative count says how much room it takes
        tokens = np.empty(room, np.int32)
        where = tokens.ctypes.data_as(C.llama_token_p)
        count = C.llama_tokenize(vocabulary, data, len(data), where, room, ADD_SPECIAL, AS_TEXT)
        if count >= 0:
            return tokens[:count].copy()
        room = -count
    raise Refused("decode", "the tokenizer refused the text")
