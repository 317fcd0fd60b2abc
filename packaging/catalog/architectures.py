"""Which layers an architecture has, and what it keeps beside them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

import dense
import gemmas
import hybrids
import mixtures
from dimensions import Dimensions
from tensors import Row, bias, norms, weight

# Tensors that hold no weights of the model's own count: tables of angles, and RWKV's stand-ins.
NOT_COUNTED: Final = (
    "rope_freqs.weight",
    "rope_factors_long.weight",
    "rope_factors_short.weight",
    "blk.0.time_mix_v0.weight",
    "blk.0.time_mix_v1.weight",
    "blk.0.time_mix_v2.weight",
)


def _nothing(_d: Dimensions) -> Iterator[Row]:
    yield from ()


def _phimoe_beside(d: Dimensions) -> Iterator[Row]:
    yield bias("output_norm", d.width)
    yield bias("output", d.vocabulary)


def _rwkv7_beside(d: Dimensions) -> Iterator[Row]:
    yield weight("token_embd_norm", d.width)
    yield bias("token_embd_norm", d.width)
    yield bias("output_norm", d.width)


@dataclass(frozen=True, slots=True)
class Plan:
    """An architecture: its layers, what stands beside them, and its last norm's name."""

    layer: Callable[[Dimensions, int], Iterator[Row]]
    beside: Callable[[Dimensions], Iterator[Row]] = _nothing
    last_norm: str = "output_norm"


PLANS: Final = {
    "cohere2": Plan(dense.command_r),
    "command-r": Plan(dense.command_r),
    "deepseek2": Plan(mixtures.deepseek2),
    "ernie4_5-moe": Plan(mixtures.mixtral),
    "falcon-h1": Plan(hybrids.falcon_h1),
    "gemma2": Plan(dense.gemma2),
    "gemma3": Plan(dense.gemma3),
    "gemma3n": Plan(gemmas.gemma3n, gemmas.gemma3n_beside),
    "gemma4": Plan(gemmas.gemma4, gemmas.gemma4_beside),
    "glm4": Plan(dense.glm4),
    "gpt-oss": Plan(mixtures.gpt_oss),
    "granite": Plan(dense.llama),
    "granitehybrid": Plan(hybrids.granitehybrid),
    "kimi-linear": Plan(hybrids.kimi_linear),
    "lfm2": Plan(hybrids.lfm2, last_norm="token_embd_norm"),
    "llama": Plan(dense.llama),
    "mamba": Plan(hybrids.mamba),
    "minicpm": Plan(dense.llama),
    "minicpm3": Plan(mixtures.minicpm3),
    "mistral3": Plan(dense.llama),
    "nemotron_h": Plan(hybrids.nemotron_h),
    "nemotron_h_moe": Plan(hybrids.nemotron_h),
    "olmo2": Plan(dense.olmo2),
    "phi3": Plan(dense.phi3),
    "phimoe": Plan(mixtures.phimoe, _phimoe_beside),
    "qwen2": Plan(dense.llama),
    "qwen3": Plan(dense.qwen3),
    "qwen35": Plan(hybrids.qwen35),
    "qwen35moe": Plan(hybrids.qwen35),
    "qwen3moe": Plan(mixtures.qwen3moe),
    "qwen3next": Plan(hybrids.qwen35),
    "rwkv7": Plan(dense.rwkv7, _rwkv7_beside),
    "seed_oss": Plan(dense.seed_oss),
    "smollm3": Plan(dense.llama),
}


def beside_layers(d: Dimensions) -> tuple[Row, ...]:
    """Embedding, output, last norm, and what else belongs to no layer."""
    plan = PLANS[d.architecture]
    return (
        weight("token_embd", d.width, d.vocabulary),
        *(() if d.tied else (weight("output", d.width, d.vocabulary),)),
        *norms(d.width, plan.last_norm),
        *_angles(d),
        *plan.beside(d),
    )


def _angles(d: Dimensions) -> Iterator[Row]:
    """Tables of angles that converters make from the configuration."""
    half = int(d.more.get("rope_dimensions", d.latent.rope if d.latent else d.head)) // 2
    if d.more.get("rope_scaling", {}).get("type") == "llama3":
        yield weight("rope_freqs", half)
    if d.more.get("long_rope"):
        yield weight("rope_factors_long", half)
        yield weight("rope_factors_short", half)


def layer_of(d: Dimensions, layer: int) -> tuple[Row, ...]:
    """The tensors of one layer, named without their number."""
    if d.architecture in {"llama", "mistral3"} and d.experts:
        return tuple(mixtures.mixtral(d, layer))
    return tuple(PLANS[d.architecture].layer(d, layer))
