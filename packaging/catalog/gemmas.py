"""Layers of Gemma 3n and Gemma 4, and what they keep beside the layers.

Source: llama.cpp src/models/gemma3n.cpp and gemma4.cpp, load_arch_tensors.
"""

from collections.abc import Iterator

from dense import gemma3
from dimensions import Dimensions
from mixtures import mixture_of
from tensors import Row, attention, feed_forward, head_norms, norms, weight


def slides(d: Dimensions, layer: int) -> bool:
    """Whether a layer looks back a window's length only."""
    return (layer + 1) % int(d.more["every"]) != 0


def _layer_inputs(d: Dimensions) -> Iterator[Row]:
    """Embeddings that every layer gets for itself."""
    per_layer = int(d.more.get("layer_inputs", 0))
    if per_layer:
        yield weight("per_layer_token_embd", per_layer * d.layers, d.vocabulary)
        yield weight("per_layer_model_proj", d.width, per_layer * d.layers)
        yield weight("per_layer_proj_norm", per_layer)


def _own_input(d: Dimensions) -> Iterator[Row]:
    per_layer = int(d.more.get("layer_inputs", 0))
    if per_layer:
        yield weight("inp_gate", d.width, per_layer)
        yield weight("proj", per_layer, d.width)
        yield from norms(d.width, "post_norm")


def gemma3n_beside(d: Dimensions) -> Iterator[Row]:
    """Tensors that belong to no layer."""
    inputs = int(d.more["altup"])
    yield from _layer_inputs(d)
    yield weight("altup_proj", d.width, d.width, inputs - 1)
    yield weight("altup_unembd_proj", d.width, d.width, inputs - 1)


def gemma3n(d: Dimensions, layer: int) -> Iterator[Row]:
    """Gemma 3's layer with alternating updates and a learned residual."""
    inputs, rank = int(d.more["altup"]), int(d.more["laurel"])
    yield from gemma3(d, layer)
    yield from _own_input(d)
    yield weight("altup_correct_coef", inputs, inputs)
    yield weight("altup_predict_coef", inputs, inputs * inputs)
    yield weight("altup_router", d.width, inputs)
    yield from norms(d.width, "altup_correct_scale", "altup_router_norm", "laurel_post_norm")
    yield weight("laurel_l", d.width, rank)
    yield weight("laurel_r", rank, d.width)


def gemma4_beside(d: Dimensions) -> Iterator[Row]:
    """Tensors that belong to no layer."""
    yield from _layer_inputs(d)
    yield weight("rope_freqs", d.head // 2)


def gemma4(d: Dimensions, layer: int) -> Iterator[Row]:
    """Wider heads in the layers that see everything; there V may be K."""
    sliding = slides(d, layer)
    head = int(d.more["head_sliding"]) if sliding else d.head
    no_v = bool(d.more.get("k_is_v")) and not sliding
    yield from norms(d.width, "attn_norm", "post_attention_norm", "ffn_norm", "post_ffw_norm")
    for row in attention(d.width, d.heads, d.kv(layer), head):
        if not (no_v and row.name == "attn_v.weight"):
            yield row
    yield from head_norms(head)
    yield weight("layer_output_scale", 1)
    yield from feed_forward(d.width, d.ff(layer))
    if d.experts:
        yield from _beside_the_experts(d)
    yield from _own_input(d)


def _beside_the_experts(d: Dimensions) -> Iterator[Row]:
    mixture = mixture_of(d)
    yield weight("ffn_gate_inp", d.width, mixture.count)
    yield Row("ffn_gate_inp.scale", (d.width,))
    yield from norms(d.width, "pre_ffw_norm_2", "post_ffw_norm_1", "post_ffw_norm_2")
    yield weight("ffn_gate_up_exps", d.width, 2 * mixture.inner, mixture.count)
    yield weight("ffn_down_exps", mixture.inner, d.width, mixture.count)
    yield Row("ffn_down_exps.scale", (mixture.count,))
