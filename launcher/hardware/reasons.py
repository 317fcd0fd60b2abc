"""Why a GPU that a driver shows cannot be used, and what to do about it."""

import re
import sys
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from launcher.hardware.facts import Gpu
from launcher.protocol.messages import EngineModule

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
NO_DRIVER_YET: Final = (
    "NVIDIA's own driver does not run it (now: {driver}). Install that driver, then open Snug "
    "again."
)
CANNOT: Final = "This build of the engine cannot use it."
LEFT_OUT: Final = (
    "left out"  # how the worker's reason begins for a module it was told to pass over
)
BUILD: Final = "{install}run `{command} --backend {backend}`, which builds an engine that can."
WITH: Final = {  # maker: backend, what it needs
    "nvidia": ("cuda", "Install the CUDA toolkit, then "),
    "amd": ("vulkan", "Install the Vulkan SDK, then "),
    "intel": ("vulkan", "Install the Vulkan SDK, then "),
    "apple": ("metal", "To change that, "),
}
# An engine made of modules is not built by the person who has it: what it lacks is installed.
VULKAN: Final = "vulkan"
LOADERS: Final = re.compile(r"libvulkan\.so|vulkan-1\.dll|libvulkan\.\d*\.?dylib", re.IGNORECASE)
NO_LOADER: Final = (
    "The engine reaches graphics cards through Vulkan, and {what} is missing here. {do}"
)
_INSTALL: Final = {
    "linux": (
        "its loader (libvulkan.so.1)",
        "Install the package libvulkan1 (vulkan-loader elsewhere) and the card's driver, then "
        "open Snug again.",
    ),
    "win32": (
        "its loader (vulkan-1.dll)",
        "Install the graphics driver from the card's maker, then open Snug again.",
    ),
}
_ANY_LOADER: Final = ("its loader", "Install the graphics driver, then open Snug again.")
NOT_STARTED: Final = (
    "The engine did not start with the graphics card, so it uses the processor alone. "
    "A newer driver may help."
)
BROKEN: Final = "The engine's Vulkan module could not be loaded: {reason}. Install Snug again."
NO_VULKAN: Final = {
    "nvidia": "NVIDIA's driver offers no Vulkan for it. Install a newer NVIDIA driver, or add "
    "the CUDA pack in Settings, Engine.",
    "amd": "Its driver offers no Vulkan. Install it ({package}), then open Snug again.",
    "intel": "Its driver offers no Vulkan. Install it ({package}), then open Snug again.",
}
_DRIVERS: Final = {"linux": "the package mesa-vulkan-drivers"}
CUDA: Final = "cuda"
NO_CUDA: Final = (
    "The engine's CUDA module could not be loaded: {reason}. A newer NVIDIA driver may help."
)
CUDA_PACK: Final = "Add the CUDA pack in Settings, Engine, and the engine can use it."
OF_CUDA: Final = "USE_GRAPHS"  # a feature word that only a CUDA build has; ggml-cuda.cu


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """What the engine does list: the makers, whether there is a card, its feature words.

    `modules` are those of an engine that is made of them.
    """

    makers: frozenset[str]
    has_card: bool
    features: tuple[str, ...]
    modules: tuple[EngineModule, ...] = ()


def missing(modules: Sequence[EngineModule], system: str, told: Collection[str]) -> str:
    """That the Vulkan loader is missing, for a note; '' where it is not, or is told already."""
    vulkan = _module(modules, VULKAN)
    if vulkan is None or vulkan.loaded or not LOADERS.search(vulkan.reason):
        return ""
    said = _no_loader(system)
    return "" if said in told else said


def not_listed(gpu: Gpu, listed: Listed, system: str) -> str:
    """Why the engine does not list this GPU, and what to do. `system` is sys.platform."""
    if gpu.integrated and listed.has_card:
        return HAS_A_BETTER
    if needs_driver(gpu):
        vulkan = _module(listed.modules, VULKAN)
        if vulkan and not LOADERS.search(vulkan.reason):
            return NO_DRIVER_YET.format(driver=gpu.driver)
        return (NO_DRIVER.format(driver=gpu.driver) + _lacks(gpu, listed, system)).strip()
    if gpu.vendor in listed.makers:
        return ONE_PART if "#" in (gpu.pci or "") else HIDDEN
    if gpu.vendor == "nvidia" and OF_CUDA in listed.features:
        return OLD_DRIVER.format(driver=gpu.driver or "unknown")
    return _lacks(gpu, listed, system)


def needs_driver(gpu: Gpu) -> bool:
    """Whether another maker's driver runs NVIDIA's card; such a one has a name, no version."""
    return gpu.vendor == "nvidia" and (gpu.driver or "").isalpha()


def _lacks(gpu: Gpu, listed: Listed, system: str) -> str:
    """What the engine needs for it: another build, or for an engine of modules what to install."""
    if listed.modules or getattr(sys, "frozen", False):
        return _of_modules(gpu, listed.modules, system)
    return _build(gpu, system)


def _of_modules(gpu: Gpu, modules: Sequence[EngineModule], system: str) -> str:
    vulkan, cuda = _module(modules, VULKAN), _module(modules, CUDA)
    if gpu.vendor == "nvidia" and cuda and not cuda.loaded and not _left_out(cuda):
        return NO_CUDA.format(reason=cuda.reason.rstrip("."))
    if vulkan is None:
        return f"{CANNOT} {CUDA_PACK}" if gpu.vendor == "nvidia" else CANNOT
    if vulkan.loaded:
        package = _DRIVERS.get(system, "a newer one from the card's maker")
        return NO_VULKAN.get(gpu.vendor, CANNOT).format(package=package)
    if LOADERS.search(vulkan.reason):
        return _no_loader(system)
    if _left_out(vulkan):
        return NOT_STARTED
    return BROKEN.format(reason=vulkan.reason.rstrip("."))


def _left_out(module: EngineModule) -> bool:
    return module.reason.startswith(LEFT_OUT)


def _no_loader(system: str) -> str:
    what, do = _INSTALL.get(system, _ANY_LOADER)
    return NO_LOADER.format(what=what, do=do)


def _module(modules: Sequence[EngineModule], name: str) -> EngineModule | None:
    return next((each for each in modules if each.name == name), None)


def _build(gpu: Gpu, system: str) -> str:
    if gpu.vendor not in WITH:
        return CANNOT
    backend, install = WITH[gpu.vendor]
    command = "py snug.py" if system == "win32" else "python3 snug.py"
    return f"{CANNOT} {BUILD.format(install=install, command=command, backend=backend)}"
