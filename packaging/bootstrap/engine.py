"""The engine: what is installed of it, and its build."""

import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from bootstrap.backend import Toolkits, cmake_arguments
from bootstrap.environment import pip
from bootstrap.folder import build_log, program, site_packages
from bootstrap.logged import explain_failure, run_logged
from bootstrap.project import ENGINE
from bootstrap.talk import say

BYTES_PER_COMPILER = 2**30  # the largest files of the engine take about this much to compile
HOW_LONG = {
    "cpu": "about 5 minutes",
    "metal": "about 5 minutes",
    "vulkan": "about 10 minutes",
    "cuda": "up to half an hour",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """A build of the engine."""

    version: str
    backend: str


def installed_engine(venv: Path) -> Engine | None:
    """What the files say; None where the build is absent, unfinished, or cannot do RPC."""
    packages = site_packages(venv)
    if packages is None:
        return None
    records = _records(venv)
    libraries = {file.name.removeprefix("lib") for file in packages.glob("llama_cpp/lib/*")}
    if len(records) != 1 or not _has(libraries, "rpc"):
        return None
    gpu = (name for name in ("cuda", "vulkan", "metal") if _has(libraries, name))
    version = records[0].parent.name.removesuffix(".dist-info").rpartition("-")[2]
    return Engine(version=version, backend=next(gpu, "cpu"))


def _records(venv: Path) -> list[Path]:
    """What pip writes last of an installation."""
    packages = site_packages(venv)
    name = ENGINE.replace("-", "_")
    return sorted(packages.glob(f"{name}-*.dist-info/RECORD")) if packages else []


def _has(libraries: set[str], backend: str) -> bool:
    return any(name.startswith(f"ggml-{backend}.") for name in libraries)


def build_engine(
    venv: Path, *, requirement: str, backend: str, found: Toolkits, may_fall_back: bool
) -> str:
    """Build and try the engine; the backend it has in the end. Raises SetupError when it fails."""
    packages = site_packages(venv)
    if packages is not None and installed_engine(venv) is None:
        shutil.rmtree(packages / "llama_cpp", ignore_errors=True)  # half an engine
    if _build(venv, requirement=requirement, backend=backend, found=found):
        return backend
    failure = explain_failure(build_log(venv), what="Building the engine")
    if backend in {"cpu", "metal"} or not may_fall_back:
        raise failure
    say(f"{failure}\nGoing on without the GPU; `--backend {backend}` tries it again.")
    return build_engine(
        venv, requirement=requirement, backend="cpu", found=found, may_fall_back=False
    )


def _build(venv: Path, *, requirement: str, backend: str, found: Toolkits) -> bool:
    kind = "" if backend == "cpu" else f" for {backend.upper()}"
    words = [*pip(venv), "install", "--verbose", "--force-reinstall"]
    # pip's cache would hand back the build for another backend: it does not look at CMAKE_ARGS.
    words += ["--no-cache-dir", "--no-binary", ENGINE, requirement]
    return run_logged(
        words,
        label=f"Building the engine{kind}, {HOW_LONG[backend]}, once",
        log=build_log(venv),
        environment=build_environment(dict(os.environ), cmake_arguments(backend, found)),
    ) and _starts(venv)


def _starts(venv: Path) -> bool:
    """Whether the new engine loads; one that does not no longer counts as installed."""
    words = [str(program(venv, "python")), "-P", "-c", "import llama_cpp.llama_cpp"]
    if run_logged(words, label="Trying the engine", log=build_log(venv)):
        return True
    for folder in _records(venv):
        shutil.rmtree(folder.parent, ignore_errors=True)
    return False


def build_environment(environment: dict[str, str], arguments: list[str]) -> dict[str, str]:
    """The environment for pip: our flags after the person's own, so that ours count."""
    theirs = environment.get("CMAKE_ARGS", "")
    changed = environment | {"CMAKE_ARGS": " ".join([theirs, *arguments]).strip()}
    # With it set, ggml drops every SIMD flag: 8 to 16 times slower (ggml/CMakeLists.txt).
    changed.pop("SOURCE_DATE_EPOCH", None)
    changed.setdefault("CMAKE_BUILD_PARALLEL_LEVEL", str(compilers_at_once()))
    return changed


def compilers_at_once() -> int:
    """As many as there are cores for us, and memory for."""
    if hasattr(os, "sched_getaffinity"):
        cores = len(os.sched_getaffinity(0))
    else:
        cores = os.cpu_count() or 1
    if sys.platform != "win32":
        memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
        cores = min(cores, memory // BYTES_PER_COMPILER)
    return max(1, cores)
