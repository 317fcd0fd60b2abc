"""The keys of a header, by what they are about; each loader reads its own among them."""

from collections.abc import Iterator

from launcher.models.facts import Value
from tests.model.architectures.names import (
    INDEXED,
    LATENT,
    LISTED_WINDOWS,
    MIXTURES,
    RECURRENT_BY_HEADS,
)
from tests.model.architectures.sizes import TRAINED, Size


def keys_of(name: str, size: Size) -> Iterator[tuple[str, Value]]:
    """Every key of a model of this size, without the architecture before it."""
    yield from _general(name, size)
    yield from _attention(name, size)
    yield from _latent(name, size)
    yield from _window(name, size)
    yield from _indexer(name, size)
    yield from _streams(name, size)
    if name in MIXTURES:
        yield from _experts(name, size)
    yield from _states(name, size)
    yield from _alone(name, size)


def _general(name: str, size: Size) -> Iterator[tuple[str, Value]]:
    yield "vocab_size", size.vocabulary
    yield "context_length", TRAINED
    yield "embedding_length", size.embedding
    yield "features_length", size.embedding
    yield "block_count", size.layers
    yield "leading_dense_block_count", 1
    wide: Value = size.feed_forward
    if name.startswith("nemotron_h"):  # one part a block: state, attention, feed-forward
        wide = tuple(size.feed_forward if n % 3 == 2 else 0 for n in range(size.layers))
    yield "feed_forward_length", wide
    yield "use_parallel_residual", False
    yield "logit_scale", 1.0
    yield "time_mix_extra_dim", 64
    yield "time_decay_extra_dim", 128
    yield "full_attention_interval", 2
    yield "residual_scale", 3.5565588200778455
    if size.ahead:
        yield "nextn_predict_layers", size.ahead


def _attention(name: str, size: Size) -> Iterator[tuple[str, Value]]:
    heads: Value = size.heads
    kv_heads: Value = size.kv_heads
    if name in RECURRENT_BY_HEADS:
        kv_heads = tuple(0 if n % 2 else size.kv_heads for n in range(size.layers))
        if name.startswith("nemotron_h"):
            kv_heads = tuple(0 if n % 3 else size.kv_heads for n in range(size.layers))
        if name != "glm5-next":
            heads = tuple(size.heads if count else 0 for count in kv_heads)
    yield "attention.head_count", heads
    yield "attention.head_count_kv", kv_heads
    yield "attention.max_alibi_bias", 8.0
    yield "attention.clamp_kqv", 1.0
    yield "attention.layer_norm_epsilon", 1e-5
    yield "attention.layer_norm_rms_epsilon", 1e-5
    yield "attention.group_norm_epsilon", 1e-5
    yield "attention.group_norm_groups", 8
    yield "attention.q_lora_rank", 64 if name == "deepseek4" else 512
    yield "attention.kv_lora_rank", 512
    yield "attention.relative_buckets_count", 8
    quarter = size.head // 4
    sections = (8, 12, 12, 0) if name == "bailingmoe3" else (quarter,) * 4
    yield "rope.dimension_sections", sections


def _latent(name: str, size: Size) -> Iterator[tuple[str, Value]]:
    if name == "deepseek4":
        yield "attention.key_length", size.head
        yield "attention.value_length", size.head
        yield "rope.dimension_count", size.head // 2
    elif name in LATENT:
        turned = 0 if name == "glm5-next" else 64  # its cached row is the compressed part alone
        yield "attention.key_length", 512 + turned
        yield "attention.value_length", 512
        yield "rope.dimension_count", turned
        yield "attention.key_length_mla", 192
        yield "attention.value_length_mla", 128
    elif name == "minimax-m3":
        yield "rope.dimension_count", 64
    if name == "dots3note":
        yield "attention.kv_lora_rank_swa", 512
        yield "attention.key_length_swa", 576
        yield "attention.value_length_swa", 512
        yield "attention.key_length_mla_swa", 192
        yield "attention.value_length_mla_swa", 128
        yield "rope.freq_base_swa", 10000.0


def _window(name: str, size: Size) -> Iterator[tuple[str, Value]]:
    yield "attention.sliding_window", size.window
    if name in ("gemma4", "gemma4-assistant"):
        yield "attention.key_length_swa", size.head
        yield "attention.value_length_swa", size.head
        yield "rope.freq_base_swa", 10000.0
        yield "attention.sliding_window_pattern", tuple(n % 5 < 4 for n in range(size.layers))
    elif name in LISTED_WINDOWS:
        yield "attention.sliding_window_pattern", tuple(n % 2 for n in range(size.layers))
    else:
        yield "attention.sliding_window_pattern", 2


def _indexer(name: str, size: Size) -> Iterator[tuple[str, Value]]:
    # MiniMax-M3 keeps one index head per KV head; the width Qwen4 turns is its head's.
    yield "attention.indexer.head_count", size.kv_heads if name == "minimax-m3" else 64
    yield "attention.indexer.key_length", size.head if name == "qwen4exp" else 128
    yield "attention.indexer.top_k", 131072
    yield "attention.indexer.block_size", 4
    yield "attention.indexer.kpool", 4
    yield "attention.indexer.kpool_select_tail", True
    yield "attention.indexer.local_blocks", 1
    if name in INDEXED:  # every second layer owns an index, the others share it
        yield "attention.indexer.types", tuple(1 - n % 2 for n in range(size.layers))


def _streams(name: str, size: Size) -> Iterator[tuple[str, Value]]:
    if name in ("qwen4exp", "glm5-next", "deepseek4", "hy_v4"):
        yield "hyper_connection.count", 4
        yield "hyper_connection.epsilon", 1e-6
    if name in ("qwen4exp", "glm5-next", "deepseek4"):
        yield "hyper_connection.sinkhorn_iterations", 2
    if name in ("qwen4exp", "glm5-next"):
        yield "hyper_connection.low_rank", 8
        yield "attention.compress_ratios", (4,) * size.layers
        yield from _ngrams(size)
    if name == "hy_v4":
        yield "hyper_connection.magnitude", 2.0
    if name == "deepseek4":
        yield "attention.compress_ratios", tuple((0, 0, 4, 128)[n % 4] for n in range(size.layers))
        yield "attention.output_group_count", 8
        yield "attention.output_lora_rank", 32
        yield "attention.compress_rope_freq_base", 160000.0
        yield "hash_layer_count", 0
    if name in ("deepseek4", "hy_v4"):
        yield "swiglu_clamp_exp", 10.0
        yield "expert_weights_scale", 1.0
        yield "expert_weights_norm", True


def _ngrams(size: Size) -> Iterator[tuple[str, Value]]:
    heads = 4  # two per n-gram longer than one
    yield "ple.layers", (0,)
    yield "ple.ngram_size", 3
    yield "ple.heads_per_ngram", 2
    yield "ple.conv_kernel", 4
    yield "ple.eos_token_id", 0
    yield "embedding_length_per_layer_input", size.embedding // heads
    yield "ple.layer_multipliers", (1, 3, 5)
    yield "ple.head_offsets", tuple(n * size.vocabulary for n in range(heads))
    yield "ple.head_vocab_sizes", (size.vocabulary,) * heads


def _experts(name: str, size: Size) -> Iterator[tuple[str, Value]]:
    yield "expert_feed_forward_length", size.feed_forward
    yield "expert_shared_feed_forward_length", size.feed_forward // 2
    yield "expert_latent_length", size.feed_forward
    yield "interleave_moe_layer_step", 2
    yield "expert_count", 2
    yield "expert_used_count", 2
    yield "expert_shared_count", 1
    yield "expert_gating_func", 4 if name == "deepseek4" else 2
    yield "expert_group_scale", 1.0
    yield "experts_per_group", 1


def _states(name: str, size: Size) -> Iterator[tuple[str, Value]]:
    delta = name in ("qwen3next", "qwen35", "qwen35moe", "qwen4exp")
    yield "ssm.inner_size", 128 * size.heads if delta else 2 * size.embedding
    yield "ssm.conv_kernel", 4
    yield "ssm.state_size", 128
    yield "ssm.time_step_rank", size.heads
    yield "ssm.group_count", 0 if name == "plamo2" else 2
    yield "kda.head_dim", 128
    yield "kda.safe_gate", True
    yield "kda.gate_lower_bound", -5.0
    yield "wkv.head_size", size.head
    yield "shortconv.l_cache", 3
    yield "attn_res.block_size", 12
    yield "activation.situ_beta", 4.0
    yield "activation.situ_linear_beta", 25.0


def _alone(name: str, size: Size) -> Iterator[tuple[str, Value]]:
    """Keys of one architecture."""
    if name == "gemma4":
        yield "embedding_length_per_layer_input", size.embedding // 2
        yield "attention.shared_kv_layers", 0
    if name == "hrm_text":
        yield "hrm.layers_per_stack", 1
        yield "hrm.h_cycles", 2
        yield "hrm.l_cycles", 2
    if name == "maple":
        yield "swiglu_clamp_exp", 7.0
    if name == "bailingmoe3":
        yield "swiglu_clamp_exp", tuple(4.0 * (n > 0) for n in range(size.layers))
        yield "swiglu_clamp_shexp", tuple(5.0 * (n > 0) for n in range(size.layers))
    if name == "wavtokenizer-dec":
        yield "posnet.embedding_length", size.embedding
        yield "posnet.block_count", size.layers
        yield "convnext.embedding_length", size.embedding
        yield "convnext.block_count", size.layers
    if name == "plm":
        yield "rope.dimension_count", size.head // 2
    if name == "apertus":
        for key, value in (("alpha_n", 1.0), ("alpha_p", 1.0), ("beta", 1.0), ("eps", 1e-7)):
            yield f"xielu.{key}", value
    if "bert" in name:
        yield "tokenizer.ggml.token_type_count", 2
    yield from _rwkv(name)
    yield from _drafts(name, size)


def _rwkv(name: str) -> Iterator[tuple[str, Value]]:
    if name in ("rwkv7", "arwkv7"):
        for what in ("decay", "iclr", "value_residual_mix", "gate"):
            yield f"attention.{what}_lora_rank", 32
    if name in ("rwkv6qwen2", "arwkv7"):
        yield "token_shift_count", 1


def _drafts(name: str, size: Size) -> Iterator[tuple[str, Value]]:
    """Models that guess ahead for another, and one that routes between adapters."""
    if name in ("eagle3", "dflash"):
        yield "target_layers", (0, 1, 1)
        yield "target_hidden_size", size.embedding
    if name == "gemma4-assistant":
        yield "embedding_length_out", 2 * size.embedding
        yield "nextn_predict_layers", size.layers
    if name == "graniteswitch":
        yield "adapters.count", 1
        yield "adapters.lora_rank", 8
        yield "adapters.token_ids_activate", (3,)
        yield "adapters.token_ids_substitute", (4,)
