"""Layers with experts, and with multi-head latent attention.

Source: llama.cpp src/models/<architecture>.cpp, load_arch_tensors.
"""

from collections.abc import Iterator

from dense import attends
from dimensions import Dimensions, Experts, Latent
from tensors import (
    Row,
    bias,
    experts,
    feed_forward,
    head_norms,
    norms,
    shared_expert,
    weight,
)


def mixture_of(d: Dimensions) -> Experts:
    """The experts, where there must be some."""
    if d.experts is None:
        raise ValueError(f"{d.repo} has no experts")
    return d.experts


def computes(d: Dimensions, layer: int) -> Iterator[Row]:
    """A feed-forward part in the first layers, a router with experts in the others."""
    mixture = mixture_of(d)
    if layer < mixture.dense_first:
        yield from feed_forward(d.width, d.ff(layer))
        return
    yield from experts(d.width, mixture.count, mixture.inner)
    if mixture.bias:
        yield bias("exp_probs_b", mixture.count)
    if mixture.shared_inner:
        yield from shared_expert(d.width, mixture.shared_inner)


def mixtral(d: Dimensions, layer: int) -> Iterator[Row]:
    """The common layer with experts: Mixtral, ERNIE 4.5."""
    yield from norms(d.width, "attn_norm", "ffn_norm")
    yield from attends(d)
    yield from computes(d, layer)


def qwen3moe(d: Dimensions, layer: int) -> Iterator[Row]:
    """Mixtral's with norms of Q and K."""
    yield from mixtral(d, layer)
    yield from head_norms(d.head)


def gpt_oss(d: Dimensions, layer: int) -> Iterator[Row]:
    """Sinks beside the heads, and a bias wherever one can be."""
    mixture = mixture_of(d)
    yield from norms(d.width, "attn_norm", "post_attention_norm")
    yield from attends(d)
    yield weight("attn_sinks", d.heads)
    yield from computes(d, layer)
    yield bias("ffn_gate_inp", mixture.count)
    for name in ("ffn_gate_exps", "ffn_up_exps"):
        yield bias(name, mixture.inner, mixture.count)
    yield bias("ffn_down_exps", d.width, mixture.count)


def phimoe(d: Dimensions, layer: int) -> Iterator[Row]:
    """Mixtral's, with a bias on the norms too."""
    yield from mixtral(d, layer)
    yield bias("attn_norm", d.width)
    yield bias("ffn_norm", d.width)


def latent_attention(d: Dimensions, latent: Latent) -> Iterator[Row]:
    """K and V through one narrow vector per token, split as newer files have it."""
    head = latent.nope + latent.rope
    if latent.q:
        yield weight("attn_q_a", d.width, latent.q)
        yield weight("attn_q_a_norm", latent.q)
        yield weight("attn_q_b", latent.q, d.heads * head)
    else:
        yield weight("attn_q", d.width, d.heads * head)
    yield weight("attn_kv_a_mqa", d.width, latent.kv + latent.rope)
    yield weight("attn_kv_a_norm", latent.kv)
    yield weight("attn_k_b", latent.nope, latent.kv, d.heads)
    yield weight("attn_v_b", latent.kv, latent.v, d.heads)
    yield weight("attn_output", d.heads * latent.v, d.width)


def latent_of(d: Dimensions) -> Latent:
    """The latent attention, where there must be one."""
    if d.latent is None:
        raise ValueError(f"{d.repo} has no latent attention")
    return d.latent


def deepseek2(d: Dimensions, layer: int) -> Iterator[Row]:
    """Latent attention before experts: DeepSeek V3, Kimi K2, Moonlight, GLM 4.7 Flash."""
    yield from norms(d.width, "attn_norm", "ffn_norm")
    yield from latent_attention(d, latent_of(d))
    yield from computes(d, layer)


def minicpm3(d: Dimensions, layer: int) -> Iterator[Row]:
    """Latent attention kept in one tensor, so that K and V are cached in full."""
    latent = latent_of(d)
    head = latent.nope + latent.rope
    yield from norms(d.width, "attn_norm", "ffn_norm")
    yield weight("attn_q_a", d.width, latent.q)
    yield weight("attn_q_a_norm", latent.q)
    yield weight("attn_q_b", latent.q, d.heads * head)
    yield weight("attn_kv_a_mqa", d.width, latent.kv + latent.rope)
    yield weight("attn_kv_a_norm", latent.kv)
    yield weight("attn_kv_b", latent.kv, d.heads * (latent.nope + latent.v))
    yield weight("attn_output", d.heads * latent.v, d.width)
    yield from feed_forward(d.width, d.ff(layer))
