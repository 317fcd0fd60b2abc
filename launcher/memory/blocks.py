"""What each block of a model is: how many there are, their heads, and which of them cache.

Source: llama.cpp src/llama-model.cpp (load_hparams, create_memory).
"""

from dataclasses import dataclass
from typing import Final

from launcher.memory.header import per_layer, whole
from launcher.memory.recurrent import BY_HEADS, recurrent_layers
from launcher.memory.sliding import sliding_layers
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
class Blocks:
    """What each block is, as the header and the architecture say."""

    layers: int
    trunk: int
    heads: tuple[int, ...]
    kv_heads: tuple[int, ...]
    feed_forward: tuple[int, ...]
    recurrent: tuple[bool, ...]
    sliding: tuple[bool, ...]
    caching: tuple[bool, ...]
    sizes: tuple[tuple[int, int], ...]

    @property
    def first_heads(self) -> int:
        """Heads of the first block: what the engine takes for the whole model's."""
        return self.heads[0] if self.heads else 0


def blocks_of(facts: ModelFacts) -> Blocks:
    """The blocks of a model with this header."""
    layers, trunk = _counts(facts)
    heads = per_layer(facts, "attention.head_count", layers, 0)
    kv_heads = _kv_heads(facts, heads, layers)
    feed_forward = per_layer(facts, "feed_forward_length", layers, 0)
    recurrent = recurrent_layers(
        facts, layers=layers, trunk=trunk, kv_heads=kv_heads, feed_forward=feed_forward
    )
    sliding = sliding_layers(facts, layers=layers, trunk=trunk, recurrent=recurrent)
    return Blocks(
        layers=layers,
        trunk=trunk,
        heads=heads,
        kv_heads=kv_heads,
        feed_forward=feed_forward,
        recurrent=recurrent,
        sliding=sliding,
        caching=_caching(facts, layers, trunk, recurrent, feed_forward),
        sizes=_head_sizes(facts, heads[0] if heads else 0, sliding),
    )


def _counts(facts: ModelFacts) -> tuple[int, int]:
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


def _kv_heads(facts: ModelFacts, heads: tuple[int, ...], layers: int) -> tuple[int, ...]:
    if facts.key("attention.head_count_kv") is None:
        return heads
    counts = per_layer(facts, "attention.head_count_kv", layers, 0)
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
