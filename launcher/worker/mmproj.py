"""What the part that reads pictures (mmproj) takes, beside the model it belongs to.

The engine's own counter, `mtmd_get_memory_usage`, plans it from a header as it
plans a model: its weights, and the working memory for one picture of the usual
size. It may change or go with any version, so everything here may be missing.
Source: llama.cpp tools/mtmd/mtmd.h and tools/mtmd/clip.cpp.
"""

import ctypes
import importlib
import os
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from launcher.protocol.messages import EngineParameters
from launcher.worker.cpp_map import CppMap, nodes_of, symbols_of
from launcher.worker.devices import name_of
from launcher.worker.far_devices import devices_with

ITANIUM: Final = "_Z21mtmd_get_memory_usagePKc19mtmd_context_params"
MICROSOFT: Final = "?mtmd_get_memory_usage@@"
WORDS: Final = 2  # device, bytes
PARAMETERS: Final = "mtmd_context_params"


def mmproj_use(path: str, asked: EngineParameters) -> Mapping[str, int] | None:
    """Bytes by the device's name; None where this engine cannot tell."""
    library = _bindings()
    ask = _ask()
    if library is None or ask is None:
        return None
    device = mmproj_device(asked)
    params = library.mtmd_context_params_default()
    params.use_gpu = device is not None
    params.device = device
    params.print_timings = False
    params.n_threads = asked.threads
    found = nodes_of(ask(os.fsencode(path), params), words=WORDS)
    if not found:  # a header it does not understand gives an empty map
        return None
    return {name_of(place): size for place, size in found}


def mmproj_device(asked: EngineParameters) -> Any:
    """The graphics card it is put on: the main one, else the first; None without any.

    Never another computer: every picture would travel there and back.
    """
    if not asked.gpu_layers:
        return None
    own = devices_with(())
    first = 0 if asked.rpc else asked.main_gpu or 0
    return next(iter(own[first:]), None)


@cache
def _bindings() -> Any:
    """The module that has the library loaded; None where this build comes without it."""
    try:
        return importlib.import_module("llama_cpp.mtmd_cpp")
    except (ImportError, OSError, RuntimeError, AttributeError):
        return None


@cache
def _ask() -> Any:
    bindings = _bindings()
    if bindings is None:
        return None
    library = bindings._libmtmd  # noqa: SLF001  the one handle of the one copy
    file = Path(str(library._name)).read_bytes() if sys.platform == "win32" else b""  # noqa: SLF001
    for symbol in symbols_of(file, ITANIUM, MICROSOFT):
        try:
            found = library[symbol]
        except AttributeError:
            continue
        found.restype = CppMap
        found.argtypes = [ctypes.c_char_p, getattr(bindings, PARAMETERS)]
        return found
    return None
