"""llama.cpp's C functions, from the one copy of the library in this process.

Only the bindings module is loaded. The package around it would import a
high-level class, numpy and a disk cache first, which doubles the time to the
first word. Every further symbol comes from the library handle the bindings hold:
opening a library by its path would load a second copy with its own state.

SNUG_ENGINE_FOLDER names the folder of the engine's libraries; without it the bindings
load their own.
"""

import ctypes
import importlib
import importlib.util
import os
import sys
import types
from functools import cache
from pathlib import Path
from typing import Any, Final

WINDOWS_LIBRARIES: Final = ("ggml-base.dll", "ggml.dll", "ggml-cpu.dll", "ggml-rpc.dll")
FOLDER: Final = "SNUG_ENGINE_FOLDER"
BINDINGS_WORDS: Final = ("LLAMA_CPP_LIB_PATH", "MTMD_CPP_LIB")  # what they call that folder


def _bindings() -> Any:
    folder = os.environ.get(FOLDER)
    if folder:
        os.environ.update(dict.fromkeys(BINDINGS_WORDS, folder))
    if "llama_cpp" not in sys.modules:
        spec = importlib.util.find_spec("llama_cpp")
        if spec is None or spec.submodule_search_locations is None:
            raise ImportError("llama-cpp-python is not installed")
        package = types.ModuleType("llama_cpp")
        package.__path__ = list(spec.submodule_search_locations)
        package.__spec__ = spec
        sys.modules["llama_cpp"] = package
    return importlib.import_module("llama_cpp.llama_cpp")


C: Final[Any] = _bindings()  # the untyped door: what comes out of it is checked by its caller
_further: Final[list[Any]] = []  # modules that were loaded since


@cache
def function(name: str, restype: Any, *argtypes: Any) -> Any:
    """A C function of llama.cpp or ggml by its symbol. Raises AttributeError where there is none.

    Elsewhere a lookup follows the library's dependencies; on Windows it does
    not, so the other libraries that are already loaded are asked as well.
    """
    found = None
    for library in (*_libraries(), *_further):
        try:
            found = library[name]
        except AttributeError:
            continue
        break
    if found is None:
        raise AttributeError(f"the engine has no symbol {name}")
    found.restype = restype
    found.argtypes = list(argtypes)
    return found


def look_also_in(module: Any) -> None:
    """A module the engine has loaded: its symbols are found from now on too."""
    _further.append(module)


def library_file() -> Path:
    """The file libllama was loaded from."""
    return Path(str(C._lib._name))  # noqa: SLF001  ctypes keeps it there


@cache
def _libraries() -> tuple[Any, ...]:
    libraries = [C._lib]  # noqa: SLF001  the one handle of the one copy
    if sys.platform == "win32":
        handle_of = ctypes.WinDLL("kernel32").GetModuleHandleW
        handle_of.restype = ctypes.c_void_p
        handle_of.argtypes = [ctypes.c_wchar_p]
        for name in WINDOWS_LIBRARIES:
            handle = handle_of(name)
            if handle:
                libraries.append(ctypes.CDLL(name, handle=handle))
    return tuple(libraries)
