"""Every number checked before llama.cpp sees it.

The engine aborts or hangs on ordinary mistakes: a context of two thousand million
tokens, more threads than it has places for, a micro-batch above the batch, a KV
type whose block does not divide the head.
"""

import math
import os
from typing import Any, Final

from launcher.protocol.messages import DrawParameters, EngineParameters
from launcher.worker.bindings import C
from launcher.worker.metadata import value_of
from launcher.worker.refused import Refused

MOST_CONTEXT: Final = 16_777_216
MOST_BATCH: Final = 65_536
MOST_SEQUENCES: Final = 256  # LLAMA_MAX_SEQ
MOST_LAYERS: Final = 4_095  # as many overrides as the engine takes, less the end mark
MOST_SPLIT: Final = 16  # llama_max_devices
MOST_NUMBER: Final = 2**31 - 1

KV_TYPES: Final = {  # enum ggml_type
    "f32": 0,
    "f16": 1,
    "q4_0": 2,
    "q4_1": 3,
    "q5_0": 6,
    "q5_1": 7,
    "q8_0": 8,
    "iq4_nl": 20,
    "bf16": 30,
}
BLOCK: Final = 32  # values in a block of every quantized KV type
UNQUANTIZED: Final = ("f32", "f16", "bf16")
FLASH: Final = {"auto": -1, "off": 0, "on": 1}  # enum llama_flash_attn_type
LOAD: Final = {"read": 0, "mmap": 1, "lock": 2}  # enum llama_load_mode: none, mmap, mlock


def check_parameters(asked: EngineParameters) -> None:
    """Raises Refused ('bad_choice' and its kin) for the first choice that cannot be honoured."""
    _between("context", asked.context, 1, MOST_CONTEXT)
    _between("batch", asked.batch, 1, MOST_BATCH)
    _between("micro_batch", asked.micro_batch, 1, asked.batch)
    _between("threads", asked.threads, 1, os.cpu_count() or 1)
    _between("sequences", asked.sequences, 1, MOST_SEQUENCES)
    _between("outputs", asked.outputs, 1, asked.batch)
    _between("gpu_layers", asked.gpu_layers, -1, MOST_NUMBER)
    _between("cpu_moe", asked.cpu_moe, 0, MOST_LAYERS)
    _between("split", len(asked.split), 0, MOST_SPLIT)
    _between("main_gpu", asked.main_gpu or 0, 0, MOST_SPLIT - 1)
    _among("kv_type_k", asked.kv_type_k, KV_TYPES)
    _among("kv_type_v", asked.kv_type_v, KV_TYPES)
    _among("flash_attention", asked.flash_attention, FLASH)
    _among("load", asked.load, LOAD)
    if any(not math.isfinite(share) or share < 0 for share in asked.split):
        raise Refused("unknown_choice", "split")
    if asked.flash_attention == "off" and asked.kv_type_v not in UNQUANTIZED:
        raise Refused("v_needs_flash_attention", asked.kv_type_v)


def check_main_gpu(asked: EngineParameters, devices: int) -> None:
    """Raises Refused('bad_choice') for a place in a list that has no such device.

    Without any device the engine runs on the processor and the choice says nothing.
    """
    if asked.main_gpu is not None and devices:
        _between("main_gpu", asked.main_gpu, 0, devices - 1)


def check_heads(model: Any, asked: EngineParameters) -> None:
    """Raises Refused('kv_type_misfit') where a quantized KV type does not divide the head."""
    for kind, wanted in (("key", asked.kv_type_k), ("value", asked.kv_type_v)):
        if wanted in UNQUANTIZED:
            continue
        for size in head_sizes(model, kind):
            if size % BLOCK:
                raise Refused("kv_type_misfit", wanted, (BLOCK, size))


def head_sizes(model: Any, kind: str) -> tuple[int, ...]:
    """Values per head of the keys or values, sliding-window layers included; empty where unknown.

    Source: llama_hparams: `attention.key_length`, else embedding over heads.
    """
    found = [
        value_of(model, f"attention.{kind}_length"),
        value_of(model, f"attention.{kind}_length_swa"),
    ]
    if found[0] is None:
        heads = C.llama_model_n_head(model)
        found[0] = C.llama_model_n_embd(model) // heads if heads > 0 else None
    return tuple(size for size in found if size)


def check_draw(draw: DrawParameters) -> None:
    """Raises Refused('unknown_choice') for a way of drawing tokens that makes no sense."""
    for name in ("temperature", "top_p", "min_p"):
        value = getattr(draw, name)
        if not math.isfinite(value) or value < 0:
            raise Refused("unknown_choice", name)
    _between("top_k", draw.top_k, 0, MOST_NUMBER)
    _between("max_tokens", draw.max_tokens, 0, MOST_NUMBER)


def _between(what: str, asked: int, least: int, most: int) -> None:
    if not least <= asked <= most:
        raise Refused("bad_choice", what, (asked, least, most))


def _among(what: str, asked: str, allowed: dict[str, int]) -> None:
    if asked not in allowed:
        raise Refused("unknown_choice", f"{what}={asked}")
