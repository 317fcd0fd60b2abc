"""How the worker is started: which command, with which environment."""

import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import launcher
from launcher.engines.shipped import bindings_engine
from launcher.engines.values import EngineStart

FROZEN_NAME: Final = "snug-worker"
NO_GRAPHICS: Final = {  # for an engine in one piece too; a driver that is not asked cannot hang
    "SNUG_ENGINE_GRAPHICS": "0",
    "CUDA_VISIBLE_DEVICES": "-1",
    "HIP_VISIBLE_DEVICES": "-1",
    "GGML_VK_VISIBLE_DEVICES": "",
    "VK_LOADER_DRIVERS_DISABLE": "*",
}

# Which engine is loaded is told anew at each start; what a person's shell has is not meant for us.
ENGINE_WORDS: Final = (
    "SNUG_ENGINE_FOLDER",
    "SNUG_ENGINE_MODULES",
    "LLAMA_CPP_LIB_PATH",
    "MTMD_CPP_LIB",
)
LIBRARY_PATH: Final = "LD_LIBRARY_PATH"


def worker_command() -> list[str]:
    """The worker's own program beside ours when frozen, else this Python with its module."""
    if getattr(sys, "frozen", False):
        suffix = ".exe" if sys.platform == "win32" else ""
        return [str(Path(sys.executable).with_name(FROZEN_NAME + suffix))]
    # -P: a file in the current folder must not stand in for a module of ours
    return [sys.executable, "-P", "-m", "launcher.worker"]


def worker_environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """Our environment, with what must be set before the engine's libraries load.

    No debugger when the engine aborts; threads that sleep at a barrier, because
    spinning ones collapse when another program takes a core. What a person has
    set stays.
    """
    environment = {key: value for key, value in os.environ.items() if key not in ENGINE_WORDS}
    environment.setdefault("GGML_NO_BACKTRACE", "1")
    environment.setdefault("OMP_WAIT_POLICY", "passive")
    environment["PYTHONIOENCODING"] = "utf-8"
    if not getattr(sys, "frozen", False):
        root = str(Path(next(iter(launcher.__path__))).parent)
        paths = [root, *filter(None, [environment.get("PYTHONPATH")])]
        environment["PYTHONPATH"] = os.pathsep.join(paths)
    return environment | dict(extra or {})


def engine_environment(start: EngineStart) -> dict[str, str]:
    """What tells a worker which engine to load; nothing for the bindings' own libraries."""
    told = {} if start.graphics else dict(NO_GRAPHICS)
    if start.folder:
        told["SNUG_ENGINE_FOLDER"] = str(start.folder)
    if start.modules:
        # as JSON, for every character that could stand between two may stand in a folder's name
        told["SNUG_ENGINE_MODULES"] = json.dumps([str(each) for each in start.modules])
    others = os.environ.get(LIBRARY_PATH)
    if others and sys.platform.startswith("linux"):
        told[LIBRARY_PATH] = _own_first(start, others)
    return told


def _own_first(start: EngineStart, others: str) -> str:
    """The engine's folders before a person's, where another llama.cpp may lie.

    LD_LIBRARY_PATH goes before the folder that a library itself names (RUNPATH); ld.so(8).
    """
    own = start.folder or bindings_engine()
    folders = [str(each) for each in (own, *start.modules) if each]
    return os.pathsep.join([*(each for each in folders if os.pathsep not in each), others])
