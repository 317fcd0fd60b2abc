"""What the engine is built for: which toolkits this machine has, and what CMake is told."""

import ctypes
import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from bootstrap.talk import SetupError

CUDA_HOMES = ("CUDA_PATH", "CUDA_HOME")
USUAL_CUDA = (Path("/usr/local/cuda"), Path("/opt/cuda"))
USUAL_INCLUDES = ("/usr/include", "/usr/local/include", "/opt/homebrew/include")
# ggml-vulkan uses this extension without asking; headers before 1.3.272 do not know it.
NEEDED_IN_HEADERS = "VK_EXT_layer_settings"


@dataclass(frozen=True, slots=True, kw_only=True)
class Toolkits:
    """What was found to build with; `lacks_vulkan` is empty when Vulkan can be built and used."""

    platform: str
    nvcc: str | None
    nvidia_driver: bool
    lacks_vulkan: str


def resolve(asked: str, found: Toolkits) -> str:
    """The backend to build. Raises SetupError when the one asked for cannot be."""
    if found.platform == "darwin":
        if asked in {"auto", "cpu", "metal"}:
            return "metal"  # llama-cpp-python's build switches it on for every Mac
        raise SetupError(f"On a Mac the engine uses Metal: leave out --backend {asked}.")
    if asked == "auto":
        return _best(found)
    if asked == "metal":
        raise SetupError("Metal exists only on a Mac: leave out --backend metal.")
    if asked == "cuda" and found.nvcc is None:
        raise SetupError(
            "The CUDA toolkit's compiler nvcc was not found: install the toolkit, or set "
            "CUDA_HOME to its folder, or use --backend cpu."
        )
    if asked == "vulkan" and found.lacks_vulkan:
        raise SetupError(
            f"The engine cannot be built for Vulkan, {found.lacks_vulkan} not found: install "
            "the Vulkan SDK, or use --backend cpu."
        )
    return asked


def _best(found: Toolkits) -> str:
    if found.nvcc and found.nvidia_driver:
        return "cuda"
    return "cpu" if found.lacks_vulkan else "vulkan"


def cmake_arguments(backend: str, found: Toolkits) -> list[str]:
    """RPC is always on: it adds other computers, and is how offloading is tested without a GPU."""
    arguments = ["-DGGML_RPC=ON"]
    if backend == "cuda":
        arguments += ["-DGGML_CUDA=ON"]
        if not found.nvidia_driver:  # by default it is built for the GPU that is there
            arguments += ["-DCMAKE_CUDA_ARCHITECTURES=all-major"]
        if found.nvcc and shutil.which("nvcc") is None:
            arguments += [f"-DCMAKE_CUDA_COMPILER={Path(found.nvcc).as_posix()}"]
    if backend == "vulkan":
        arguments += ["-DGGML_VULKAN=ON"]
    return arguments


def find_toolkits() -> Toolkits:
    """Look around; takes up to a second where an NVIDIA driver answers."""
    nvcc = find_nvcc()
    return Toolkits(
        platform=sys.platform,
        nvcc=nvcc,
        nvidia_driver=nvcc is not None and nvidia_driver_answers(),
        lacks_vulkan=lacks_vulkan(),
    )


def find_nvcc() -> str | None:
    """CUDA's compiler: on the path, or in the folders CUDA's installers name."""
    homes = [Path(os.environ[name]) for name in CUDA_HOMES if os.environ.get(name)]
    folders = [str(home / "bin") for home in (*homes, *USUAL_CUDA)]
    return shutil.which("nvcc") or shutil.which("nvcc", path=os.pathsep.join(folders))


def nvidia_driver_answers() -> bool:
    """Whether the driver itself says that there is a GPU; a toolkit is often there without one."""
    try:
        driver = ctypes.CDLL("nvcuda.dll" if sys.platform == "win32" else "libcuda.so.1")
    except OSError:
        return False
    count = ctypes.c_int(0)
    return (
        driver.cuInit(0) == 0
        and driver.cuDeviceGetCount(ctypes.byref(count)) == 0
        and count.value > 0
    )


def lacks_vulkan() -> str:
    """What is missing for a Vulkan build that would find a GPU, in words; empty: nothing."""
    sdk = os.environ.get("VULKAN_SDK", "")
    path = os.pathsep.join([str(Path(sdk) / "bin"), os.environ.get("PATH", "")])
    if shutil.which("glslc", path=path if sdk else None) is None:
        return "the shader compiler glslc was"
    includes = ([str(Path(sdk) / "include"), str(Path(sdk) / "Include")] if sdk else []) + [
        *USUAL_INCLUDES
    ]
    if not any(headers_fit(Path(folder)) for folder in includes):
        return "Vulkan headers of version 1.3.275 or newer were"
    if not _loads("vulkan-1.dll" if sys.platform == "win32" else "libvulkan.so.1"):
        return "the Vulkan loader was"
    if sys.platform == "linux" and not any(Path("/dev/dri").glob("renderD*")):
        return "a GPU was"
    return ""


def headers_fit(include: Path) -> bool:
    """Whether this folder's Vulkan headers are new enough for the engine."""
    try:
        text = (include / "vulkan" / "vulkan_core.h").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    return NEEDED_IN_HEADERS in text


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True
