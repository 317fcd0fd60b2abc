"""What the arithmetic needs to know of a model, layer by layer, read once from its header.

A header is asked many times a second while a slider moves, so the answer is
kept for as long as the same header is asked again.
"""

from dataclasses import dataclass
from functools import lru_cache

from launcher.memory.architectures import KNOWN
from launcher.memory.blocks import Blocks, blocks_of
from launcher.memory.header import largest, per_layer, whole
from launcher.memory.index_cache import Index, index_of
from launcher.memory.recurrent import history_width, state_widths
from launcher.memory.sliding import window_of
from launcher.models.facts import ModelFacts


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Anatomy:
    """A model's shape. Every tuple has one entry a block; widths are in values per token.

    `k_widths` and `v_widths` are 0 where a block caches nothing, or has no heads
    of its own though it is `caching`; `head_sizes` are (K, V). `trunk` blocks
    answer, the rest only guess ahead and are not loaded.
    """

    layers: int
    trunk: int
    embedding: int
    vocabulary: int
    heads: int
    feed_forward: int
    experts_used: int
    expert_feed_forward: int
    window: int
    sliding: tuple[bool, ...]
    recurrent: tuple[bool, ...]
    caching: tuple[bool, ...]
    k_widths: tuple[int, ...]
    v_widths: tuple[int, ...]
    widest_v: int
    head_sizes: tuple[tuple[int, int], ...]
    compressed: bool  # K alone is cached: multi-head latent attention, and DeepSeek V4's
    index: Index  # what sparse attention keeps beside K and V
    index_width: int  # values of an index key
    ratios: tuple[int, ...]  # tokens to a compressed key, by block; empty: nothing is compressed
    states: tuple[int, int]  # values of the convolution and of the state, per recurrent block
    state_rows: tuple[tuple[int, ...], ...]  # the same by block, with all a block keeps
    state_inner: int  # width of a state-space block inside
    layer_inputs: int  # embeddings a token brings for every layer of its own (Gemma 3n, 4)
    refuses_flash_attention: bool
    complete: bool  # False: not an architecture this was held against

    @property
    def experts(self) -> bool:
        """Whether it is a mixture of experts."""
        return self.experts_used > 0


@dataclass(frozen=True, slots=True, eq=False)
class Same:
    """A header as a key: equal to itself alone, without comparing hundreds of tensors."""

    facts: ModelFacts

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and other.facts is self.facts

    def __hash__(self) -> int:
        return id(self.facts)


def anatomy_of(facts: ModelFacts) -> Anatomy:
    """The model's shape, remembered for the headers asked last."""
    return _anatomy(Same(facts))


@lru_cache(maxsize=64)
def _anatomy(same: Same) -> Anatomy:
    facts, blocks = same.facts, blocks_of(same.facts)
    compressed = _compressed(facts)
    states = state_widths(facts, blocks.first_heads)
    widths = [count * v for count, (_, v) in zip(blocks.kv_heads, blocks.sizes, strict=True)]
    return Anatomy(
        layers=blocks.layers,
        trunk=blocks.trunk,
        embedding=whole(facts, "embedding_length"),
        vocabulary=facts.vocabulary,
        heads=max(blocks.heads, default=0),
        feed_forward=max(blocks.feed_forward, default=0),
        experts_used=largest(facts, "expert_used_count"),
        expert_feed_forward=largest(facts, "expert_feed_forward_length"),
        window=window_of(facts),
        sliding=blocks.sliding,
        recurrent=blocks.recurrent,
        caching=blocks.caching,
        k_widths=tuple(
            count * size if caches else 0
            for count, (size, _), caches in zip(
                blocks.kv_heads, blocks.sizes, blocks.caching, strict=True
            )
        ),
        v_widths=tuple(
            width if caches and not compressed else 0
            for width, caches in zip(widths, blocks.caching, strict=True)
        ),
        widest_v=0 if compressed else max(widths, default=0),
        head_sizes=blocks.sizes,
        compressed=compressed,
        index=_index(facts, blocks, compressed=compressed),
        index_width=whole(facts, "attention.indexer.key_length"),
        ratios=_ratios(facts, blocks.layers),
        states=states,
        state_rows=tuple(
            (*states, history_width(facts, n)) if recurs and n < blocks.trunk else ()
            for n, recurs in enumerate(blocks.recurrent)
        ),
        state_inner=whole(facts, "ssm.inner_size"),
        layer_inputs=whole(facts, "embedding_length_per_layer_input") * blocks.layers,
        refuses_flash_attention=facts.architecture == "grok",
        complete=facts.architecture in KNOWN,
    )


def _index(facts: ModelFacts, blocks: Blocks, *, compressed: bool) -> Index:
    return index_of(
        facts,
        trunk=blocks.trunk,
        recurrent=blocks.recurrent,
        sliding=blocks.sliding,
        sizes=blocks.sizes,
        compressed=compressed,
    )


def _compressed(facts: ModelFacts) -> bool:
    keys = ("attention.key_length_mla", "attention.value_length_mla")
    return facts.architecture == "deepseek4" or all(whole(facts, key) for key in keys)


def _ratios(facts: ModelFacts, layers: int) -> tuple[int, ...]:
    if facts.architecture != "deepseek4":
        return ()
    return per_layer(facts, "attention.compress_ratios", layers, 0)
