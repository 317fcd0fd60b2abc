"""The devices as the engine would use them, and which layer goes to which.

Source: llama.cpp src/llama.cpp (llama_prepare_model_devices) and
src/llama-model.cpp (load_tensors: split points and layer assignment).
"""

from bisect import bisect_right
from typing import Final

from launcher.hardware.facts import Device, DeviceKind, Machine
from launcher.memory.choices import ALL_LAYERS, Choices

ALIGNMENTS: Final = {"CUDA": 128, "ROCm": 128, "MUSA": 128}  # bytes; others 32
PADS_ROWS: Final = ("CUDA", "ROCm", "MUSA")
# Backends without a buffer type of their own in main memory (get_host_buffer_type is NULL).
WITHOUT_HOST_MEMORY: Final = ("MTL", "Metal", "RPC", "GPUOpenCL", "WebGPU", "BLAS")
SHARES_MAIN_MEMORY: Final = ("MTL", "Metal")


def engine_devices(machine: Machine) -> tuple[Device, ...]:
    """The devices layers can be offloaded to, in the engine's order.

    Other computers come first, then graphics processors; integrated ones count
    only where there is no other.
    """
    usable = [device for device in machine.devices if device.usable]
    others = [device for device in usable if device.kind is DeviceKind.RPC]
    gpus = [device for device in usable if device.kind is DeviceKind.GPU]
    integrated = [device for device in usable if device.kind is DeviceKind.IGPU]
    return (*others, *(gpus or integrated))


def shares_main_memory(device: str, kind: DeviceKind) -> bool:
    """Whether what lies on this device takes main memory too."""
    return kind is DeviceKind.IGPU or device.startswith(SHARES_MAIN_MEMORY)


def keeps_host_copies(devices: tuple[Device, ...]) -> bool:
    """Whether layers left in RAM lie in a graphics backend's own host memory.

    Then the engine does not rearrange them for the processor.
    """
    return any(computes_for_ram(device) for device in devices)


def computes_for_ram(device: Device) -> bool:
    """Whether the device fetches weights left in RAM when a long prompt is read."""
    return not device.name.startswith(WITHOUT_HOST_MEMORY)


def shares(choices: Choices, devices: tuple[Device, ...]) -> tuple[float, ...]:
    """The part of the offloaded layers each device gets: as chosen, else by free memory."""
    given = choices.split[: len(devices)]
    parts = [*given, *[0.0] * (len(devices) - len(given))]
    if not any(parts):
        parts = [float(device.free) for device in devices]
    total = sum(parts)
    return tuple(part / total for part in parts) if total else (1.0,) * len(devices)


def offloaded(asked: int, layers: int) -> int:
    """Layers on GPUs for an asked number, -1 meaning all; the output layer counts as one more."""
    return layers + 1 if asked == ALL_LAYERS else min(asked, layers + 1)


def placement(layers: int, gpu_layers: int, parts: tuple[float, ...]) -> tuple[int, ...]:
    """For every block, then the output layer, the device's place in the list; -1 is the CPU."""
    if not parts or gpu_layers <= 0:
        return (-1,) * (layers + 1)
    start = max(layers + 1 - gpu_layers, 0)
    count = min(gpu_layers, layers + 1)
    if len(parts) == 1:
        return (-1,) * start + (0,) * count
    ends: list[float] = []
    for part in parts:
        ends.append((ends[-1] if ends else 0.0) + part)
    ends = [end / ends[-1] for end in ends]
    last = len(parts) - 1
    chosen = (min(bisect_right(ends, n / count), last) for n in range(count))
    return (*(-1,) * start, *chosen)
