"""What the engine is told about a model it is to load."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineParameters:
    """Everything the engine is told when it loads; -1 GPU layers means all.

    `kv_type_*` are ggml names in lower case, `flash_attention` auto/on/off,
    `load` mmap/read/lock. `outputs` is how many logits rows are planned for
    (1 suffices for a chat). `rpc` are endpoints of further computers. `main_gpu` is the
    place of the only GPU to use, None: all; `kv_on_gpu` leaves caches with their layers;
    `mtp` loads the layers that guess tokens ahead.
    """

    context: int
    gpu_layers: int = -1
    kv_type_k: str = "f16"
    kv_type_v: str = "f16"
    flash_attention: str = "auto"
    batch: int = 2048
    micro_batch: int = 512
    threads: int = 1
    sequences: int = 1
    unified: bool = False
    outputs: int = 1
    swa_full: bool = False
    cpu_moe: int = 0
    load: str = "read"
    repack: bool = True
    split: tuple[float, ...] = ()
    rpc: tuple[str, ...] = ()
    main_gpu: int | None = None
    kv_on_gpu: bool = True
    mtp: bool = False
