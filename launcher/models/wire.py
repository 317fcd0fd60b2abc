"""GGUF as it lies in a file: its value types, and headers made from values.

Source: ggml docs/gguf.md, version 3, little-endian.
"""

import struct
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from launcher.models.facts import Scalar, Tensor, Value
from launcher.models.quantization import TYPE_BY_NAME

MAGIC: Final = b"GGUF"
VERSION: Final = 3
STRING: Final = 8
ARRAY: Final = 9
NUMBERS: Final = {  # id: (name, struct's letter, bytes)
    0: ("u8", "B", 1),
    1: ("i8", "b", 1),
    2: ("u16", "H", 2),
    3: ("i16", "h", 2),
    4: ("u32", "I", 4),
    5: ("i32", "i", 4),
    6: ("f32", "f", 4),
    7: ("bool", "?", 1),
    10: ("u64", "Q", 8),
    11: ("i64", "q", 8),
    12: ("f64", "d", 8),
}
ID_OF: Final = {name: number for number, (name, _, _) in NUMBERS.items()}


def usual_kind(value: Value) -> str:
    """The wire type writers commonly give such a value; facts note only those that differ."""
    if isinstance(value, tuple):
        return "i32" if _first_kind(value) == "u32" else _first_kind(value)
    return _kind_of(value)


def _first_kind(values: tuple[Scalar, ...]) -> str:
    return _kind_of(values[0]) if values else "i32"


def _kind_of(value: Scalar) -> str:
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, str):
        return "str"
    if isinstance(value, float):
        return "f32"
    return "u32" if value >= 0 else "i32"


def string(text: str) -> bytes:
    """A length-prefixed string."""
    data = text.encode()
    return struct.pack("<Q", len(data)) + data


def value_bytes(value: Value, kind: str) -> bytes:
    """A value behind its type; `kind` is the number's wire type, or that of a list's elements."""
    if not isinstance(value, tuple):
        return struct.pack("<I", _id(kind)) + _scalars((value,), kind)
    return struct.pack("<IIQ", ARRAY, _id(kind), len(value)) + _scalars(value, kind)


def _id(kind: str) -> int:
    return STRING if kind == "str" else ID_OF[kind]


def _scalars(values: Iterable[Scalar], kind: str) -> bytes:
    if kind == "str":
        return b"".join(string(str(value)) for value in values)
    numbers = tuple(values)
    return struct.pack(f"<{len(numbers)}{NUMBERS[ID_OF[kind]][1]}", *numbers)


def padded(count: int, alignment: int) -> int:
    """`count` bytes rounded up to the alignment."""
    return -(-count // alignment) * alignment


def header_bytes(
    metadata: Mapping[str, Value],
    tensors: Iterable[Tensor],
    *,
    kinds: Mapping[str, str] | None = None,
    alignment: int = 32,
) -> bytes:
    """A whole header, padded so that the tensors' data may follow at once."""
    table = [_tensor_entry(tensor) for tensor in tensors]
    pairs = [_pair(key, value, (kinds or {}).get(key)) for key, value in metadata.items()]
    head = MAGIC + struct.pack("<IQQ", VERSION, len(table), len(pairs))
    data = head + b"".join(pairs) + b"".join(table)
    return data.ljust(padded(len(data), alignment), b"\0")


def _pair(key: str, value: Value, kind: str | None) -> bytes:
    return string(key) + value_bytes(value, kind or usual_kind(value))


def _tensor_entry(tensor: Tensor) -> bytes:
    shape = tensor.shape
    return string(tensor.name) + struct.pack(
        f"<I{len(shape)}QIQ", len(shape), *shape, TYPE_BY_NAME[tensor.type].id, tensor.offset
    )


def placed(tensors: Iterable[Tensor], alignment: int) -> tuple[Tensor, ...]:
    """The tensors one after another in one file, as the engine demands them."""
    result = []
    offset = 0
    for tensor in tensors:
        result.append(replace(tensor, offset=offset, shard=0))
        offset += padded(tensor.size, alignment)
    return tuple(result)
