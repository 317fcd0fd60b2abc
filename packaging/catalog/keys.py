"""The keys a converter writes about an architecture, without its name before them.

Those the engine and the arithmetic read are complete; what only concerns the
answers (epsilons, scales) is there as far as the engine asks for it.
Source: llama.cpp conversion/*.py and src/models/*.cpp, load_arch_hparams.
"""

from collections.abc import Callable
from typing import Any, Final

from dimensions import Dimensions
from gemmas import slides
from hybrids import INTERVAL, state_of
from mixtures import latent_of

Keys = dict[str, Any]
SIGMOID: Final = 2  # LLAMA_EXPERT_GATING_FUNC_TYPE_SIGMOID
LAYER_NORM: Final = frozenset({"cohere2", "command-r", "nemotron_h", "nemotron_h_moe", "rwkv7"})
MROPE: Final = (11, 11, 10, 0)  # Qwen 3.5's sections


def keys_of(d: Dimensions) -> Keys:
    """All keys of a model."""
    keys = _common(d)
    if d.heads:
        keys |= _heads(d)
    if d.experts:
        keys |= _mixture(d)
    if d.latent:
        keys |= _latent(d)
    if d.state:
        keys |= _state(d)
    if d.window:
        keys["attention.sliding_window"] = d.window
    return keys | _rope(d) | _scales(d) | OWN.get(d.architecture, _none)(d)


def _common(d: Dimensions) -> Keys:
    epsilon = "layer_norm_epsilon" if d.architecture in LAYER_NORM else "layer_norm_rms_epsilon"
    inner = d.inner if d.inner or not d.experts else d.experts.inner
    return {
        "context_length": d.context,
        "embedding_length": d.width,
        "block_count": d.layers,
        "feed_forward_length": inner,
        "attention.head_count": d.heads,
        f"attention.{epsilon}": 1e-5,
    }


def _heads(d: Dimensions) -> Keys:
    return {
        "attention.head_count_kv": d.kv_heads,
        "attention.key_length": d.head,
        "attention.value_length": d.head_v or d.head,
    }


def _mixture(d: Dimensions) -> Keys:
    mixture = d.experts
    if mixture is None:
        return {}
    keys: Keys = {
        "expert_count": mixture.count,
        "expert_used_count": mixture.used,
        "expert_feed_forward_length": mixture.inner,
    }
    if mixture.shared:
        keys["expert_shared_count"] = mixture.shared
        keys["expert_shared_feed_forward_length"] = mixture.shared_inner
    if mixture.dense_first:
        keys["leading_dense_block_count"] = mixture.dense_first
    if mixture.bias:
        keys["expert_gating_func"] = SIGMOID
    groups = {
        "expert_group_count": "expert_groups",
        "expert_group_used_count": "expert_groups_used",
    }
    return keys | {key: d.more[name] for key, name in groups.items() if name in d.more}


def _latent(d: Dimensions) -> Keys:
    latent = latent_of(d)
    if d.architecture == "minicpm3":  # keeps K and V apart
        return {"attention.q_lora_rank": latent.q, "attention.kv_lora_rank": latent.kv}
    keys: Keys = {
        "attention.kv_lora_rank": latent.kv,
        "attention.key_length": latent.kv + latent.rope,
        "attention.value_length": latent.kv,
        "attention.key_length_mla": latent.nope + latent.rope,
        "attention.value_length_mla": latent.v,
        "rope.dimension_count": latent.rope,
    }
    if latent.q:
        keys["attention.q_lora_rank"] = latent.q
    shared = (min(d.kv(layer), 1) for layer in range(d.layers))  # all heads share one K
    keys["attention.head_count_kv"] = 1 if isinstance(d.kv_heads, int) else tuple(shared)
    return keys


def _state(d: Dimensions) -> Keys:
    state = state_of(d)
    if d.architecture == "lfm2":
        return {"shortconv.l_cache": state.taps}
    if d.architecture == "kimi-linear":
        return {"ssm.conv_kernel": state.taps, "kda.head_dim": state.state}
    keys = {
        "ssm.conv_kernel": state.taps,
        "ssm.inner_size": state.inner,
        "ssm.state_size": state.state,
        "ssm.time_step_rank": state.heads,
    }
    return keys | ({"ssm.group_count": state.groups} if state.groups else {})


def _rope(d: Dimensions) -> Keys:
    keys: Keys = {}
    if d.rope_base:
        keys["rope.freq_base"] = d.rope_base
    if "rope_base_sliding" in d.more:
        keys["rope.freq_base_swa"] = d.more["rope_base_sliding"]
    if "rope_dimensions" in d.more:
        keys["rope.dimension_count"] = d.more["rope_dimensions"]
    scaling = d.more.get("rope_scaling", {})
    if scaling.get("type") in {"linear", "yarn"}:  # Llama 3's lies in a tensor instead
        keys["rope.scaling.type"] = scaling["type"]
        keys["rope.scaling.factor"] = float(scaling["factor"])
        if "original_context" in scaling:
            keys["rope.scaling.original_context_length"] = scaling["original_context"]
    return keys


def _scales(d: Dimensions) -> Keys:
    names = (
        "embedding_scale",
        "residual_scale",
        "attention_scale",
        "logit_scale",
        "expert_weights_scale",
    )
    found = {name: float(d.more[name]) for name in names if name in d.more}
    if "attention_scale" in found:
        found["attention.scale"] = found.pop("attention_scale")
    return found


def _none(_d: Dimensions) -> Keys:
    return {}


def _gemma3n(d: Dimensions) -> Keys:
    return {
        "attention.sliding_window_pattern": tuple(slides(d, n) for n in range(d.layers)),
        "attention.shared_kv_layers": d.more["shared_kv"],
        "embedding_length_per_layer_input": d.more["layer_inputs"],
        "altup.num_inputs": d.more["altup"],
        "altup.active_idx": 0,
    }


def _gemma4(d: Dimensions) -> Keys:
    sliding = d.more["head_sliding"]
    return {
        "attention.sliding_window_pattern": tuple(slides(d, n) for n in range(d.layers)),
        "attention.shared_kv_layers": d.more.get("shared_kv", 0),
        "attention.key_length_swa": sliding,
        "attention.value_length_swa": sliding,
        "embedding_length_per_layer_input": d.more.get("layer_inputs", 0),
        "rope.dimension_count": d.head,
        "rope.dimension_count_swa": sliding,
    }


def _phi3(d: Dimensions) -> Keys:
    return {
        "attention.sliding_window": 0,
        "rope.dimension_count": d.more.get("rope_dimensions", d.head),
    }


def _qwen35(_d: Dimensions) -> Keys:
    return {"full_attention_interval": INTERVAL, "rope.dimension_sections": MROPE}


def _rwkv7(d: Dimensions) -> Keys:
    ranks = d.more["ranks"]
    return {
        "wkv.head_size": d.more["head_size"],
        "attention.decay_lora_rank": ranks["decay"],
        "attention.iclr_lora_rank": ranks["iclr"],
        "attention.value_residual_mix_lora_rank": ranks["value"],
        "attention.gate_lora_rank": ranks["gate"],
    }


def _mistral3(d: Dimensions) -> Keys:
    found = d.more.get("temperature_scale")
    return {"attention.temperature_scale": float(found)} if found else {}


OWN: Final[dict[str, Callable[[Dimensions], Keys]]] = {
    "cohere2": lambda d: {"rope.dimension_count": d.head},
    "ernie4_5-moe": lambda _d: {"interleave_moe_layer_step": 1},
    "gemma3n": _gemma3n,
    "gemma4": _gemma4,
    "granitehybrid": lambda _d: {"rope.scaling.finetuned": False},
    "minicpm3": lambda d: {"rope.dimension_count": latent_of(d).rope},
    "mistral3": _mistral3,
    "phi3": _phi3,
    "qwen35": _qwen35,
    "qwen35moe": _qwen35,
    "qwen3next": lambda _d: {"full_attention_interval": INTERVAL},
    "rwkv7": _rwkv7,
}
