"""The devices as the engine would use them, and which layer goes to which.

Source: llama.cpp src/llama.cpp (llama_prepare_model_devices) and
src/llama-model.cpp (load_tensors: split points and layer assignment).
"""

from bisect import bisect_right
from typing import Final

from launcher.errors import OutOfRange, UnknownChoice
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


def check_devices(choices: Choices, devices: tuple[Device, ...]) -> None:
    """Refuse a device that is not there. Raises OutOfRange, UnknownChoice.

    Without any device there is nothing to divide, and a split says nothing.
    """
    if choices.main_gpu is not None and choices.main_gpu >= len(devices):
        if not devices:
            raise UnknownChoice("main_gpu", str(choices.main_gpu), ())
        raise OutOfRange("main_gpu", choices.main_gpu, 0, len(devices) - 1)
    if devices and len(choices.split) > len(devices):
        raise OutOfRange("split", len(choices.split), 0, len(devices))


def devices_in_use(choices: Choices, devices: tuple[Device, ...]) -> tuple[Device, ...]:
    """All of them, or the main one alone."""
    return devices if choices.main_gpu is None else (devices[choices.main_gpu],)


def mmproj_place(choices: Choices, devices: tuple[Device, ...]) -> int:
    """Where in the list the part for pictures goes; -1 is the CPU.

    The main GPU or the first, never another computer: as the worker asks for it.
    """
    for n, device in enumerate(devices):
        if choices.main_gpu in (None, n) and device.kind is not DeviceKind.RPC:
            return n
    return -1


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
    if choices.main_gpu is not None:
        return tuple(float(n == choices.main_gpu) for n in range(len(devices)))
    given = choices.split[: len(devices)]
    parts = [*given, *[0.0] * (len(devices) - len(given))]
    if not any(parts):
        parts = [float(device.free) for device in devices]
    total = sum(parts)
    return tuple(part / total for part in parts) if total else (1.0,) * len(devices)


def offloaded(asked: int, layers: int) -> int:
    """Layers on GPUs for an asked number, -1 meaning all; the output layer counts as one more."""
    return layers + 1 if asked == ALL_LAYERS else min(asked, layers + 1)


def places_of(
    choices: Choices, devices: tuple[Device, ...], layers: int, gpu_layers: int
) -> tuple[int, ...]:
    """Where every block and the output layer go by these choices; see `placement`."""
    return placement(layers, gpu_layers, shares(choices, devices) if devices else ())


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
