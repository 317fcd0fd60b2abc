"""What CMake is told for each system, as data.

The engine is made of modules: one library for each generation of processors and one for each
kind of GPU, of which the program loads what fits the computer it runs on.
"""

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bootstrap.backend import USUAL_INCLUDES, headers_fit
from bootstrap.talk import SetupError
from shipping.engine_folder import system_name

# One file a library (no versions in their names), found beside each other, nothing tuned to the
# machine that builds, and no tools.
EVERYWHERE = (
    "-DCMAKE_BUILD_TYPE=Release",
    "-DBUILD_SHARED_LIBS=ON",
    "-DCMAKE_PLATFORM_NO_VERSIONED_SONAME=ON",
    "-DGGML_NATIVE=OFF",
    "-DGGML_BACKEND_DL=ON",
    "-DLLAMA_BUILD_COMMON=OFF",
    "-DLLAMA_BUILD_TESTS=OFF",
    "-DLLAMA_BUILD_EXAMPLES=OFF",
    "-DLLAMA_BUILD_TOOLS=OFF",
    "-DLLAMA_BUILD_SERVER=OFF",
    "-DLLAMA_BUILD_APP=OFF",
    "-DLLAMA_CURL=OFF",
    "-DLLAMA_OPENSSL=OFF",
    "-DLLAMA_BUILD_MTMD=ON",
)
BESIDE_EACH_OTHER = ("-DCMAKE_INSTALL_RPATH=$ORIGIN", "-DCMAKE_BUILD_WITH_INSTALL_RPATH=ON")
WHOLE = ("-DGGML_CPU_ALL_VARIANTS=ON", "-DGGML_RPC=ON")
CLANG = "cmake/x64-windows-llvm.cmake"  # llama.cpp's own: MSVC makes fewer variants
SYSTEMS = {
    "linux-x86_64": (*BESIDE_EACH_OTHER, "-DGGML_VULKAN=ON"),
    # Older compilers do not know the instructions of the newest Arm processors.
    "linux-aarch64": (
        *BESIDE_EACH_OTHER,
        "-DGGML_VULKAN=ON",
        "-DCMAKE_C_COMPILER=gcc-14",
        "-DCMAKE_CXX_COMPILER=g++-14",
    ),
    # Without OpenMP: its runtime for Windows would have to come along.
    "windows-x86_64": (
        f"-DCMAKE_TOOLCHAIN_FILE={CLANG}",
        "-DGGML_OPENMP=OFF",
        "-DGGML_VULKAN=ON",
    ),
    "macos-arm64": (
        "-DCMAKE_INSTALL_RPATH=@loader_path",
        "-DCMAKE_BUILD_WITH_INSTALL_RPATH=ON",
        "-DCMAKE_OSX_DEPLOYMENT_TARGET=14.0",
        "-DCMAKE_OSX_ARCHITECTURES=arm64",
        "-DGGML_METAL=ON",
        "-DGGML_METAL_EMBED_LIBRARY=ON",
        "-DGGML_OPENMP=OFF",
    ),
}
# A pack is one module for an engine of the same commit.
PACKS = {
    "cuda": ("-DGGML_CUDA=ON", "-DCMAKE_CUDA_ARCHITECTURES=all-major"),
    "vulkan": ("-DGGML_VULKAN=ON",),
    "hip": ("-DGGML_HIP=ON",),
}
WHOLE_TARGETS = ("llama", "ggml", "mtmd")


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """How an engine or a pack is built: CMake's arguments, and the targets (none: all)."""

    name: str  # of its folders
    kind: str  # 'engine' or 'module', as engine.json says it
    arguments: tuple[str, ...]
    targets: tuple[str, ...]


def recipe(*, pack: str = "", variants: Sequence[str] = (), system: str = "") -> Recipe:
    """The recipe for this system. Raises SetupError for one that has none.

    `variants` names the processors' modules of a quick build, as 'x64' and 'haswell'.
    """
    found = system or system_name()
    if found not in SYSTEMS:
        raise SetupError(f"No engine is made for {found}: {', '.join(SYSTEMS)} are known.")
    if pack:
        return _pack(pack, found)
    few = tuple(f"ggml-cpu-{one}" for one in variants)
    return Recipe(
        name=f"engine-{found}" + ("-quick" if few else ""),
        kind="engine",
        arguments=(*EVERYWHERE, *WHOLE, *_shortened(SYSTEMS[found], quick=bool(few))),
        targets=(*WHOLE_TARGETS, "ggml-rpc", *few) if few else (),
    )


def _shortened(arguments: tuple[str, ...], *, quick: bool) -> tuple[str, ...]:
    """Without the shaders, which take longer than everything else, where it must be quick."""
    return tuple(one for one in arguments if not (quick and "VULKAN" in one))


def _pack(pack: str, system: str) -> Recipe:
    if pack not in PACKS:
        raise SetupError(f"A pack is one of {', '.join(PACKS)}, not {pack}.")
    own = tuple(one for one in SYSTEMS[system] if "VULKAN" not in one and "METAL" not in one)
    return Recipe(
        name=f"pack-{pack}-{system}",
        kind="module",
        arguments=(*EVERYWHERE, *own, "-DGGML_CPU=OFF", *PACKS[pack]),
        targets=(f"ggml-{pack}",),
    )


def vulkan_headers(given: Path | None = None) -> Path | None:
    """Headers new enough for ggml: those given, the SDK's, or the system's; None without any."""
    sdk = os.environ.get("VULKAN_SDK", "")
    folders = [given] if given else []
    folders += [Path(sdk) / "include", Path(sdk) / "Include"] if sdk else []
    if sys.platform != "win32":
        folders += [Path(folder) for folder in USUAL_INCLUDES]
    return next((folder for folder in folders if headers_fit(folder)), None)
