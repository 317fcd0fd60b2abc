"""The name of a machine as far as its measured figures hang on it."""

from launcher.hardware.facts import Machine
from launcher.units import GIB


def place_of(machine: Machine) -> str:
    """Processor, main memory and GPUs in words: 'AMD EPYC · 24 GiB · NVIDIA RTX 4070'.

    Memory is rounded, for each kernel keeps another few MiB to itself.
    """
    gpus = sorted(gpu.name for gpu in machine.gpus)
    return " · ".join([machine.cpu.name, f"{round(machine.memory.total / GIB)} GiB", *gpus])
