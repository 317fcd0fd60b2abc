"""Tiny models with random weights, real enough that the engine loads them and writes words.

Made in milliseconds, for the self-test and for tests. The words mean nothing.
"""

import random
import struct
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from launcher.models.blueprints import DESIGNS, Blueprint, Part, blueprint
from launcher.models.facts import Tensor, Value
from launcher.models.quantization import FILE_TYPES, TYPE_BY_NAME, tensor_bytes
from launcher.models.sparse import write_sparse
from launcher.models.vocabulary import END, START, Vocabulary
from launcher.models.wire import header_bytes, padded, placed

ARCHITECTURES: Final = tuple(DESIGNS)
CHAT_TEMPLATE: Final = (
    "{% for message in messages %}"
    "{{ '" + START + "' + message['role'] + '\\n' + message['content'] + '" + END + "\\n' }}"
    "{% endfor %}"
    "{% if add_generation_prompt %}{{ '" + START + "assistant\\n' }}{% endif %}"
)
ONE: Final = b"\x00\x00\x80\x3f"  # 1.0 as F32
MINUS_ONE: Final = b"\x00\x00\x80\xbf"
# A random byte becomes a float's highest one: its sign stays, the exponent is ours, so that
# every weight is between 1/32 and 1/16 and no logit grows beyond sense.
HIGHEST_OF_F32: Final = bytes((byte & 0x80) | 0x3D for byte in range(256))
HIGHEST_OF_F16: Final = bytes((byte & 0x83) | 0x28 for byte in range(256))
POSITIVE: Final = bytes(byte & 0x7F for byte in range(256))  # the exponent's lowest bit is 0
LOUD, MIDDLE, QUIET = 4.0, 2.0, 1.0
SCALES: Final = {"Q8_0": b"\x00\x10", "Q4_0": b"\x00\x20"}  # F16: 1/2048, 1/128


def write_model(
    path: Path,
    architecture: str,
    *,
    seed: int = 0,
    layers: int = 2,
    quantization: str = "F32",
    chat_template: str | None = CHAT_TEMPLATE,
    context: int = 2048,
    shards: int = 1,
    name: str | None = None,
) -> tuple[Path, ...]:
    """Write a model of one of ARCHITECTURES; the files written (several with `shards`).

    `quantization` is F32, F16, BF16, Q8_0 or Q4_0. Almost never ends a text by itself.
    Raises NotSaved, and KeyError for an unknown architecture.
    """
    plan = blueprint(architecture, layers=layers, context=context)
    tensors = [_tensor(part, quantization) for part in plan.parts]
    metadata = _metadata(plan, architecture, quantization, chat_template, name)
    data = _data(plan, tensors, random.Random(seed))  # noqa: S311 - no secret
    if shards == 1:
        _write(path, metadata, tensors, data)
        return (path,)
    return _write_shards(path, metadata, tensors, data, shards)


def _metadata(
    plan: Blueprint, architecture: str, quantization: str, template: str | None, name: str | None
) -> dict[str, Value]:
    file_type = next(number for number, (known, _) in FILE_TYPES.items() if known == quantization)
    metadata: dict[str, Value] = {
        "general.architecture": architecture,
        "general.type": "model",
        "general.name": name or f"Tiny random {architecture}",
        "general.file_type": file_type,
        "general.quantization_version": 2,
    }
    metadata |= plan.keys | plan.vocabulary.keys
    if template is not None:
        metadata["tokenizer.chat_template"] = template
    return metadata


def _tensor(part: Part, quantization: str) -> Tensor:
    kind = quantization if part.fill in {"matrix", "tokens"} else "F32"
    if part.shape[0] % TYPE_BY_NAME[kind].block:
        kind = "F16"  # as the engine falls back where rows are too short
    size = tensor_bytes(kind, part.shape)
    return Tensor(name=part.name, shape=part.shape, type=kind, offset=0, size=size)


def _data(plan: Blueprint, tensors: Sequence[Tensor], source: random.Random) -> list[bytes]:
    made = []
    for part, tensor in zip(plan.parts, tensors, strict=True):
        if part.fill in {"one", "decay"}:
            made.append((ONE if part.fill == "one" else MINUS_ONE) * tensor.elements)
            continue
        data = _random(tensor, source)
        if part.fill == "tokens":
            _prefer(data, tensor, plan.vocabulary)
        made.append(bytes(data))
    return made


def _random(tensor: Tensor, source: random.Random) -> bytearray:
    data = bytearray(source.randbytes(tensor.size))
    if tensor.type == "F32":
        data[3::4] = data[3::4].translate(HIGHEST_OF_F32)
        data[2::4] = data[2::4].translate(POSITIVE)
    elif tensor.type == "BF16":
        data[1::2] = data[1::2].translate(HIGHEST_OF_F32)
        data[0::2] = data[0::2].translate(POSITIVE)
    elif tensor.type == "F16":
        data[1::2] = data[1::2].translate(HIGHEST_OF_F16)
    else:
        width = TYPE_BY_NAME[tensor.type].bytes
        scale = SCALES[tensor.type]
        data[0::width] = scale[:1] * (tensor.size // width)
        data[1::width] = scale[1:] * (tensor.size // width)
    return data


def _prefer(data: bytearray, tensor: Tensor, vocabulary: Vocabulary) -> None:
    """Make readable tokens the likely ones, in place.

    The first number of every row is large, so it is what a layer's output
    mostly consists of, and its product with a readable token's is larger. The
    newline that ends a prompt is in between: strong when read, never written.
    """
    width = tensor.size // vocabulary.size
    loud, middle, quiet = (_leading(tensor.type, value) for value in (LOUD, MIDDLE, QUIET))
    special = dict.fromkeys(vocabulary.readable, loud) | {vocabulary.newline: middle}
    for row in range(vocabulary.size):
        start = special.get(row, quiet)
        data[row * width : row * width + len(start)] = start


def _leading(kind: str, value: float) -> bytes:
    """How a row begins whose first number is `value`."""
    if kind == "F32":
        return struct.pack("<f", value)
    if kind == "BF16":
        return struct.pack("<f", value)[2:]
    if kind == "F16":
        return struct.pack("<e", value)
    if kind == "Q8_0":
        return struct.pack("<eb31x", value / 127, 127)
    return struct.pack("<e", -value / 8) + b"\x80" + b"\x88" * 15  # Q4_0: (0 - 8) times the scale


def _write(
    path: Path, metadata: dict[str, Value], tensors: Sequence[Tensor], data: Sequence[bytes]
) -> None:
    kinds = {"split.no": "u16", "split.count": "u16", "split.tensors.count": "i32"}
    used = {key: kind for key, kind in kinds.items() if key in metadata}
    header = header_bytes(metadata, placed(tensors, 32), kinds=used)
    body = b"".join(part.ljust(padded(len(part), 32), b"\0") for part in data)
    write_sparse(path, header + body, len(header) + len(body))


def _write_shards(
    path: Path,
    metadata: dict[str, Value],
    tensors: Sequence[Tensor],
    data: Sequence[bytes],
    count: int,
) -> tuple[Path, ...]:
    """As gguf-split does: all keys in the first file, the tensors shared out in order."""
    paths = []
    for shard in range(count):
        begin, end = (len(tensors) * edge // count for edge in (shard, shard + 1))
        keys: dict[str, Value] = dict(metadata) if shard == 0 else {}
        keys |= {
            "split.no": shard,
            "split.count": count,
            "split.tensors.count": len(tensors),
        }
        paths.append(path.with_name(f"{path.stem}-{shard + 1:05}-of-{count:05}.gguf"))
        own = [replace(tensor, shard=shard) for tensor in tensors[begin:end]]
        _write(paths[-1], keys, own, data[begin:end])
    return tuple(paths)
