"""The worker's first words: which engine this is and what it can use."""

import ctypes
import os
from importlib.metadata import PackageNotFoundError, version

from launcher.identity import VERSION
from launcher.protocol.messages import PROTOCOL, EngineModule, Hello
from launcher.worker.bindings import C, function, library_file
from launcher.worker.devices import list_devices


def hello(modules: tuple[EngineModule, ...] = ()) -> Hello:
    """Versions, processor features and devices, as the engine has them; its modules beside."""
    return Hello(
        protocol=PROTOCOL,
        pid=os.getpid(),
        bindings=_bindings_version(),
        engine=C.llama_version().decode("utf-8", "replace"),
        build=_build(),
        features=features(C.llama_print_system_info().decode("utf-8", "replace")),
        devices=list_devices(),
        program=VERSION,
        folder=str(library_file().absolute().parent),
        modules=modules,
    )


def features(system_info: str) -> tuple[str, ...]:
    """What the engine's processor code uses, from its own line: 'CPU : AVX2 = 1 | FMA = 1 |'."""
    found = []
    for part in system_info.replace(":", "|").split("|"):
        name, equals, value = part.partition("=")
        if equals and value.strip() == "1":
            found.append(name.strip())
    return tuple(found)


def _bindings_version() -> str:
    try:
        return version("llama-cpp-python")
    except PackageNotFoundError:  # frozen without its metadata
        return ""


def _build() -> str:
    """ggml's own version and commit."""
    try:
        number = function("ggml_version", ctypes.c_char_p)()
        commit = function("ggml_commit", ctypes.c_char_p)()
    except AttributeError:
        return ""
    return f"ggml {number.decode()} {commit.decode()}"
