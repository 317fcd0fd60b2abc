"""The conversation's working memory: K and V of every token in every layer that attends.

Exact to the byte for dense, grouped-query, mixture, sliding-window and latent
attention. Source: llama.cpp src/llama-kv-cache.cpp, src/llama-kv-cache-iswa.cpp
and src/llama-context.cpp (the padding of the context, and what it refuses).
"""

from dataclasses import dataclass
from typing import Final

from launcher.errors import KvTypeMisfit, QuantizedVNeedsFlashAttention, UnknownChoice
from launcher.memory.anatomy import Anatomy, anatomy_of
from launcher.memory.choices import KV_TYPES, Choices, FlashAttention
from launcher.models.facts import ModelFacts

CELLS: Final = 256  # a cache holds a multiple of so many tokens

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
    """Tokens kept per conversation: by layers that see everything, and by sliding ones."""

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
    full = padded(padded(choices.context) // choices.parallel)
    sliding = padded(min(full, anatomy.window + at_once)) if anatomy.window else full
    return Cells(full=full, sliding=sliding, streams=choices.parallel, at_once=at_once)


def padded(tokens: int) -> int:
    """The next multiple of 256."""
    return -(-tokens // CELLS) * CELLS


def kv_cache_bytes(model: ModelFacts, choices: Choices) -> int:
    """Bytes of K and V of all layers. Raises ChoiceError where the engine would refuse."""
    anatomy = anatomy_of(model)
    check_kv_types(anatomy, choices)
    return sum(kv_layers(anatomy, choices))


def kv_layers(anatomy: Anatomy, choices: Choices) -> tuple[int, ...]:
    """Bytes of K and V, block by block. The choices are taken as checked."""
    cells = cells_of(anatomy, choices)
    k_block, k_bytes = BLOCKS[choices.kv_type_k]
    v_block, v_bytes = BLOCKS[choices.kv_type_v]
    transposed = not flash_attends(anatomy, choices)  # then V is as wide as in the widest layer
    full, sliding = cells.full * cells.streams, cells.sliding * cells.streams
    sizes = []
    for k, own_v, slides in zip(anatomy.k_widths, anatomy.v_widths, anatomy.sliding, strict=True):
        v = anatomy.widest_v if transposed and k else own_v
        row = k // k_block * k_bytes + v // v_block * v_bytes
        sizes.append(row * (sliding if slides else full))
    return tuple(sizes)


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
    if not any(anatomy.k_widths):
        return
    if anatomy.compressed and choices.kv_type_k != choices.kv_type_v:
        raise UnknownChoice("kv_type_v", choices.kv_type_v, (choices.kv_type_k,))
    if BLOCKS[choices.kv_type_v][0] > 1 and not flash_attends(anatomy, choices):
        raise QuantizedVNeedsFlashAttention(choices.kv_type_v)
    for layer in range(anatomy.trunk):
        if anatomy.k_widths[layer]:
            _check_block(choices.kv_type_k, anatomy.head_sizes[layer][0])
            _check_block(choices.kv_type_v, anatomy.head_sizes[layer][1])


def _check_block(kind: str, head_size: int) -> None:
    block = BLOCKS[kind][0]
    if head_size % block:
        raise KvTypeMisfit(kind, block, head_size)
