"""Models of real size that load for real: a true header, a true vocabulary, weights of zeros.

The files are sparse, so the disk hardly notices.
"""

import random
from dataclasses import replace
from pathlib import Path

from launcher.models.catalog import Known
from launcher.models.catalog import facts_of as header_of
from launcher.models.facts import ModelFacts, Value
from launcher.models.gguf import read_facts
from launcher.models.sparse import write_sparse
from launcher.models.vocabulary import byte_pairs
from launcher.models.wire import header_bytes, padded, placed
from tests.fakes.catalogue import Shape, facts_of

MERGES_A_TOKEN = 2.2  # Llama 3: 280,147 for 128,256
ALIGNMENT = 32


def write_large(folder: Path, shape: Shape, quantization: str) -> tuple[Path, ModelFacts]:
    """The file, and its facts as the program reads them."""
    path = folder / f"{shape.name}-{quantization}.gguf".replace(" ", "-")
    return _write(path, facts_of(shape, quantization), shape.vocabulary)


def write_known(folder: Path, known: Known, variant: str) -> tuple[Path, ModelFacts]:
    """The same for a model of the catalog."""
    path = folder / f"{known.entry}-{variant}.gguf".replace("/", "-")
    facts = header_of(known, variant)
    return _write(path, facts, facts.vocabulary)


def _write(path: Path, facts: ModelFacts, vocabulary: int) -> tuple[Path, ModelFacts]:
    metadata: dict[str, Value] = {**facts.metadata, **_vocabulary(vocabulary)}
    tensors = placed((replace(tensor, shard=0) for tensor in facts.tensors), ALIGNMENT)
    data = header_bytes(metadata, tensors, kinds=facts.kinds)
    end = padded(tensors[-1].offset + tensors[-1].size, ALIGNMENT)
    write_sparse(path, data, len(data) + end)
    return path, read_facts(path)


def _vocabulary(size: int) -> dict[str, Value]:
    """Byte pairs, as many as asked: two known pieces together are a new one."""
    small = byte_pairs().keys
    tokens = [*_texts(small["tokenizer.ggml.tokens"])]
    kinds = [*_numbers(small["tokenizer.ggml.token_type"])]
    merges = dict.fromkeys(_texts(small["tokenizer.ggml.merges"]))
    known, pieces, source = set(tokens), tokens[:256], random.Random(1)  # noqa: S311  no secret
    while len(tokens) < size or len(merges) < MERGES_A_TOKEN * size:
        left, right = source.choice(pieces), source.choice(pieces[:2048])
        made = left + right
        if len(made) > 12:
            continue
        merges[f"{left} {right}"] = None
        if made not in known and len(tokens) < size:
            known.add(made)
            tokens.append(made)
            kinds.append(1)
            pieces.append(made)
    return {
        **small,
        "tokenizer.ggml.tokens": tuple(tokens),
        "tokenizer.ggml.token_type": tuple(kinds),
        "tokenizer.ggml.merges": tuple(merges),
    }


def _texts(value: Value) -> tuple[str, ...]:
    return tuple(str(part) for part in value) if isinstance(value, tuple) else ()


def _numbers(value: Value) -> tuple[int, ...]:
    return tuple(int(part) for part in value) if isinstance(value, tuple) else ()
