"""Layers of models that keep a state in some layers, or in all.

Source: llama.cpp src/models/<architecture>.cpp, load_arch_tensors.
"""

from collections.abc import Iterator

from dimensions import Dimensions, State
from mixtures import computes, latent_attention, latent_of, mixture_of
from tensors import (
    Row,
    attention,
    bias,
    feed_forward,
    head_norms,
    mamba2,
    norms,
    weight,
)

INTERVAL = 4  # Qwen's hybrids attend in every fourth layer


def state_of(d: Dimensions) -> State:
    """The recurrent part, where there must be one."""
    if d.state is None:
        raise ValueError(f"{d.repo} keeps no state")
    return d.state


def _state_space(d: Dimensions) -> Iterator[Row]:
    state = state_of(d)
    yield from mamba2(
        d.width,
        inner=state.inner,
        state=state.state,
        groups=state.groups,
        heads=state.heads,
        taps=state.taps,
    )


def _grouped_norm(d: Dimensions) -> Row:
    state = state_of(d)
    return weight("ssm_norm", state.inner // state.groups, state.groups)


def _attends(d: Dimensions, layer: int) -> Iterator[Row]:
    yield from attention(d.width, d.heads, d.kv(layer), d.head)


def mamba(d: Dimensions, _layer: int) -> Iterator[Row]:
    """A state-space part of the first kind and nothing else."""
    state = state_of(d)
    inner, rank = state.inner, state.heads
    yield from norms(d.width, "attn_norm")
    yield weight("ssm_in", d.width, 2 * inner)
    yield weight("ssm_conv1d", state.taps, inner)
    yield bias("ssm_conv1d", inner)
    yield weight("ssm_x", inner, rank + 2 * state.state)
    yield weight("ssm_dt", rank, inner)
    yield bias("ssm_dt", inner)
    yield Row("ssm_a", (state.state, inner))
    yield Row("ssm_d", (inner,))
    yield weight("ssm_out", inner, d.width)


def falcon_h1(d: Dimensions, layer: int) -> Iterator[Row]:
    """Attention and state side by side in every layer."""
    yield from norms(d.width, "attn_norm")
    yield Row("ffn_norm", (d.width,))
    yield from _attends(d, layer)
    yield from _state_space(d)
    if d.more.get("ssm_norm"):
        yield _grouped_norm(d)
    yield from feed_forward(d.width, d.ff(layer))


def granitehybrid(d: Dimensions, layer: int) -> Iterator[Row]:
    """Attention in few layers, a state in the others; experts in all where there are some."""
    yield from norms(d.width, "attn_norm", "ffn_norm")
    if d.kv(layer):
        yield from _attends(d, layer)
    else:
        yield from _state_space(d)
        yield _grouped_norm(d)
    yield from computes(d, layer) if d.experts else feed_forward(d.width, d.ff(layer))


def nemotron_h(d: Dimensions, layer: int) -> Iterator[Row]:
    """One part a layer: attention, feed-forward, or a state."""
    yield from norms(d.width, "attn_norm")
    if d.kv(layer):
        yield from _attends(d, layer)
    elif d.ff(layer):
        yield from _plain(d, layer)
    else:
        yield from _state_space(d)
        yield _grouped_norm(d)


def _plain(d: Dimensions, layer: int) -> Iterator[Row]:
    """Up and down, without a gate."""
    if d.experts is None:
        yield weight("ffn_up", d.width, d.ff(layer))
        yield weight("ffn_down", d.ff(layer), d.width)
        return
    mixture = d.experts
    yield weight("ffn_gate_inp", d.width, mixture.count)
    yield bias("exp_probs_b", mixture.count)
    yield weight("ffn_up_exps", d.width, mixture.inner, mixture.count)
    yield weight("ffn_down_exps", mixture.inner, d.width, mixture.count)
    yield weight("ffn_up_shexp", d.width, mixture.shared_inner)
    yield weight("ffn_down_shexp", mixture.shared_inner, d.width)


def lfm2(d: Dimensions, layer: int) -> Iterator[Row]:
    """Attention in few layers, a short convolution in the others."""
    yield from norms(d.width, "attn_norm", "ffn_norm")
    if d.kv(layer):
        yield from _attends(d, layer)
        yield from head_norms(d.head)
    else:
        yield weight("shortconv.conv", state_of(d).taps, d.width)
        yield weight("shortconv.in_proj", d.width, 3 * d.width)
        yield weight("shortconv.out_proj", d.width, d.width)
    yield from feed_forward(d.width, d.ff(layer))


def qwen35(d: Dimensions, layer: int) -> Iterator[Row]:
    """A gated delta net in three layers of four: Qwen 3.5, 3.6 and Next."""
    yield from norms(d.width, "attn_norm", "post_attention_norm")
    if (layer + 1) % INTERVAL == 0:
        yield from attention(d.width, d.heads, d.kv(layer), d.head, gated=True)
        yield from head_norms(d.head)
    else:
        yield from _delta_net(d)
    if d.experts is None:
        yield from feed_forward(d.width, d.ff(layer))
    else:
        yield from computes(d, layer)
        yield weight("ffn_gate_inp_shexp", d.width)


def _delta_net(d: Dimensions) -> Iterator[Row]:
    state = state_of(d)
    mixed = 2 * state.groups * state.state + state.inner
    yield weight("attn_qkv", d.width, mixed)
    yield weight("attn_gate", d.width, state.inner)
    yield weight("ssm_conv1d", state.taps, mixed)
    yield bias("ssm_dt", state.heads)
    yield Row("ssm_a", (state.heads,))
    if d.architecture == "qwen3next":
        yield weight("ssm_ba", d.width, 2 * state.heads)
    else:
        yield weight("ssm_beta", d.width, state.heads)
        yield weight("ssm_alpha", d.width, state.heads)
    yield weight("ssm_norm", state.state)
    yield weight("ssm_out", state.inner, d.width)


def kimi_linear(d: Dimensions, layer: int) -> Iterator[Row]:
    """Kimi delta attention in most layers, latent attention in the others."""
    yield from norms(d.width, "attn_norm", "ffn_norm")
    if d.kv(layer):
        yield from latent_attention(d, latent_of(d))
    else:
        yield from _kimi_delta(d)
    yield from computes(d, layer)
    if layer >= mixture_of(d).dense_first and not mixture_of(d).bias:
        raise ValueError(f"{d.repo} needs the router's correction")


def _kimi_delta(d: Dimensions) -> Iterator[Row]:
    state = state_of(d)
    head, wide = state.state, state.state * d.heads
    for letter in "qkv":
        yield weight(f"attn_{letter}", d.width, wide)
        yield weight(f"ssm_conv1d_{letter}", state.taps, 1, wide)
    for gate in ("f", "g"):
        yield weight(f"ssm_{gate}_a", d.width, head)
        yield weight(f"ssm_{gate}_b", head, wide)
    yield weight("ssm_beta", d.width, d.heads)
    yield Row("ssm_a", (1, d.heads))
    yield bias("ssm_dt", wide)
    yield weight("ssm_norm", head)
    yield weight("attn_output", wide, d.width)
