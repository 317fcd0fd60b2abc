"""Tensors as llama.cpp's converters write them: name, shape, and the type before quantizing."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

# Matrices that stay at 32 bits. Source: llama.cpp conversion/base.py, prepare_tensors.
ALWAYS_F32: Final = (
    "ffn_gate_inp.weight",
    "ffn_gate_inp_shexp.weight",
    "ssm_conv1d.weight",
    "ssm_conv1d_q.weight",
    "ssm_conv1d_k.weight",
    "ssm_conv1d_v.weight",
    "shortconv.conv.weight",
    "time_mix_w1.weight",
    "time_mix_w2.weight",
    "time_mix_lerp_fused.weight",
    "altup_correct_coef.weight",
    "altup_predict_coef.weight",
    "_norm.weight",
)


@dataclass(frozen=True, slots=True)
class Row:
    """A tensor; `shape` is in ggml's order, fastest first."""

    name: str
    shape: tuple[int, ...]

    @property
    def kind(self) -> str:
        """F32 for vectors, norms and what the converters keep; F16 for the rest."""
        matrix = sum(extent > 1 for extent in self.shape) > 1
        kept = self.name.endswith(ALWAYS_F32) or not self.name.endswith(".weight")
        return "F16" if matrix and not kept else "F32"


def weight(name: str, *shape: int) -> Row:
    """A tensor that takes part in products."""
    return Row(f"{name}.weight", shape)


def bias(name: str, *shape: int) -> Row:
    """What is added afterwards."""
    return Row(f"{name}.bias", shape)


def norms(width: int, *names: str) -> Iterator[Row]:
    """Vectors as wide as the model."""
    for name in names:
        yield weight(name, width)


def attention(
    width: int,
    heads: int,
    kv_heads: int,
    head: int,
    *,
    biased: str = "",
    gated: bool = False,
    head_v: int = 0,
) -> Iterator[Row]:
    """Q, K, V and what brings them back. `biased` names those with a bias ('qkv', 'qkvo')."""
    value = head_v or head
    outs = {
        "attn_q": heads * head * (2 if gated else 1),
        "attn_k": kv_heads * head,
        "attn_v": kv_heads * value,
    }
    for name, out in outs.items():
        yield weight(name, width, out)
        if name[-1] in biased:
            yield bias(name, out)
    yield weight("attn_output", heads * value, width)
    if "o" in biased:
        yield bias("attn_output", width)


def head_norms(head: int) -> Iterator[Row]:
    """Norms of Q and K, head by head."""
    yield weight("attn_q_norm", head)
    yield weight("attn_k_norm", head)


def feed_forward(width: int, inner: int) -> Iterator[Row]:
    """Gate, up and down."""
    yield weight("ffn_gate", width, inner)
    yield weight("ffn_up", width, inner)
    yield weight("ffn_down", inner, width)


def experts(width: int, count: int, inner: int) -> Iterator[Row]:
    """A router and its experts."""
    yield weight("ffn_gate_inp", width, count)
    yield weight("ffn_gate_exps", width, inner, count)
    yield weight("ffn_up_exps", width, inner, count)
    yield weight("ffn_down_exps", inner, width, count)


def shared_expert(width: int, inner: int) -> Iterator[Row]:
    """The expert that every token uses."""
    yield weight("ffn_gate_shexp", width, inner)
    yield weight("ffn_up_shexp", width, inner)
    yield weight("ffn_down_shexp", inner, width)


def mamba2(
    width: int, *, inner: int, state: int, groups: int, heads: int, taps: int
) -> Iterator[Row]:
    """A state-space part of the second kind, without its norm."""
    channels = inner + 2 * groups * state
    yield weight("ssm_in", width, inner + channels + heads)
    yield weight("ssm_conv1d", taps, channels)
    yield bias("ssm_conv1d", channels)
    yield bias("ssm_dt", heads)
    yield Row("ssm_a", (1, heads))
    yield Row("ssm_d", (1, heads))
    yield weight("ssm_out", inner, width)
