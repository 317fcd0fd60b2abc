"""What a person can turn, as one frozen value."""

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from launcher.errors import OutOfRange, UnknownChoice

KV_TYPES: Final = ("f32", "f16", "bf16", "q8_0", "q5_1", "q5_0", "q4_1", "q4_0", "iq4_nl")
ALL_LAYERS: Final = -1
LEAST_CONTEXT: Final = 256
MOST_CONTEXT: Final = 16_777_216
MOST_BATCH: Final = 65_536
MOST_LAYERS: Final = 65_536  # asked for; a model has at most 512
MOST_DEVICES: Final = 16  # llama_max_devices
MOST_CONVERSATIONS: Final = 256  # llama.cpp src/llama-cparams.h, LLAMA_MAX_SEQ
MOST_THREADS: Final = 512  # ggml/include/ggml.h, GGML_MAX_N_THREADS


class FlashAttention(StrEnum):
    """Whether attention runs without writing its score matrix out."""

    AUTO = "auto"
    ON = "on"
    OFF = "off"


class LoadMode(StrEnum):
    """How weights come into memory: mapped from the file, read, or read and locked."""

    MMAP = "mmap"
    READ = "read"
    LOCK = "lock"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """How a model is to be loaded. Tokens, layers and counts; names as in the terminal contract.

    `gpu_layers` None means automatic: as many as fit. `split` are shares per
    device in the engine's order; empty means by free memory. `main_gpu` is the place
    in that order of the only one to use; None: all. `unified`: parallel conversations
    share one KV cache. `kv_on_gpu`: caches lie where their layers do, else in RAM.
    `repack`: weights in RAM are rearranged for the processor. `swa_full`: sliding-window
    layers keep the whole context. `mtp`: layers that guess tokens ahead are loaded too.
    """

    context: int = 8192
    gpu_layers: int | None = None
    kv_type_k: str = "f16"
    kv_type_v: str = "f16"
    flash_attention: FlashAttention = FlashAttention.AUTO
    batch: int = 2048
    micro_batch: int = 512
    parallel: int = 1
    cpu_moe: int = 0
    load: LoadMode = LoadMode.READ
    split: tuple[float, ...] = ()
    main_gpu: int | None = None
    unified: bool = False
    kv_on_gpu: bool = True
    repack: bool = True
    swa_full: bool = False
    mtp: bool = False
    threads: int = 0  # 0: physical cores less one, at least one


def check_ranges(choices: Choices) -> None:
    """Refuse numbers no engine could honour. Raises OutOfRange."""
    _within("context", choices.context, LEAST_CONTEXT, MOST_CONTEXT)
    _within("micro_batch", choices.micro_batch, 1, MOST_BATCH)
    _within("parallel", choices.parallel, 1, MOST_CONVERSATIONS)
    _within("cpu_moe", choices.cpu_moe, 0, MOST_LAYERS)
    _within("threads", choices.threads, 0, MOST_THREADS)
    _within("batch", choices.batch, choices.parallel, MOST_BATCH)  # a step answers each once
    if any(not 0 <= share < math.inf for share in choices.split):
        raise UnknownChoice("split", ",".join(f"{share:g}" for share in choices.split), ())
    if choices.main_gpu is not None:
        _within("main_gpu", choices.main_gpu, 0, MOST_DEVICES - 1)
    if choices.gpu_layers is not None:
        _within("gpu_layers", choices.gpu_layers, ALL_LAYERS, MOST_LAYERS)


def _within(what: str, asked: int, least: int, most: int) -> None:
    if not least <= asked <= most:
        raise OutOfRange(what, asked, least, most)
