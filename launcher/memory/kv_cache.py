"""The conversation's working memory: K and V of every token in every layer that attends.

Exact to the byte for every architecture the engine knows, as tests/model/architectures
holds it. Source: llama.cpp src/llama-kv-cache.cpp, src/llama-kv-cache-iswa.cpp
and src/llama-context.cpp (the padding of the context, and what it refuses).
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from launcher.errors import KvTypeMisfit, QuantizedVNeedsFlashAttention, UnknownChoice
from launcher.memory.anatomy import Anatomy, anatomy_of
from launcher.memory.cells import padded
from launcher.memory.choices import KV_TYPES, Choices, FlashAttention
from launcher.memory.compressed_cache import compressed_layers
from launcher.models.facts import ModelFacts

# Values in a block, and the bytes it takes. Source: ggml/src/ggml-common.h.
BLOCKS: Final = {
    "f32": (1, 4),
    "f16": (1, 2),
    "bf16": (1, 2),
    "q8_0": (32, 34),
    "q5_1": (32, 24),
    "q5_0": (32, 22),
    "q4_1": (32, 20),
    "q4_0": (32, 18),
    "iq4_nl": (32, 18),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cells:
    """Tokens kept per stream: by layers that see everything, and by sliding ones.

    Every conversation has its stream, or all share one.
    """

    full: int
    sliding: int
    streams: int
    at_once: int  # tokens of one step of reading a prompt (n_ubatch)

    @property
    def granted(self) -> int:
        """Tokens of context in all conversations together."""
        return self.full * self.streams


def granted_context(choices: Choices, model: ModelFacts) -> int:
    """Tokens the engine grants: the context padded, per conversation, to a multiple of 256."""
    return cells_of(anatomy_of(model), choices).granted


def cells_of(anatomy: Anatomy, choices: Choices) -> Cells:
    """How many tokens the caches hold. Source: src/llama-context.cpp (n_ctx, n_batch)."""
    batch = min(choices.context, choices.batch)  # before the context is padded
    at_once = min(batch, choices.micro_batch)
    streams = 1 if choices.unified else choices.parallel
    full = padded(padded(choices.context) // streams)
    return Cells(
        full=full,
        sliding=_sliding(anatomy, choices, full, at_once, sharing=choices.parallel // streams),
        streams=streams,
        at_once=at_once,
    )


def _sliding(anatomy: Anatomy, choices: Choices, full: int, at_once: int, *, sharing: int) -> int:
    """Tokens a sliding layer keeps in a stream that so many conversations share."""
    if choices.swa_full or not anatomy.window:
        return full
    return padded(min(full, anatomy.window * sharing + at_once))


def kv_cache_bytes(model: ModelFacts, choices: Choices) -> int:
    """Bytes of K and V of all layers. Raises ChoiceError where the engine would refuse."""
    anatomy = anatomy_of(model)
    check_kv_types(anatomy, choices)
    return sum(kv_layers(anatomy, choices))


@lru_cache(maxsize=32)  # automatic layers ask the same for every number of them
def kv_layers(anatomy: Anatomy, choices: Choices) -> tuple[int, ...]:
    """Bytes of K and V, and of all caches beside them, block by block.

    The choices are taken as checked.
    """
    cells = cells_of(anatomy, choices)
    if anatomy.ratios:
        return compressed_layers(
            anatomy,
            tokens=cells.full,
            window=_sliding(anatomy, choices, cells.full, cells.at_once, sharing=1),
            conversations=choices.parallel,
            row=lambda values: row_bytes(choices.kv_type_k, values),
        )
    transposed = not flash_attends(anatomy, choices)  # then V is as wide as in the widest layer
    index = anatomy.index
    sizes = []
    known: dict[tuple[int, ...], int] = {}  # most layers are alike
    for layer in range(anatomy.layers):
        v, index_v = anatomy.v_widths[layer], index.v[layer]
        if transposed:
            v = anatomy.widest_v if anatomy.caching[layer] else 0
            index_v = index.widest_v if index.k[layer] else 0
        tokens = cells.sliding if anatomy.sliding[layer] else cells.full
        alike = (tokens, anatomy.k_widths[layer], v, index.k[layer], index_v)
        if alike not in known:
            size = tokens * _row(choices, anatomy.k_widths[layer], v)
            size += cells.full * _row(choices, index.k[layer], index_v)
            known[alike] = size * cells.streams
        sizes.append(known[alike])
    return tuple(sizes)


def row_bytes(kind: str, values: int) -> int:
    """Bytes of so many values of a token in a KV type."""
    block, size = BLOCKS[kind]
    return values // block * size


def _row(choices: Choices, k: int, v: int) -> int:
    """Bytes a token takes in one block."""
    return row_bytes(choices.kv_type_k, k) + row_bytes(choices.kv_type_v, v)


def flash_attends(anatomy: Anatomy, choices: Choices) -> bool:
    """Whether attention runs fused; 'auto' counts as yes when caches are made."""
    return (
        choices.flash_attention is not FlashAttention.OFF and not anatomy.refuses_flash_attention
    )


def check_kv_types(anatomy: Anatomy, choices: Choices) -> None:
    """Refuse what the engine refuses (src/llama-context.cpp, llama_init_from_model).

    Raises UnknownChoice, QuantizedVNeedsFlashAttention or KvTypeMisfit.
    """
    for what, kind in (("kv_type_k", choices.kv_type_k), ("kv_type_v", choices.kv_type_v)):
        if kind not in BLOCKS:
            raise UnknownChoice(what, kind, KV_TYPES)
    flash = flash_attends(anatomy, choices)
    if anatomy.compressed and choices.kv_type_k != choices.kv_type_v:
        raise UnknownChoice("kv_type_v", choices.kv_type_v, (choices.kv_type_k,))
    if BLOCKS[choices.kv_type_v][0] > 1 and not flash:  # even where nothing is cached
        raise QuantizedVNeedsFlashAttention(choices.kv_type_v)
    heads = zip(anatomy.head_sizes[: anatomy.trunk], anatomy.caching, strict=False)
    for k, v in dict.fromkeys(sizes for sizes, caches in heads if flash or caches):
        _check_block(choices.kv_type_k, k)
        _check_block(choices.kv_type_v, v)


def _check_block(kind: str, head_size: int) -> None:
    block = BLOCKS[kind][0]
    if head_size % block:
        raise KvTypeMisfit(kind, block, head_size)
