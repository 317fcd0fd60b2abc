"""Whether the numbers a header gives for its architecture can be those of a model.

The container is sound by then; these are the figures that memory is reckoned from, so
one that cannot be is refused here and nowhere later. A 0 is refused only where nothing
could run with it: many architectures have blocks, or are made of blocks, without heads.
"""

from collections.abc import Iterator
from typing import Final

from launcher.errors import DamagedHeader
from launcher.models.facts import ModelFacts
from launcher.models.roles import MODEL, role_of

MOST_LAYERS: Final = 512  # llama.cpp src/llama-hparams.h, LLAMA_MAX_LAYERS
MOST_TOKENS: Final = (1 << 31) - 1
MOST_WIDTH: Final = 1 << 20
MOST_WIDE: Final = 1 << 24  # of feed-forward parts, and words of a vocabulary
MOST_HEADS: Final = 1 << 12
MOST_HEAD_SIZE: Final = 1 << 14
MOST_PARTS: Final = 1 << 16  # experts, groups
ANY: Final = (1 << 32) - 1  # whatever the engine's number of 32 bits holds

SINGLE: Final = {  # one number for the whole model
    "block_count": MOST_LAYERS,
    "context_length": MOST_TOKENS,
    "embedding_length": MOST_WIDTH,
    "vocab_size": MOST_WIDE,
}
MOST: Final = SINGLE | {  # the others may be listed block by block
    "attention.compress_ratios": MOST_PARTS,
    "attention.head_count": MOST_HEADS,
    "attention.head_count_kv": MOST_HEADS,
    "attention.indexer.head_count": MOST_HEADS,
    "attention.indexer.key_length": MOST_HEAD_SIZE,
    "attention.indexer.top_k": ANY,
    "attention.key_length": MOST_HEAD_SIZE,
    "attention.key_length_mla": MOST_HEAD_SIZE,
    "attention.key_length_swa": MOST_HEAD_SIZE,
    "attention.shared_kv_layers": MOST_LAYERS,
    "attention.sliding_window": ANY,
    "attention.value_length": MOST_HEAD_SIZE,
    "attention.value_length_mla": MOST_HEAD_SIZE,
    "attention.value_length_swa": MOST_HEAD_SIZE,
    "embedding_length_per_layer_input": MOST_WIDTH,
    "expert_count": MOST_PARTS,
    "expert_feed_forward_length": MOST_WIDE,
    "expert_used_count": MOST_PARTS,
    "feed_forward_length": MOST_WIDE,
    "full_attention_interval": ANY,
    "hyper_connection.count": MOST_PARTS,
    "kda.head_dim": MOST_HEAD_SIZE,
    "leading_dense_block_count": ANY,
    "nextn_predict_layers": MOST_LAYERS,
    "num_loops": MOST_LAYERS,
    "ple.conv_kernel": MOST_PARTS,
    "ple.heads_per_ngram": MOST_PARTS,
    "ple.ngram_size": MOST_PARTS,
    "shortconv.l_cache": MOST_PARTS,
    "ssm.conv_kernel": MOST_PARTS,
    "ssm.group_count": MOST_PARTS,
    "ssm.inner_size": MOST_WIDTH,
    "ssm.state_size": MOST_PARTS,
    "ssm.time_step_rank": MOST_WIDTH,
    "token_shift_count": MOST_PARTS,
    "wkv.head_size": MOST_HEAD_SIZE,
}
NEVER_NONE: Final = ("block_count", "embedding_length")
HEADS: Final = ("attention.head_count", "attention.head_count_kv")
WITHOUT_ATTENTION: Final = ("ssm.", "wkv.", "shortconv.", "kda.")  # what such blocks are made of


def require_plausible(facts: ModelFacts, path: str) -> None:
    """Refuse numbers no model can have; `path` is named. Raises DamagedHeader."""
    reason = next(_odd(facts), None)
    if reason is not None:
        raise DamagedHeader(path, reason, 0)


def _odd(facts: ModelFacts) -> Iterator[str]:
    """What cannot be, in plain words."""
    for suffix, most in MOST.items():
        value = facts.key(suffix)
        if value is None:
            continue
        name = f"{facts.architecture}.{suffix}"
        if isinstance(value, tuple) and suffix in SINGLE:
            yield f"{name} is a list, not one number"
        for number in value if isinstance(value, tuple) else (value,):
            if type(number) is not int:
                yield f"{name} is no whole number"
            elif not 0 <= number <= most:
                yield f"{name} is {number:,}, which cannot be"
    if facts.vocabulary > MOST_WIDE:
        yield f"its vocabulary has {facts.vocabulary:,} words, which cannot be"
    if role_of(facts) == MODEL:
        yield from _nothing(facts)


def _nothing(facts: ModelFacts) -> Iterator[str]:
    """What a model cannot have none of."""
    for suffix in NEVER_NONE:
        if facts.key(suffix) == 0:
            yield f"{facts.architecture}.{suffix} is 0, which cannot be"
    begins = tuple(f"{facts.architecture}.{part}" for part in WITHOUT_ATTENTION)
    if any(key.startswith(begins) for key in facts.metadata):
        return
    for suffix in HEADS:
        value = facts.key(suffix)
        if value is not None and not any(value if isinstance(value, tuple) else (value,)):
            yield f"{facts.architecture}.{suffix} is 0, which cannot be"
