"""The small caches from which sparse attention chooses what to look at.

Beside K and V such a model keeps one narrow key per token in the layers that own an
index; the others look at what those chose. They hold every token, sliding or not.
Source: llama.cpp src/llama-model.cpp (create_memory), src/llama-kv-cache-dsa.cpp,
src/llama-kv-cache-dsa-iswa.cpp, src/llama-kv-cache-msa.cpp and
src/llama-memory-hybrid-idx.cpp.
"""

from dataclasses import dataclass
from typing import Final

from launcher.memory.header import whole
from launcher.models.facts import ModelFacts

OWNERS_LISTED: Final = frozenset({"dots3note", "glm-dsa", "glm5-next", "hy_v4"})
INDEXED: Final = OWNERS_LISTED | {"deepseek32", "minimax-m3", "qwen4exp"}
KEYS_ALONE: Final = {"glm5-next": 3, "qwen4exp": 1}  # values kept: key, gate, pooled; or the key
LONG_GLM: Final = 1_048_576  # tokens trained for: from there on most layers share an index
GLM_LISTED: Final = 78  # layers src/models/glm-dsa.cpp says it for


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """Widths in values per token, one entry a block; 0 where a block owns no index."""

    k: tuple[int, ...]
    v: tuple[int, ...]
    widest_v: int


def index_of(
    facts: ModelFacts,
    *,
    trunk: int,
    recurrent: tuple[bool, ...],
    sliding: tuple[bool, ...],
    sizes: tuple[tuple[int, int], ...],
    compressed: bool,
) -> Index:
    """What each block keeps for choosing. `sizes` are the (K, V) of one head, by block.

    The engine makes these caches as it makes others, with one head: sparse
    attention without latent attention stores a V beside each index key, unused.
    """
    alone = facts.architecture in KEYS_ALONE
    key = whole(facts, "attention.indexer.key_length") * KEYS_ALONE.get(facts.architecture, 1)
    owns = tuple(not recurs and _owns(facts, n, trunk=trunk) for n, recurs in enumerate(recurrent))
    values = (0,) * len(sizes) if compressed or alone else tuple(size for _, size in sizes)
    return Index(
        k=tuple(
            (sizes[n][0] if sliding[n] else key) if owner else 0 for n, owner in enumerate(owns)
        ),
        v=tuple(values[n] if owner else 0 for n, owner in enumerate(owns)),
        widest_v=max(values, default=0),
    )


def _owns(facts: ModelFacts, layer: int, *, trunk: int) -> bool:
    """Whether this block, which attends, has an index of its own."""
    name = facts.architecture
    if name == "minimax-m3":  # its first layers are dense
        return layer >= whole(facts, "leading_dense_block_count")
    if name not in INDEXED or layer >= trunk:
        return False
    if name == "hy_v4" and not whole(facts, "attention.indexer.top_k"):
        return False
    return name not in OWNERS_LISTED or _listed(facts, layer)


def _listed(facts: ModelFacts, layer: int) -> bool:
    """What the header says of this layer, or what the engine takes where it says nothing."""
    given = facts.key("attention.indexer.types")
    if isinstance(given, tuple):
        return layer < len(given) and bool(given[layer])
    if given is not None:
        return bool(given)
    if facts.architecture == "glm-dsa" and facts.trained_context >= LONG_GLM:
        return layer < 2 or (layer < GLM_LISTED and (layer - 2) % 4 == 0)
    return facts.architecture in ("glm-dsa", "glm5-next")
