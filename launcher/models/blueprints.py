"""What each architecture's smallest model must contain, for the engine to load it.

Sources: llama.cpp src/models/<architecture>.cpp (load_arch_hparams and
load_arch_tensors) and llama-model.cpp (load_hparams).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from launcher.models.facts import Value
from launcher.models.vocabulary import Vocabulary, byte_pairs, sentencepiece

WIDTH: Final = 128  # embedding
HEADS: Final = 4
KV_HEADS: Final = 2
HEAD: Final = 32  # as wide as the block of the KV types, so that all of them can be tried
HIDDEN: Final = 256
EXPERTS: Final = 4
EXPERT_HIDDEN: Final = 64
STATE: Final = 16
CONVOLUTION: Final = 4
WINDOW: Final = 256


@dataclass(frozen=True, slots=True)
class Part:
    """A tensor to be made. `fill` is 'random', 'matrix' (random, may be quantized), 'tokens'
    (a matrix with a row per token, readable ones preferred), 'one' or 'decay' (minus one).
    """

    name: str
    shape: tuple[int, ...]
    fill: str = "matrix"


@dataclass(frozen=True, slots=True, kw_only=True)
class Blueprint:
    """Keys (without the tokenizer's) and tensors of a model."""

    keys: dict[str, Value]
    parts: tuple[Part, ...]
    vocabulary: Vocabulary


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """How an architecture is built: its own keys and the tensors of layer n of so many."""

    keys: Callable[[int], dict[str, Value]]
    layer: Callable[[int], Iterator[Part]]
    vocabulary: Callable[[], Vocabulary]
    norm: str = "output_norm.weight"
    tied: bool = False


def blueprint(architecture: str, *, layers: int, context: int) -> Blueprint:
    """The plan of a tiny model. Raises KeyError for an architecture that has no design here."""
    design = DESIGNS[architecture]
    vocabulary = design.vocabulary()
    parts = [Part("token_embd.weight", (WIDTH, vocabulary.size), "tokens")]
    parts.append(Part(design.norm, (WIDTH,), "one"))
    if not design.tied:
        parts.append(Part("output.weight", (WIDTH, vocabulary.size), "tokens"))
    for number in range(layers):
        parts += [
            Part(f"blk.{number}.{part.name}", part.shape, part.fill)
            for part in design.layer(number)
        ]
    own: dict[str, Value] = {
        "context_length": context,
        "embedding_length": WIDTH,
        "block_count": layers,
        "vocab_size": vocabulary.size,
        "attention.layer_norm_rms_epsilon": 1e-5,
        **design.keys(layers),
    }
    keys = {f"{architecture}.{suffix}": value for suffix, value in own.items()}
    return Blueprint(keys=keys, parts=tuple(parts), vocabulary=vocabulary)


def _attention_keys(_layers: int) -> dict[str, Value]:
    return {
        "feed_forward_length": HIDDEN,
        "attention.head_count": HEADS,
        "attention.head_count_kv": KV_HEADS,
        "attention.key_length": HEAD,
        "attention.value_length": HEAD,
        "rope.dimension_count": HEAD,
        "rope.freq_base": 10_000.0,
    }


def _gemma_keys(layers: int) -> dict[str, Value]:
    window: dict[str, Value] = {
        "attention.sliding_window": WINDOW,
        "attention.sliding_window_pattern": 2,
    }
    return _attention_keys(layers) | window


def _moe_keys(layers: int) -> dict[str, Value]:
    experts: dict[str, Value] = {
        "expert_count": EXPERTS,
        "expert_used_count": 2,
        "expert_feed_forward_length": EXPERT_HIDDEN,
    }
    return _attention_keys(layers) | experts


def _mamba_keys(_layers: int) -> dict[str, Value]:
    return {
        "feed_forward_length": 0,
        "attention.head_count": 0,
        "ssm.conv_kernel": CONVOLUTION,
        "ssm.inner_size": 2 * WIDTH,
        "ssm.state_size": STATE,
        "ssm.time_step_rank": WIDTH // 16,
    }


def _mamba2_keys(inner: int) -> dict[str, Value]:
    return {
        "ssm.conv_kernel": CONVOLUTION,
        "ssm.inner_size": inner,
        "ssm.state_size": STATE,
        "ssm.time_step_rank": HEADS,
        "ssm.group_count": 1,
    }


def _every_second(layers: int) -> dict[str, Value]:
    heads = tuple(KV_HEADS if _attends(number) else 0 for number in range(layers))
    return _attention_keys(layers) | {"attention.head_count_kv": heads}


def _attends(number: int) -> bool:
    return number % 2 == 1


def _attention() -> Iterator[Part]:
    yield Part("attn_q.weight", (WIDTH, HEADS * HEAD))
    yield Part("attn_k.weight", (WIDTH, KV_HEADS * HEAD))
    yield Part("attn_v.weight", (WIDTH, KV_HEADS * HEAD))
    yield Part("attn_output.weight", (HEADS * HEAD, WIDTH))


def _head_norms() -> Iterator[Part]:
    yield Part("attn_q_norm.weight", (HEAD,), "one")
    yield Part("attn_k_norm.weight", (HEAD,), "one")


def _norms(*names: str) -> Iterator[Part]:
    for name in names:
        yield Part(f"{name}.weight", (WIDTH,), "one")


def _feed_forward() -> Iterator[Part]:
    yield Part("ffn_gate.weight", (WIDTH, HIDDEN))
    yield Part("ffn_up.weight", (WIDTH, HIDDEN))
    yield Part("ffn_down.weight", (HIDDEN, WIDTH))


def _experts() -> Iterator[Part]:
    yield Part("ffn_gate_inp.weight", (WIDTH, EXPERTS), "random")
    yield Part("ffn_gate_exps.weight", (WIDTH, EXPERT_HIDDEN, EXPERTS))
    yield Part("ffn_up_exps.weight", (WIDTH, EXPERT_HIDDEN, EXPERTS))
    yield Part("ffn_down_exps.weight", (EXPERT_HIDDEN, WIDTH, EXPERTS))


def _mamba2(inner: int) -> Iterator[Part]:
    channels = inner + 2 * STATE
    yield Part("ssm_in.weight", (WIDTH, inner + channels + HEADS))
    yield Part("ssm_conv1d.weight", (CONVOLUTION, channels), "random")
    yield Part("ssm_conv1d.bias", (channels,), "random")
    yield Part("ssm_dt.bias", (HEADS,), "random")
    yield Part("ssm_a", (1, HEADS), "decay")
    yield Part("ssm_d", (1, HEADS), "one")
    yield Part("ssm_norm.weight", (inner, 1), "one")
    yield Part("ssm_out.weight", (inner, WIDTH))


def _llama(_number: int) -> Iterator[Part]:
    yield from _norms("attn_norm", "ffn_norm")
    yield from _attention()
    yield from _feed_forward()


def _qwen3(_number: int) -> Iterator[Part]:
    yield from _llama(0)
    yield from _head_norms()


def _gemma3(_number: int) -> Iterator[Part]:
    yield from _qwen3(0)
    yield from _norms("post_attention_norm", "post_ffw_norm")


def _qwen3moe(_number: int) -> Iterator[Part]:
    yield from _norms("attn_norm", "ffn_norm")
    yield from _attention()
    yield from _head_norms()
    yield from _experts()


def _mamba(_number: int) -> Iterator[Part]:
    inner, rank = 2 * WIDTH, WIDTH // 16
    yield from _norms("attn_norm")
    yield Part("ssm_in.weight", (WIDTH, 2 * inner))
    yield Part("ssm_conv1d.weight", (CONVOLUTION, inner), "random")
    yield Part("ssm_conv1d.bias", (inner,), "random")
    yield Part("ssm_x.weight", (inner, rank + 2 * STATE))
    yield Part("ssm_dt.weight", (rank, inner))
    yield Part("ssm_dt.bias", (inner,), "random")
    yield Part("ssm_a", (STATE, inner), "decay")
    yield Part("ssm_d", (inner,), "one")
    yield Part("ssm_out.weight", (inner, WIDTH))


def _falcon_h1(_number: int) -> Iterator[Part]:
    yield from _norms("attn_norm")
    yield Part("ffn_norm", (WIDTH,), "one")
    yield from _attention()
    yield from _mamba2(WIDTH)
    yield from _feed_forward()


def _granite_hybrid(number: int) -> Iterator[Part]:
    yield from _norms("attn_norm", "ffn_norm")
    yield from _attention() if _attends(number) else _mamba2(2 * WIDTH)
    yield from _feed_forward()


def _lfm2(number: int) -> Iterator[Part]:
    yield from _norms("attn_norm", "ffn_norm")
    if _attends(number):
        yield from _attention()
        yield from _head_norms()
    else:
        yield Part("shortconv.conv.weight", (3, WIDTH), "random")
        yield Part("shortconv.in_proj.weight", (WIDTH, 3 * WIDTH))
        yield Part("shortconv.out_proj.weight", (WIDTH, WIDTH))
    yield from _feed_forward()


DESIGNS: Final = {
    "llama": Design(keys=_attention_keys, layer=_llama, vocabulary=sentencepiece),
    "qwen3": Design(keys=_attention_keys, layer=_qwen3, vocabulary=byte_pairs),
    "gemma3": Design(keys=_gemma_keys, layer=_gemma3, vocabulary=sentencepiece, tied=True),
    "qwen3moe": Design(keys=_moe_keys, layer=_qwen3moe, vocabulary=byte_pairs),
    "mamba": Design(keys=_mamba_keys, layer=_mamba, vocabulary=byte_pairs),
    "falcon-h1": Design(
        keys=lambda layers: _attention_keys(layers) | _mamba2_keys(WIDTH),
        layer=_falcon_h1,
        vocabulary=byte_pairs,
    ),
    "granitehybrid": Design(
        keys=lambda layers: _every_second(layers) | _mamba2_keys(2 * WIDTH),
        layer=_granite_hybrid,
        vocabulary=byte_pairs,
    ),
    "lfm2": Design(
        keys=lambda layers: _every_second(layers) | {"shortconv.l_cache": 3},
        layer=_lfm2,
        vocabulary=byte_pairs,
        norm="token_embd_norm.weight",
        tied=True,
    ),
}
