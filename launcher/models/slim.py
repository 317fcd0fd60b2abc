"""A model's header alone, as small as the engine's dry run allows.

The architecture's keys and the tensor table stay, the tokenizer goes: 18 KB
instead of megabytes, with the same figures to the byte. What the engine must
not see is kept under keys of our own, so the slim form gives the facts back.
Source: llama-model-loader.cpp wants offsets without gaps and a file as long as
its tensors say; llama-vocab.cpp takes the tokenizer "none".
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from launcher.errors import DamagedHeader
from launcher.models.facts import ModelFacts, Tensor, Value
from launcher.models.gguf import HeaderParser
from launcher.models.quantization import tensor_bytes
from launcher.models.shards import CHAT_TEMPLATE
from launcher.models.sparse import write_sparse
from launcher.models.wire import header_bytes, padded, placed

KEPT: Final = "snug.kept."  # before a key that the engine must not see
FILE_SIZE: Final = "snug.file_size"
HEADER_SIZE: Final = "snug.header_size"
VOCABULARY: Final = "snug.vocabulary"
SHARDS: Final = "snug.shards"  # tensors per shard
OWN_KINDS: Final = {FILE_SIZE: "u64", HEADER_SIZE: "u64", VOCABULARY: "u64", SHARDS: "u32"}
TOKENIZER_MODEL: Final = "tokenizer.ggml.model"
# Hyperparameters of the bert family though they are named for the tokenizer (src/llama-arch.cpp).
SEEN_BY_ENGINE: Final = frozenset({"tokenizer.ggml.token_type_count"})
EMBEDDING: Final = "token_embd.weight"


def slim_bytes(facts: ModelFacts, *, types: Sequence[str] | None = None) -> bytes:
    """The slim header, without the room its tensors would take.

    `types` gives every tensor another type, in the table's order. Raises
    ValueError when a row is no multiple of a type's block.
    """
    return _slim(facts, types)[0]


def write_slim(facts: ModelFacts, path: Path, *, types: Sequence[str] | None = None) -> None:
    """The slim header as a file of the model's full length, nearly none of it on the disk.

    It appears whole or not at all. Raises NotSaved; ValueError as `slim_bytes` does.
    """
    data, length = _slim(facts, types)
    write_sparse(path, data, length)


def facts_from_slim(data: bytes) -> ModelFacts:
    """The facts a slim header was made from. Raises BadModelFile for anything else."""
    parser = HeaderParser("slim header")
    parser.feed(data)
    facts = parser.facts()
    if not isinstance(facts.metadata.get(FILE_SIZE), int):
        raise DamagedHeader(parser.path, "it is no slim header", 0)
    metadata, kinds = _given_back(facts)
    template = metadata.get(CHAT_TEMPLATE)
    return replace(
        facts,
        metadata=metadata,
        kinds=kinds,
        tensors=_shared_out(facts),
        vocabulary=_whole_number(facts, VOCABULARY),
        chat_template=template if isinstance(template, str) else None,
        file_size=_whole_number(facts, FILE_SIZE),
        header_size=_whole_number(facts, HEADER_SIZE),
    )


def f16_header(facts: ModelFacts) -> ModelFacts:
    """The model as it was before it was quantized, for the engine's quantize dry run.

    Matrices become F16; vectors, and matrices that quantizing has left at F32
    (routers, convolutions), are F32 as in a fresh conversion.
    """
    plain = all(t.type == "F32" for t in facts.tensors)
    return _with_types(facts, [_unquantized(tensor, plain=plain) for tensor in facts.tensors])


def _unquantized(tensor: Tensor, *, plain: bool) -> str:
    if len(tensor.shape) < 2 or (tensor.type == "F32" and not plain):
        return "F32"
    return "F16"


def _with_types(facts: ModelFacts, types: Sequence[str]) -> ModelFacts:
    tensors = placed(
        (
            replace(tensor, type=kind, size=tensor_bytes(kind, tensor.shape))
            for tensor, kind in zip(facts.tensors, types, strict=True)
        ),
        facts.alignment,
    )
    return replace(
        facts, tensors=tensors, file_size=facts.header_size + _extent(tensors, facts.alignment)
    )


def _slim(facts: ModelFacts, types: Sequence[str] | None) -> tuple[bytes, int]:
    """The header, and the length of the file it begins (bytes)."""
    model = facts if types is None else _with_types(facts, types)
    tensors = placed(
        (replace(t, size=tensor_bytes(t.type, t.shape)) for t in model.tensors), model.alignment
    )
    metadata, kinds = _rewritten(model)
    data = header_bytes(metadata, tensors, kinds=kinds, alignment=model.alignment)
    return data, len(data) + _extent(tensors, model.alignment)


def _extent(tensors: Sequence[Tensor], alignment: int) -> int:
    return padded(tensors[-1].offset + tensors[-1].size, alignment) if tensors else 0


def _rewritten(facts: ModelFacts) -> tuple[dict[str, Value], dict[str, str]]:
    """The keys for the engine, those it must not see renamed, and their wire types."""
    size_key = f"{facts.architecture}.vocab_size"
    metadata: dict[str, Value] = {}
    kinds: dict[str, str] = dict(OWN_KINDS)
    for key, value in facts.metadata.items():
        hidden = (
            key.startswith(("tokenizer.", "split.")) and key not in SEEN_BY_ENGINE
        ) or key == size_key
        name = KEPT + key if hidden else key
        metadata[name] = value
        if key in facts.kinds:
            kinds[name] = facts.kinds[key]
    metadata[TOKENIZER_MODEL] = "none"
    metadata[size_key] = _rows(facts)
    metadata |= {
        FILE_SIZE: facts.file_size,
        HEADER_SIZE: facts.header_size,
        VOCABULARY: facts.vocabulary,
        SHARDS: _shard_counts(facts.tensors),
    }
    return metadata, kinds


def _shard_counts(tensors: Sequence[Tensor]) -> tuple[int, ...]:
    counts = Counter(tensor.shard for tensor in tensors)
    return tuple(counts[shard] for shard in range(max(counts, default=-1) + 1))


def _rows(facts: ModelFacts) -> int:
    """Tokens the engine is told of: those of the tokenizer, or else the embedding's rows."""
    if facts.vocabulary:
        return facts.vocabulary
    return next((t.shape[1] for t in facts.tensors if t.name == EMBEDDING and t.shape[1:]), 0)


def _given_back(facts: ModelFacts) -> tuple[Mapping[str, Value], Mapping[str, str]]:
    added = {TOKENIZER_MODEL, f"{facts.architecture}.vocab_size", *OWN_KINDS}
    kept = {key: key.removeprefix(KEPT) for key in facts.metadata if key not in added}
    metadata = {name: facts.metadata[key] for key, name in kept.items()}
    kinds = {name: facts.kinds[key] for key, name in kept.items() if key in facts.kinds}
    return metadata, kinds


def _shared_out(facts: ModelFacts) -> tuple[Tensor, ...]:
    """The tensors back in their shards, each with its place there."""
    counts = facts.metadata.get(SHARDS, ())
    tensors: list[Tensor] = []
    for shard, count in enumerate(counts if isinstance(counts, tuple) else ()):
        own = facts.tensors[len(tensors) : len(tensors) + int(count)]
        tensors += [replace(t, shard=shard) for t in placed(own, facts.alignment)]
    return tuple(tensors)


def _whole_number(facts: ModelFacts, key: str) -> int:
    value = facts.metadata.get(key)
    return value if isinstance(value, int) else 0
