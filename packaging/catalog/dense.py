"""Layers of models in which every layer attends and computes alike.

Source: llama.cpp src/models/<architecture>.cpp, load_arch_tensors.
"""

from collections.abc import Iterator

from dimensions import Dimensions
from tensors import Row, attention, bias, feed_forward, head_norms, norms, weight


def attends(d: Dimensions) -> Iterator[Row]:
    """Attention as wide as the dimensions say."""
    return attention(d.width, d.heads, d.kv(0), d.head, biased=d.more.get("bias", ""))


def llama(d: Dimensions, layer: int) -> Iterator[Row]:
    """The common layer: llama, qwen2, granite, smollm3, minicpm, mistral3."""
    yield from norms(d.width, "attn_norm", "ffn_norm")
    yield from attends(d)
    yield from feed_forward(d.width, d.ff(layer))


def qwen3(d: Dimensions, layer: int) -> Iterator[Row]:
    """The common layer with norms of Q and K."""
    yield from llama(d, layer)
    yield from head_norms(d.head)


def gemma2(d: Dimensions, layer: int) -> Iterator[Row]:
    """Norms before and after both parts."""
    yield from llama(d, layer)
    yield from norms(d.width, "post_attention_norm", "post_ffw_norm")


def gemma3(d: Dimensions, layer: int) -> Iterator[Row]:
    """Gemma 2's with norms of Q and K."""
    yield from gemma2(d, layer)
    yield from head_norms(d.head)


def phi3(d: Dimensions, layer: int) -> Iterator[Row]:
    """Q, K and V in one tensor, gate and up in another."""
    yield from norms(d.width, "attn_norm", "ffn_norm")
    yield weight("attn_qkv", d.width, (d.heads + 2 * d.kv(layer)) * d.head)
    yield weight("attn_output", d.heads * d.head, d.width)
    yield weight("ffn_up", d.width, 2 * d.ff(layer))
    yield weight("ffn_down", d.ff(layer), d.width)


def olmo2(d: Dimensions, layer: int) -> Iterator[Row]:
    """Norms after both parts alone, and over all heads at once."""
    yield from norms(d.width, "post_attention_norm", "post_ffw_norm")
    yield from attends(d)
    yield weight("attn_q_norm", d.heads * d.head)
    yield weight("attn_k_norm", d.kv(layer) * d.head)
    yield from feed_forward(d.width, d.ff(layer))


def glm4(d: Dimensions, layer: int) -> Iterator[Row]:
    """Four norms; gate and up in one tensor."""
    yield from norms(d.width, "attn_norm", "post_attention_norm", "ffn_norm", "post_ffw_norm")
    yield from attends(d)
    yield weight("ffn_up", d.width, 2 * d.ff(layer))
    yield weight("ffn_down", d.ff(layer), d.width)


def seed_oss(d: Dimensions, layer: int) -> Iterator[Row]:
    """The common layer; the second norm has another name."""
    yield from norms(d.width, "attn_norm", "post_attention_norm")
    yield from attends(d)
    yield from feed_forward(d.width, d.ff(layer))


def command_r(d: Dimensions, layer: int) -> Iterator[Row]:
    """Both parts side by side behind one norm."""
    yield from norms(d.width, "attn_norm")
    yield from attends(d)
    yield from feed_forward(d.width, d.ff(layer))


def rwkv7(d: Dimensions, layer: int) -> Iterator[Row]:
    """Time mixing and channel mixing. The first layer's v0 to v2 are stand-ins of a's shape."""
    width, ranks = d.width, d.more["ranks"]
    for name in ("attn_norm", "attn_norm_2", "time_mix_ln"):
        yield weight(name, width)
        yield bias(name, width)
    value = ranks["value"] if layer else ranks["iclr"]
    for letter, rank in (("w", ranks["decay"]), ("a", ranks["iclr"]), ("v", value)):
        yield weight(f"time_mix_{letter}0", width)
        yield weight(f"time_mix_{letter}1", width, rank)
        yield weight(f"time_mix_{letter}2", rank, width)
    yield weight("time_mix_g1", width, ranks["gate"])
    yield weight("time_mix_g2", ranks["gate"], width)
    yield weight("time_mix_lerp_fused", width, 1, 1, 6)
    yield from norms(width, "time_mix_k_k", "time_mix_k_a", "time_mix_r_k")
    for name in ("key", "value", "receptance", "output"):
        yield weight(f"time_mix_{name}", width, width)
    yield weight("channel_mix_lerp_k", width)
    yield weight("channel_mix_key", width, d.ff(layer))
    yield weight("channel_mix_value", d.ff(layer), width)
