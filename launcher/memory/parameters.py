"""The person's choices as the engine is told them."""

from launcher.hardware.facts import Cpu, Machine
from launcher.memory.choices import Choices, FlashAttention
from launcher.memory.devices import engine_devices, shares
from launcher.protocol.messages import EngineParameters


def engine_parameters(choices: Choices, *, gpu_layers: int, machine: Machine) -> EngineParameters:
    """Everything the engine is told, nothing left to its defaults.

    The split is always named where there are several devices: the engine's own
    follows the memory that happens to be free at that moment.
    """
    devices = engine_devices(machine)
    return EngineParameters(
        context=choices.context,
        gpu_layers=gpu_layers,
        kv_type_k=choices.kv_type_k,
        kv_type_v=choices.kv_type_v,
        flash_attention=_flash_attention(choices, gpu_layers),
        batch=choices.batch,
        micro_batch=min(choices.micro_batch, choices.batch),
        threads=choices.threads or _threads(machine.cpu),
        sequences=choices.parallel,
        outputs=choices.parallel,
        cpu_moe=choices.cpu_moe,
        load=str(choices.load),
        main_gpu=choices.main_gpu,
        unified=choices.unified,
        kv_on_gpu=choices.kv_on_gpu,
        repack=choices.repack,
        swa_full=choices.swa_full,
        mtp=choices.mtp,
        split=shares(choices, devices) if len(devices) > 1 else (),
    )


def _flash_attention(choices: Choices, gpu_layers: int) -> str:
    """As chosen; but with caches in RAM 'auto' is 'on'.

    The engine's own 'auto' looks whether attention runs where its layer is, finds it with
    its cache on the processor, and switches it off: at 32k tokens that costs 2 GB.
    Source: llama.cpp src/llama-context.cpp, resolve_fused_ops.
    """
    automatic = choices.flash_attention is FlashAttention.AUTO
    if automatic and not choices.kv_on_gpu and gpu_layers:
        return str(FlashAttention.ON)
    return str(choices.flash_attention)


def _threads(cpu: Cpu) -> int:
    """All physical cores we may use but one; a thread without a core slows all others."""
    usable = cpu.physical_cores if cpu.usable_cores is None else cpu.usable_cores
    return max(1, min(usable, cpu.physical_cores) - 1)
