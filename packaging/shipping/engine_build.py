"""The engine's build: llama.cpp with CMake, from the source that the bindings carry."""

import os
import re
import shutil
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from bootstrap.engine import compilers_at_once
from bootstrap.folder import ROOT
from bootstrap.logged import explain_failure, run_logged
from bootstrap.talk import SetupError, say
from shipping import engine_folder, source
from shipping.debian_headers import KEYRING, fetch_headers
from shipping.engine_folder import Origin
from shipping.recipes import Recipe, recipe, vulkan_headers
from shipping.tools import require

BUILD = ROOT / "build"
TOOLS = ("cmake", "ninja")
SHADERS = "glslc"
FAST_SHADERS = ("GL_KHR_cooperative_matrix", "GL_EXT_integer_dot_product")
COMMIT_DIGITS = 9  # as llama.cpp's own build says it


def make(*, pack: str = "", variants: Sequence[str] = (), release: bool = False) -> Path:
    """Build the engine or a pack into build/engine-SYSTEM; the folder. Raises SetupError.

    A `release` refuses a Vulkan module without the fast shaders, which is good for tests only.
    """
    wanted = recipe(pack=pack, variants=variants)
    require(*TOOLS)
    package = source.unpack(source.fetch())
    commit = source.commit(package)
    llama, folder = package / source.VENDORED, BUILD / f"build-{wanted.name}"
    headers = _headers(release=release) if "-DGGML_VULKAN=ON" in wanted.arguments else None
    log = _fresh_log(folder)
    _run(configure(wanted, llama, folder, commit=commit, headers=headers), log, "Configuring")
    slow = lacking_shaders(log.read_text(encoding="utf-8", errors="replace"))
    _say_shaders(slow, release=release)
    _run(build(wanted, folder), log, "Building the engine")
    return engine_folder.make(
        folder / "bin",
        BUILD / wanted.name,
        origin=Origin(bindings=source.bindings_version(), commit=commit, engine=version(llama)),
        kind=wanted.kind,
        for_tests=bool(slow),
    )


def _headers(*, release: bool) -> Path:
    """Vulkan's headers; for tests those of a newer Debian do. Raises SetupError without any."""
    require(SHADERS)
    found = vulkan_headers()
    if found is None and not release and Path(KEYRING).is_file():
        found = fetch_headers(BUILD)
    if found is None:
        raise SetupError(
            "The engine's Vulkan module needs Vulkan headers of version 1.3.275 or newer: set "
            "VULKAN_SDK to the folder of LunarG's SDK, then run this again."
        )
    return found


def lacking_shaders(log: str) -> tuple[str, ...]:
    """The shaders' extensions that matter for speed and that the compiler does not know."""
    missing = re.findall(r"(GL_\w+) not supported by glslc", log)
    return tuple(one for one in FAST_SHADERS if one in missing)


def _say_shaders(missing: Sequence[str], *, release: bool) -> None:
    if not missing:
        return
    text = f"glslc does not know {', '.join(missing)}, so Vulkan would be slow on real GPUs"
    if release:
        raise SetupError(f"{text}: set VULKAN_SDK to LunarG's SDK, then run this again.")
    say(f"{text}: this engine is for tests only.")


def configure(
    wanted: Recipe, llama: Path, folder: Path, *, commit: str, headers: Path | None
) -> list[str]:
    """The call of CMake."""
    words = ["cmake", "-G", "Ninja", "-S", str(llama), "-B", str(folder), *wanted.arguments]
    words += [f"-DLLAMA_BUILD_COMMIT={commit[:COMMIT_DIGITS]}", "-DLLAMA_BUILD_NUMBER=0"]
    words += ["-DGIT_EXE="]  # it would look at the records of this repository
    if headers is not None:
        words += [f"-DVulkan_INCLUDE_DIR={headers}"]
    if sys.platform != "win32":
        flags = no_paths(llama, folder)
        words += [f"-DCMAKE_C_FLAGS={flags}", f"-DCMAKE_CXX_FLAGS={flags}"]
    return words


def no_paths(llama: Path, folder: Path) -> str:
    """The compiler's flags with which no folder of this machine gets into the libraries."""
    return f"-ffile-prefix-map={llama}=llama.cpp -ffile-prefix-map={folder}=build"


def build(wanted: Recipe, folder: Path) -> list[str]:
    """The call that builds."""
    words = ["cmake", "--build", str(folder), "--parallel", str(compilers_at_once())]
    return [*words, "--target", *wanted.targets] if wanted.targets else words


def environment(before: Mapping[str, str]) -> dict[str, str]:
    """The compilers' environment: every speed, and a cache that finds itself in any clone."""
    changed = dict(before)
    # With it set, ggml drops every SIMD flag: 8 to 16 times slower (ggml/CMakeLists.txt).
    changed.pop("SOURCE_DATE_EPOCH", None)
    changed.setdefault("CCACHE_BASEDIR", str(ROOT))
    changed.setdefault("CCACHE_NOHASHDIR", "1")
    return changed


def version(llama: Path) -> str:
    """llama.cpp's version as its build says it, '0.5.0-dev'."""
    text = (llama / "CMakeLists.txt").read_text(encoding="utf-8")
    numbers = [
        re.search(rf"set\(LLAMA_VERSION_{part} (\d+)\)", text)
        for part in ("MAJOR", "MINOR", "PATCH")
    ]
    if not all(numbers):
        raise SetupError(f"{llama / 'CMakeLists.txt'} names no version.")
    found = ".".join(number.group(1) for number in numbers if number)
    dev = re.search(r"option\(LLAMA_BUILD_IS_DEV .* ON\)", text)
    return f"{found}-dev" if dev else found


def _fresh_log(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    log = folder / "snug-build.log"
    log.unlink(missing_ok=True)
    if shutil.which("ccache") is None:
        say("ccache is not there: every build takes as long as the first.")
    return log


def _run(words: Sequence[str], log: Path, label: str) -> None:
    if not run_logged(words, label=label, log=log, environment=environment(os.environ)):
        raise explain_failure(log, what=label)
