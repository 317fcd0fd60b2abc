"""The fixed state of recurrent blocks (Mamba, RWKV, delta nets, short convolutions).

Unlike a KV cache it does not grow with the context; it is kept in 32-bit floats.
Source: llama.cpp src/llama-memory-recurrent.cpp and src/llama-hparams.cpp
(n_embd_r, n_embd_s).
"""

from functools import lru_cache
from typing import Final

from launcher.memory.header import whole
from launcher.models.facts import ModelFacts, Value

ALIGNMENT: Final = 32  # bytes, of every tensor on the CPU
FLOAT: Final = 4

RECURRENT: Final = frozenset({"arwkv7", "mamba", "mamba2", "rwkv6", "rwkv6qwen2", "rwkv7"})
RWKV: Final = frozenset({"arwkv7", "rwkv6", "rwkv6qwen2", "rwkv7"})
# A block without KV heads is recurrent.
BY_HEADS: Final = frozenset(
    {
        "bailingmoe3",
        "glm5-next",
        "granitehybrid",
        "jamba",
        "kimi-k3",
        "kimi-linear",
        "lfm2",
        "lfm2moe",
        "plamo2",
    }
)
# Every n-th block attends, the others are recurrent.
BY_INTERVAL: Final = {
    "minimax-01": 8,
    "qwen35": 4,
    "qwen35moe": 4,
    "qwen3next": 4,
    "qwen4exp": 4,
}
SHORT_CONVOLUTIONS: Final = frozenset({"lfm2", "lfm2moe"})
DELTA_ATTENTION: Final = frozenset({"bailingmoe3", "glm5-next", "kimi-k3", "kimi-linear"})
WITHOUT_GROUPS: Final = frozenset({"jamba", "mamba"})  # their loaders never read ssm.group_count


def recurrent_layers(
    facts: ModelFacts,
    *,
    layers: int,
    trunk: int,
    kv_heads: tuple[int, ...],
    feed_forward: tuple[int, ...],
) -> tuple[bool, ...]:
    """For each block whether it keeps a state."""
    name = facts.architecture
    if name in RECURRENT or name == "falcon-h1":
        return (True,) * layers
    if name in BY_HEADS:
        return tuple(count == 0 for count in kv_heads)
    if name.startswith("nemotron_h"):
        return tuple(
            n < trunk and kv_heads[n] == 0 and feed_forward[n] == 0 for n in range(layers)
        )
    if name in BY_INTERVAL:
        return _by_interval(facts, layers, trunk)
    return (False,) * layers


def state_widths(facts: ModelFacts, heads: int) -> tuple[int, int]:
    """Values of the convolution's memory and of the state, of one recurrent block.

    Each architecture reads its own keys alone, whatever else the header says.
    """
    name = facts.architecture
    embedding = whole(facts, "embedding_length")
    if name in RWKV:
        shifts = whole(facts, "token_shift_count", 2)
        return shifts * embedding, embedding * whole(facts, "wkv.head_size")
    if name in SHORT_CONVOLUTIONS:
        return embedding * max(whole(facts, "shortconv.l_cache") - 1, 0), 0
    if name in DELTA_ATTENTION:
        size = whole(facts, "kda.head_dim")
        kernel = whole(facts, "ssm.conv_kernel")
        return 3 * (kernel - 1 if kernel else 3) * heads * size, size * size * heads
    if name == "minimax-01":
        size = whole(facts, "attention.key_length", embedding // heads if heads else 0)
        return 0, size * size * heads
    return _state_space(facts)


def _state_space(facts: ModelFacts) -> tuple[int, int]:
    inner = whole(facts, "ssm.inner_size")
    state = whole(facts, "ssm.state_size")
    groups = 0 if facts.architecture in WITHOUT_GROUPS else whole(facts, "ssm.group_count")
    kernel = max(whole(facts, "ssm.conv_kernel") - 1, 0)
    return kernel * (inner + 2 * groups * state), state * inner


def history_width(facts: ModelFacts, layer: int) -> int:
    """Values of the n-gram history Qwen 4 keeps in one of its recurrent blocks.

    Source: llama.cpp src/llama-hparams.cpp, ple_conv_state.
    """
    listed = facts.key("ple.layers")
    if facts.architecture != "qwen4exp" or not isinstance(listed, tuple) or layer not in listed:
        return 0
    grams = whole(facts, "ple.ngram_size")
    if grams < 2 or not whole(facts, "ple.heads_per_ngram"):
        return 0
    kernel = max(whole(facts, "ple.conv_kernel") - 1, 0)
    streams = whole(facts, "hyper_connection.count")
    return kernel * grams * streams * whole(facts, "embedding_length")


@lru_cache(maxsize=32)  # the same at every context
def state_layers(states: tuple[tuple[int, ...], ...], sequences: int) -> tuple[int, ...]:
    """Bytes of the states of each block; its widths are in values, none where it has no state."""
    return tuple(recurrent_bytes(widths, sequences) for widths in states)


def recurrent_bytes(states: tuple[int, ...], sequences: int) -> int:
    """Bytes one recurrent block keeps for so many conversations at once."""
    rows = max(1, sequences)
    return sum(-(-FLOAT * width * rows // ALIGNMENT) * ALIGNMENT for width in states)


def _by_interval(facts: ModelFacts, layers: int, trunk: int) -> tuple[bool, ...]:
    listed: Value | None = facts.key("attention.recurrent_layers")
    if isinstance(listed, tuple):
        return tuple(bool(listed[n]) if n < len(listed) else False for n in range(layers))
    if listed is not None:
        return (bool(listed),) * layers
    every = whole(facts, "full_attention_interval", BY_INTERVAL[facts.architecture]) or 1
    return tuple(n < trunk and (n + 1) % every != 0 for n in range(layers))
