"""Headers of two sizes people have: a dense 8B, and a hybrid of 48 layers."""

from collections.abc import Iterator
from types import MappingProxyType

from launcher.models.facts import ModelFacts, Tensor, Value
from launcher.models.quantization import tensor_bytes
from tests.fakes.model_facts import facts_of

HEADER = 6 << 20  # bytes before the first tensor, as a vocabulary of this size takes

WIDTH, HEADS, KV_HEADS, HEAD = 2048, 16, 2, 256
EXPERTS, USED, HIDDEN = 512, 10, 512
STATE, KEY_HEADS, VALUE_HEADS, CONVOLUTION = 128, 16, 32, 4
KEYS, VALUES = STATE * KEY_HEADS, STATE * VALUE_HEADS
LAYERS, EVERY, VOCABULARY, TRAINED = 48, 4, 151_936, 262_144


def dense_8b() -> ModelFacts:
    """32 layers of 4096, 8 KV heads: the dimensions of Llama 3.1 8B at Q4_K."""
    return facts_of()


def hybrid_48() -> ModelFacts:
    """The dimensions of Qwen3-Next 80B-A3B: every fourth layer attends, the others keep a state.

    Tensors: llama.cpp src/models/qwen3next.cpp.
    """
    shapes: list[tuple[str, str, tuple[int, ...]]] = [
        ("token_embd.weight", "Q4_K", (WIDTH, VOCABULARY)),
        ("output_norm.weight", "F32", (WIDTH,)),
        ("output.weight", "Q6_K", (WIDTH, VOCABULARY)),
    ]
    for number in range(LAYERS):
        attends = (number + 1) % EVERY == 0
        for name, kind, shape in (*_mixer(attends=attends), *_experts()):
            shapes.append((f"blk.{number}.{name}", kind, shape))
    tensors, offset = [], 0
    for name, kind, shape in shapes:
        size = tensor_bytes(kind, shape)
        tensors.append(Tensor(name=name, shape=shape, type=kind, offset=offset, size=size))
        offset += -(-size // 32) * 32
    return ModelFacts(
        architecture="qwen3next",
        name="A hybrid of 48 layers",
        metadata=MappingProxyType(_keys()),
        tensors=tuple(tensors),
        vocabulary=VOCABULARY,
        file_size=HEADER + offset,
        header_size=HEADER,
    )


def _keys() -> dict[str, Value]:
    own: dict[str, Value] = {
        "block_count": LAYERS,
        "context_length": TRAINED,
        "embedding_length": WIDTH,
        "feed_forward_length": 5120,
        "attention.head_count": HEADS,
        "attention.head_count_kv": KV_HEADS,
        "attention.key_length": HEAD,
        "attention.value_length": HEAD,
        "attention.layer_norm_rms_epsilon": 1e-6,
        "rope.dimension_count": 64,
        "rope.freq_base": 1e7,
        "expert_count": EXPERTS,
        "expert_used_count": USED,
        "expert_feed_forward_length": HIDDEN,
        "expert_shared_feed_forward_length": HIDDEN,
        "ssm.conv_kernel": CONVOLUTION,
        "ssm.inner_size": VALUES,
        "ssm.state_size": STATE,
        "ssm.time_step_rank": VALUE_HEADS,
        "ssm.group_count": KEY_HEADS,
    }
    keys: dict[str, Value] = {"general.architecture": "qwen3next"}
    return keys | {f"qwen3next.{suffix}": value for suffix, value in own.items()}


def _mixer(*, attends: bool) -> Iterator[tuple[str, str, tuple[int, ...]]]:
    yield "attn_norm.weight", "F32", (WIDTH,)
    yield "post_attention_norm.weight", "F32", (WIDTH,)
    if attends:
        yield "attn_q.weight", "Q4_K", (WIDTH, 2 * HEADS * HEAD)
        yield "attn_k.weight", "Q4_K", (WIDTH, KV_HEADS * HEAD)
        yield "attn_v.weight", "Q6_K", (WIDTH, KV_HEADS * HEAD)
        yield "attn_output.weight", "Q4_K", (HEADS * HEAD, WIDTH)
        yield "attn_q_norm.weight", "F32", (HEAD,)
        yield "attn_k_norm.weight", "F32", (HEAD,)
        return
    yield "attn_qkv.weight", "Q4_K", (WIDTH, 2 * KEYS + VALUES)
    yield "attn_gate.weight", "Q4_K", (WIDTH, VALUES)
    yield "ssm_conv1d.weight", "F32", (CONVOLUTION, 2 * KEYS + VALUES)
    yield "ssm_dt.bias", "F32", (VALUE_HEADS,)
    yield "ssm_a", "F32", (VALUE_HEADS,)
    yield "ssm_ba.weight", "Q4_K", (WIDTH, 2 * VALUE_HEADS)
    yield "ssm_norm.weight", "F32", (STATE,)
    yield "ssm_out.weight", "Q4_K", (VALUES, WIDTH)


def _experts() -> Iterator[tuple[str, str, tuple[int, ...]]]:
    yield "ffn_gate_inp.weight", "F32", (WIDTH, EXPERTS)
    yield "ffn_gate_exps.weight", "Q4_K", (WIDTH, HIDDEN, EXPERTS)
    yield "ffn_up_exps.weight", "Q4_K", (WIDTH, HIDDEN, EXPERTS)
    yield "ffn_down_exps.weight", "Q6_K", (HIDDEN, WIDTH, EXPERTS)
    yield "ffn_gate_inp_shexp.weight", "F32", (WIDTH,)
    yield "ffn_gate_shexp.weight", "Q4_K", (WIDTH, HIDDEN)
    yield "ffn_up_shexp.weight", "Q4_K", (WIDTH, HIDDEN)
    yield "ffn_down_shexp.weight", "Q6_K", (HIDDEN, WIDTH)
