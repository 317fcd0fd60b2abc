"""The engine's parameter structs, every field that matters set by us and not by its defaults."""

import ctypes
from dataclasses import dataclass, field
from typing import Any, Final

from launcher.protocol.messages import EngineParameters
from launcher.worker.bindings import C
from launcher.worker.devices import cpu_buffer_type
from launcher.worker.far_devices import devices_with
from launcher.worker.limits import FLASH, KV_TYPES, LOAD, MOST_SPLIT, check_main_gpu

EXPERTS: Final = r"blk\.{layer}\.ffn_(up|down|gate|gate_up)_(ch|)exps"  # llama.cpp common/common.h
ONE_DEVICE: Final = 0  # LLAMA_SPLIT_MODE_NONE
LAYER_SPLIT: Final = 1  # LLAMA_SPLIT_MODE_LAYER
NO_LOADING: Final = 0  # LLAMA_LOAD_MODE_NONE


class _Override(ctypes.Structure):
    _fields_ = [("pattern", ctypes.c_char_p), ("buffer_type", ctypes.c_void_p)]


@dataclass(eq=False)
class ModelStruct:
    """llama_model_params, and what it points to, which must live as long."""

    params: Any
    kept: list[Any] = field(default_factory=list)


def model_struct(asked: EngineParameters, *, dry: bool) -> ModelStruct:
    """How the model is loaded; `dry` plans every buffer and allocates none.

    A dry run may not map the file: the engine asserts that. Raises Refused where
    another computer does not answer, or there is no such main GPU.
    """
    handles = devices_with(asked.rpc)
    check_main_gpu(asked, len(handles))
    params = C.llama_model_default_params()
    made = ModelStruct(params)
    params.n_gpu_layers = asked.gpu_layers
    params.split_mode = LAYER_SPLIT if asked.main_gpu is None else ONE_DEVICE
    params.main_gpu = asked.main_gpu or 0
    params.load_mode = NO_LOADING if dry else LOAD[asked.load]
    params.no_alloc = dry
    params.vocab_only = False
    params.check_tensors = False
    params.use_extra_bufts = asked.repack
    params.no_host = False
    params.load_mtp = asked.mtp
    if asked.cpu_moe:
        params.tensor_buft_overrides = _experts_on_cpu(asked.cpu_moe, made.kept)
    if asked.split:
        shares = (ctypes.c_float * MOST_SPLIT)(*asked.split)
        made.kept.append(shares)
        params.tensor_split = ctypes.cast(shares, ctypes.POINTER(ctypes.c_float))
    if asked.rpc:
        devices = (ctypes.c_void_p * (len(handles) + 1))(*handles, None)
        made.kept.append(devices)
        params.devices = ctypes.cast(devices, ctypes.c_void_p)
    return made


def context_struct(
    asked: EngineParameters,
    *,
    context: int | None = None,
    sequences: int | None = None,
    outputs: int | None = None,
) -> Any:
    """How the context is made; a dry run and a real load give the same.

    The engine asserts that it may output one row per sequence, so `outputs` is
    at least that. `swa_full` is true by default there and would keep the whole
    context for every sliding window.
    """
    params = C.llama_context_default_params()
    sequences = sequences or asked.sequences
    params.n_ctx = context or asked.context
    params.n_batch = asked.batch
    params.n_ubatch = asked.micro_batch
    params.n_seq_max = sequences
    params.n_rs_seq = 0
    params.n_outputs_max = outputs or max(asked.outputs, sequences)
    params.n_outputs_max_per_seq = outputs or 1
    params.n_threads = asked.threads
    params.n_threads_batch = asked.threads
    params.flash_attn_type = FLASH[asked.flash_attention]
    params.type_k = KV_TYPES[asked.kv_type_k]
    params.type_v = KV_TYPES[asked.kv_type_v]
    params.embeddings = False
    params.offload_kqv = asked.kv_on_gpu
    params.op_offload = True
    params.no_perf = True
    params.swa_full = asked.swa_full
    params.kv_unified = asked.unified
    return params


def _experts_on_cpu(layers: int, kept: list[Any]) -> Any:
    place = cpu_buffer_type()
    patterns = [EXPERTS.format(layer=layer).encode() for layer in range(layers)]
    overrides = (_Override * (layers + 1))()
    for entry, pattern in zip(overrides, patterns, strict=False):
        entry.pattern = pattern
        entry.buffer_type = place
    kept += [patterns, overrides]
    return ctypes.cast(overrides, ctypes.c_void_p)
