"""Why a GPU that a driver shows cannot be used, and what to do about it."""

import sys
from dataclasses import dataclass
from typing import Final

from launcher.hardware.facts import Gpu

NOT_SAID: Final = "The engine has not said whether it can use it."
HAS_A_BETTER: Final = "It is part of the processor; the engine uses the graphics card instead."
ONE_PART: Final = "The card is divided into parts (MIG), and the engine uses one of them."
HIDDEN: Final = (
    "The engine lists other GPUs of this maker but not this one. A variable such as "
    "CUDA_VISIBLE_DEVICES or GGML_VK_VISIBLE_DEVICES may hide it."
)
OLD_DRIVER: Final = (
    "The engine is built for CUDA but cannot reach it. "
    "A newer NVIDIA driver may help; the present one is {driver}."
)
NO_DRIVER: Final = (
    "NVIDIA's own driver does not run it (now: {driver}). Install that driver first. "
)
CANNOT: Final = "This build of the engine cannot use it."
BUILD: Final = "{install}run `{command} --backend {backend}`, which builds an engine that can."
WITH: Final = {  # maker: backend, what it needs
    "nvidia": ("cuda", "Install the CUDA toolkit, then "),
    "amd": ("vulkan", "Install the Vulkan SDK, then "),
    "intel": ("vulkan", "Install the Vulkan SDK, then "),
    "apple": ("metal", "To change that, "),
}
OF_CUDA: Final = "USE_GRAPHS"  # a feature word that only a CUDA build has; ggml-cuda.cu


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """What the engine does list: the makers, whether there is a card, its feature words."""

    makers: frozenset[str]
    has_card: bool
    features: tuple[str, ...]


def not_listed(gpu: Gpu, listed: Listed, system: str) -> str:
    """Why the engine does not list this GPU, and what to do. `system` is sys.platform."""
    if gpu.integrated and listed.has_card:
        return HAS_A_BETTER
    if _needs_driver(gpu):
        return NO_DRIVER.format(driver=gpu.driver) + _build(gpu, system)
    if gpu.vendor in listed.makers:
        return ONE_PART if "#" in (gpu.pci or "") else HIDDEN
    if gpu.vendor == "nvidia" and OF_CUDA in listed.features:
        return OLD_DRIVER.format(driver=gpu.driver or "unknown")
    return _build(gpu, system)


def _needs_driver(gpu: Gpu) -> bool:
    """NVIDIA's driver has a version; another one only its name."""
    return gpu.vendor == "nvidia" and (gpu.driver or "").isalpha()


def _build(gpu: Gpu, system: str) -> str:
    if getattr(sys, "frozen", False) or gpu.vendor not in WITH:
        return CANNOT
    backend, install = WITH[gpu.vendor]
    command = "py snug.py" if system == "win32" else "python3 snug.py"
    return f"{CANNOT} {BUILD.format(install=install, command=command, backend=backend)}"
