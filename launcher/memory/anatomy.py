"""What the arithmetic needs to know of a model, layer by layer, read once from its header.

A header is asked many times a second while a slider moves, so the answer is
kept for as long as the same header is asked again.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from launcher.memory.architectures import KNOWN
from launcher.memory.index_cache import Index, index_of
from launcher.memory.recurrent import BY_HEADS, history_width, recurrent_layers, state_widths
from launcher.memory.sliding import sliding_layers, window_of
from launcher.models.facts import ModelFacts

MOST_LAYERS: Final = 512  # llama.cpp src/llama-hparams.h, LLAMA_MAX_LAYERS
GEMMA3N_CACHING: Final = 20  # of its layers; the others reuse (src/models/gemma3n.cpp)

# Source: llama.cpp src/llama-model.cpp, create_memory.
WITHOUT_CACHE: Final = frozenset(
    {
        "bert",
        "dream",
        "eurobert",
        "gemma-embedding",
        "jina-bert-v2",
        "jina-bert-v3",
        "llada",
        "llada-moe",
        "modern-bert",
        "neo-bert",
        "nomic-bert",
        "nomic-bert-moe",
        "rnd1",
        "wavtokenizer-dec",
    }
)

# Here blocks that guess ahead have caches too.
TO_THE_END: Final = (BY_HEADS - {"glm5-next"}) | {"deepseek4", "hy_v4", "minimax-m3"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Anatomy:
    """A model's shape. Every tuple has one entry a block; widths are in values per token.

    `k_widths` and `v_widths` are 0 where a block caches nothing, or has no heads
    of its own though it is `caching`; `head_sizes` are (K, V). `trunk` blocks answer, the rest only guess ahead and are not loaded.
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
    facts = same.facts
    layers, trunk = _blocks(facts)
    heads = _per_layer(facts, "attention.head_count", layers, 0)
    kv_heads = _kv_heads(facts, heads, layers)
    feed_forward = _per_layer(facts, "feed_forward_length", layers, 0)
    recurrent = recurrent_layers(
        facts, layers=layers, trunk=trunk, kv_heads=kv_heads, feed_forward=feed_forward
    )
    sliding = sliding_layers(facts, layers=layers, trunk=trunk, recurrent=recurrent)
    sizes = _head_sizes(facts, heads[0] if heads else 0, sliding)
    caching = _caching(facts, layers, trunk, recurrent, feed_forward)
    compressed = _compressed(facts)
    states = state_widths(facts, heads[0] if heads else 0)
    v_all = [count * size for count, (_, size) in zip(kv_heads, sizes, strict=True)]
    return Anatomy(
        layers=layers,
        trunk=trunk,
        embedding=whole(facts, "embedding_length"),
        vocabulary=facts.vocabulary,
        heads=max(heads, default=0),
        feed_forward=max(feed_forward, default=0),
        experts_used=_largest(facts, "expert_used_count"),
        expert_feed_forward=_largest(facts, "expert_feed_forward_length"),
        window=window_of(facts),
        sliding=sliding,
        recurrent=recurrent,
        caching=caching,
        k_widths=tuple(
            count * size if caches else 0
            for count, (size, _), caches in zip(kv_heads, sizes, caching, strict=True)
        ),
        v_widths=tuple(
            width if caches and not compressed else 0
            for width, caches in zip(v_all, caching, strict=True)
        ),
        widest_v=0 if compressed else max(v_all, default=0),
        head_sizes=sizes,
        compressed=compressed,
        index=index_of(
            facts,
            trunk=trunk,
            recurrent=recurrent,
            sliding=sliding,
            sizes=sizes,
            compressed=compressed,
        ),
        index_width=whole(facts, "attention.indexer.key_length"),
        ratios=_ratios(facts, layers),
        states=states,
        state_rows=tuple(
            (*states, history_width(facts, n)) if recurs and n < trunk else ()
            for n, recurs in enumerate(recurrent)
        ),
        state_inner=whole(facts, "ssm.inner_size"),
        layer_inputs=whole(facts, "embedding_length_per_layer_input") * layers,
        refuses_flash_attention=facts.architecture == "grok",
        complete=facts.architecture in KNOWN,
    )


def whole(facts: ModelFacts, suffix: str, default: int = 0) -> int:
    """The architecture's own key as a whole number; a list gives its first entry."""
    value = facts.key(suffix)
    if isinstance(value, tuple):
        value = value[0] if value else default
    return int(value) if isinstance(value, int) else default


def _blocks(facts: ModelFacts) -> tuple[int, int]:
    """All blocks as the engine counts them, and those of the trunk."""
    layers = min(facts.layers, MOST_LAYERS)
    if facts.architecture == "nanbeige":  # runs its blocks several times, each with its own cache
        layers = min(layers * max(1, whole(facts, "num_loops", 1)), MOST_LAYERS)
        return layers, layers
    if facts.architecture == "graniteswitch":  # one more block, of one head, routes
        return layers + 1, layers + 1
    ahead = whole(facts, "nextn_predict_layers")
    if facts.architecture == "deepseek4" and not _has_ahead(facts, layers - ahead):
        return layers, layers
    return layers, layers - ahead if 0 < ahead < layers else layers


def _has_ahead(facts: ModelFacts, layer: int) -> bool:
    """Whether the file holds what guesses ahead. Source: llama.cpp src/models/deepseek4.cpp."""
    name = f"blk.{layer}.nextn.eh_proj.weight"
    return any(tensor.name == name for tensor in facts.tensors)


def _compressed(facts: ModelFacts) -> bool:
    keys = ("attention.key_length_mla", "attention.value_length_mla")
    return facts.architecture == "deepseek4" or all(whole(facts, key) for key in keys)


def _ratios(facts: ModelFacts, layers: int) -> tuple[int, ...]:
    if facts.architecture != "deepseek4":
        return ()
    return _per_layer(facts, "attention.compress_ratios", layers, 0)


def _per_layer(facts: ModelFacts, suffix: str, layers: int, default: int) -> tuple[int, ...]:
    value = facts.key(suffix)
    if isinstance(value, tuple):
        known = [int(part) for part in value if isinstance(part, int)]
        return tuple(known[n] if n < len(known) else default for n in range(layers))
    return (int(value) if isinstance(value, int) else default,) * layers


def _largest(facts: ModelFacts, suffix: str) -> int:
    value = facts.key(suffix)
    entries = value if isinstance(value, tuple) else (value,)
    return max((int(entry) for entry in entries if isinstance(entry, int)), default=0)


def _kv_heads(facts: ModelFacts, heads: tuple[int, ...], layers: int) -> tuple[int, ...]:
    if facts.key("attention.head_count_kv") is None:
        return heads
    counts = _per_layer(facts, "attention.head_count_kv", layers, 0)
    return (*counts[:-1], 1) if facts.architecture == "graniteswitch" else counts


def _head_sizes(
    facts: ModelFacts, heads: int, sliding: tuple[bool, ...]
) -> tuple[tuple[int, int], ...]:
    if not heads:
        return ((0, 0),) * len(sliding)
    usual = whole(facts, "embedding_length") // heads
    k = whole(facts, "attention.key_length", usual)
    v = whole(facts, "attention.value_length", usual)
    k_sliding = whole(facts, "attention.key_length_swa", k)
    v_sliding = whole(facts, "attention.value_length_swa", v)
    return tuple((k_sliding, v_sliding) if slides else (k, v) for slides in sliding)


def _caching(
    facts: ModelFacts,
    layers: int,
    trunk: int,
    recurrent: tuple[bool, ...],
    feed_forward: tuple[int, ...],
) -> tuple[bool, ...]:
    """Which blocks keep K and V. Source: llama.cpp src/llama-model.cpp, create_memory."""
    name = facts.architecture
    if name == "falcon-h1":  # attention and state side by side in every block
        return (True,) * layers
    one_part_a_block = name.startswith("nemotron_h")  # state, attention or feed-forward
    until = trunk
    if name in WITHOUT_CACHE:
        until = 0
    elif name == "gemma3n":
        until = GEMMA3N_CACHING
    elif name == "gemma4":
        until = min(trunk, layers - whole(facts, "attention.shared_kv_layers"))
    elif name == "gemma4-assistant":  # looks into the cache of the model it guesses for
        until = 0
    elif name in TO_THE_END or one_part_a_block:
        until = layers
    return tuple(
        n < until and not recurrent[n] and not (one_part_a_block and feed_forward[n])
        for n in range(layers)
    )
