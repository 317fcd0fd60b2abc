"""The keys and values of a header. The tokenizer's lists are counted and passed over."""

import struct
from typing import Final

from launcher.models.facts import Scalar, Value
from launcher.models.intake import MOST_HEADER, Intake, Reading
from launcher.models.wire import ARRAY, NUMBERS, STRING, usual_kind
from launcher.units import MIB

MOST_KEY: Final = 65_535
MOST_STRING: Final = 16 * MIB
MOST_TEXT: Final = 64 * MIB  # all strings that are kept
MOST_NUMBERS_KEPT: Final = 4_096  # per-layer lists have hundreds
MOST_STRINGS_KEPT: Final = 256
TOKENS: Final = "tokenizer.ggml.tokens"
NEVER_KEPT: Final = frozenset(
    {
        TOKENS,
        "tokenizer.ggml.token_type",
        "tokenizer.ggml.scores",
        "tokenizer.ggml.merges",
        "tokenizer.ggml.added_tokens",
        "tokenizer.ggml.precompiled_charsmap",
    }
)


class Pairs:
    """The keys and values; long lists are left out, the tokenizer's counted."""

    def __init__(self, intake: Intake) -> None:
        """Nothing is read yet."""
        self.values: dict[str, Value] = {}
        self.kinds: dict[str, str] = {}
        self.tokens: int | None = None
        self._intake = intake
        self._seen: set[str] = set()
        self._text = 0  # bytes of strings kept

    def read(self) -> Reading[None]:
        """The next pair."""
        intake = self._intake
        key = yield from intake.name(MOST_KEY)
        if not key:
            raise intake.damaged("a key without a name")
        if key in self._seen:
            raise intake.damaged(f"the key {key} comes twice")
        self._seen.add(key)
        kind = yield from intake.u32()
        if kind == ARRAY:
            value = yield from self._array(key)
        else:
            value = (yield from self._scalars(key, kind, 1))[0]
        if value is not None:
            self.values[key] = value

    def alignment(self) -> int:
        """Where tensors' data may begin (bytes); the engine's rule."""
        value = self.values.get("general.alignment", 32)
        usual = type(value) is int and "general.alignment" not in self.kinds
        if not usual or not isinstance(value, int) or not 0 < value < MOST_HEADER:
            raise self._intake.damaged(f"an alignment of {value}")
        if value & (value - 1):
            raise self._intake.damaged(f"an alignment of {value}, no power of 2")
        return value

    def _array(self, key: str) -> Reading[Value | None]:
        intake = self._intake
        kind = yield from intake.u32()
        count = yield from intake.u64()
        if kind == ARRAY:
            raise intake.damaged(f"{key} is a list of lists")
        if key == TOKENS:
            self.tokens = count
        most = MOST_STRINGS_KEPT if kind == STRING else MOST_NUMBERS_KEPT
        if count <= most and key not in NEVER_KEPT:
            return (yield from self._scalars(key, kind, count, listed=True))
        if kind == STRING:
            yield from intake.skip_strings(count)
        else:
            yield from intake.skip(count * _number(intake, key, kind)[2])
        return None

    def _scalars(
        self, key: str, kind: int, count: int, *, listed: bool = False
    ) -> Reading[tuple[Scalar, ...]]:
        intake = self._intake
        values: tuple[Scalar, ...]
        if kind == STRING:
            name = "str"
            values = yield from self._texts(count)
        else:
            name, letter, size = _number(intake, key, kind)
            data = yield from intake.take(count * size)
            values = struct.unpack(f"<{count}{letter}", data)
        if usual_kind(values if listed else values[0]) != name:
            self.kinds[key] = name
        return values

    def _texts(self, count: int) -> Reading[tuple[str, ...]]:
        texts = []
        for _ in range(count):
            data = yield from self._intake.string(MOST_STRING)
            self._text += len(data)
            if self._text > MOST_TEXT:
                raise self._intake.damaged("more text than a header has")
            texts.append(data.decode(errors="replace"))
        return tuple(texts)


def _number(intake: Intake, key: str, kind: int) -> tuple[str, str, int]:
    found = NUMBERS.get(kind)
    if found is None:
        raise intake.damaged(f"{key} is of type {kind}, which does not exist")
    return found
