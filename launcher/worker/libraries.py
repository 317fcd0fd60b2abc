"""The engine's modules: which of them this process loads, each by its own path.

An engine of modules has no device until they are loaded, and left to itself it would look
for them beside the program and in the current folder, where anybody may have put one. So
every module is loaded here, before the engine begins, and nothing is looked for elsewhere.

A module for graphics or for other computers is opened first, for only then does the system
say what it lacks. Of the processor's variants each tells how well it suits (0: not at all)
by its `ggml_backend_score`; the best is taken. Source: ggml/src/ggml-backend-reg.cpp.
"""

import _ctypes
import ctypes
import json
import os
import re
import sys
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from launcher.protocol.messages import EngineModule
from launcher.worker.bindings import function, library_file, look_also_in

MODULES: Final = "SNUG_ENGINE_MODULES"  # folders of further modules, as a JSON list
GRAPHICS: Final = "SNUG_ENGINE_GRAPHICS"  # 0: the processor's modules alone
VARIANT: Final = "SNUG_CPU_VARIANT"  # the processor's variant to take, as 'haswell'

PROCESSOR: Final = "cpu"
ORDER: Final = (  # ggml's own: of two that drive the same card the first is used
    "blas", "zendnn", "cann", "cuda", "hip", "metal", "rpc", "sycl", "vulkan", "virtgpu",
    "opencl", "hexagon", "musa", "openvino",
)  # fmt: skip
NAMED: Final = re.compile(r"(?:lib)?ggml-([a-z0-9][a-z0-9_.-]*)\.(?:so|dll|dylib)")
API_VERSION: Final = 2  # GGML_BACKEND_API_VERSION of ggml/src/ggml-backend-impl.h
SEARCH_BESIDE_IT: Final = 0x1000 | 0x100  # LOAD_LIBRARY_SEARCH_DEFAULT_DIRS | …_DLL_LOAD_DIR
NO_MODULES: Final = ("base",)  # libraries of that name are part of the engine itself
NOT_SUITED: Final = "this computer's processor lacks what it needs"
LEFT_OUT: Final = "left out, for the engine is to use the processor alone"
REFUSED: Final = "it does not fit this engine"

NO_NAME: Final = "(or one of its dependencies)"  # Modules/_ctypes/callproc.c of CPython
DRIVERS: Final = {"vulkan": "vulkan-1.dll", "cuda": "nvcuda.dll"}  # what a driver brings

_POINTER: Final = ctypes.c_void_p


class EngineUnusable(Exception):
    """The engine's libraries are there, and no device came of them; the text says why."""


@dataclass(frozen=True, slots=True)
class _File:
    """A module's name and where it lies."""

    name: str
    path: Path

    @property
    def of_processor(self) -> bool:
        return self.name == PROCESSOR or self.name.startswith(f"{PROCESSOR}-")

    @property
    def variant(self) -> str:
        return self.name.removeprefix(PROCESSOR).removeprefix("-")

    def told(self, *, loaded: bool, reason: str = "") -> EngineModule:
        return EngineModule(
            name=self.name, file=str(self.path), loaded=loaded, reason=" ".join(reason.split())
        )


def load_modules() -> tuple[EngineModule, ...]:
    """Load what this engine is made of; nothing where it is one piece and nothing was added.

    Raises EngineUnusable where no processor device is there afterwards.
    """
    whole = bool(function("ggml_backend_reg_count", ctypes.c_size_t)())
    added = [Path(name) for name in json.loads(os.environ.get(MODULES, "[]"))]
    own = [] if whole else _files(library_file().absolute().parent)
    others = [one for folder in added for one in _files(folder) if not one.of_processor]
    found = _each_once([*others, *(one for one in own if not one.of_processor)])
    told = [_load_other(one) for one in sorted(found, key=_place)]
    if not whole:
        told += _load_processor([one for one in own if one.of_processor])
    if not function("ggml_backend_dev_by_type", _POINTER, ctypes.c_int)(0):
        raise EngineUnusable(_why_none(told))
    return tuple(told)


# --- graphics and other computers -------------------------------------------------------------


def _load_other(one: _File) -> EngineModule:
    if os.environ.get(GRAPHICS) == "0":
        return one.told(loaded=False, reason=LEFT_OUT)
    try:
        library = _opened(one.path)
    except OSError as error:
        return one.told(loaded=False, reason=_reason(error, one.path))
    if not _taken(library):
        return one.told(loaded=False, reason=NOT_SUITED if _score(library) == 0 else REFUSED)
    return one.told(loaded=True)


def _each_once(files: Iterable[_File]) -> list[_File]:
    """Of two modules for the same, the first: what a person added goes before what came along."""
    return list({one.name: one for one in reversed(list(files))}.values())


def _place(one: _File) -> tuple[int, str]:
    return (ORDER.index(one.name) if one.name in ORDER else len(ORDER), one.name)


# --- the processor ----------------------------------------------------------------------------


@dataclass(eq=False)
class _Variants:
    """The processor's modules with their scores, the best first."""

    scores: dict[_File, int] = field(default_factory=dict)
    faults: dict[_File, str] = field(default_factory=dict)

    def ask(self, files: Iterable[_File]) -> None:
        for one in files:
            try:
                library = _opened(one.path)
            except OSError as error:
                self.faults[one] = _reason(error, one.path)
                continue
            score = _score(library)
            _close(library)
            self.scores[one] = 1 if score is None else score
        self.faults |= {one: NOT_SUITED for one, score in self.scores.items() if score == 0}

    def best_first(self) -> list[_File]:
        usable = [one for one in self.scores if self.scores[one] > 0]
        return sorted(usable, key=lambda one: (-self.scores[one], one.name))


def _load_processor(files: list[_File]) -> list[EngineModule]:
    wanted = os.environ.get(VARIANT, "")
    variants = _Variants()
    variants.ask(files)
    candidates = _forced(wanted, files, variants) if wanted else variants.best_first()
    taken = None
    for one in candidates:
        try:
            if _taken(_opened(one.path)):
                taken = one
                break
            variants.faults[one] = REFUSED
        except OSError as error:  # it went away since it was asked
            variants.faults[one] = _reason(error, one.path)
    return [
        one.told(loaded=one is taken, reason=variants.faults.get(one, ""))
        for one in sorted(files, key=lambda one: one.name)
    ]


def _forced(wanted: str, files: list[_File], variants: _Variants) -> list[_File]:
    chosen = next((one for one in files if one.variant == wanted), None)
    if chosen is None:
        names = ", ".join(sorted(one.variant for one in files if one.variant)) or "none"
        raise EngineUnusable(
            f"{VARIANT} asks for {wanted[:20]}, which the engine does not have. It has {names}"
        )
    if chosen in variants.faults:
        raise EngineUnusable(f"{VARIANT} asks for {wanted}: {variants.faults[chosen]}")
    return [chosen]


# --- libraries --------------------------------------------------------------------------------


def _files(folder: Path) -> list[_File]:
    """The modules in a folder; a link to elsewhere is none of them."""
    found = []
    with suppress(OSError):
        for path in sorted(folder.iterdir()):
            named = NAMED.fullmatch(path.name)
            if named and named[1] not in NO_MODULES and path.is_file() and not path.is_symlink():
                found.append(_File(named[1], path))
    return found


def _opened(path: Path) -> Any:
    """The library by its full path. Raises OSError with what the system says.

    Not by `CDLL` alone: a frozen program's has a sentence of its own in place of the system's.
    """
    if sys.platform == "win32":
        os.add_dll_directory(str(path.parent))  # a pack brings its own companions
        handle = _ctypes.LoadLibrary(str(path), SEARCH_BESIDE_IT)
    else:
        handle = _ctypes.dlopen(str(path), ctypes.DEFAULT_MODE)
    return ctypes.CDLL(str(path), handle=handle)


def _close(library: Any) -> None:
    handle = library._handle  # noqa: SLF001  ctypes keeps it there
    if sys.platform == "win32":
        _ctypes.FreeLibrary(handle)
    else:
        _ctypes.dlclose(handle)


def _taken(library: Any) -> bool:
    """Hand an opened module to the engine, as ggml_backend_load does after opening it.

    Opened by us, because on Windows the engine takes a path only in the system's code page.
    """
    try:
        begin = library["ggml_backend_init"]
    except AttributeError:
        return False
    begin.restype, begin.argtypes = _POINTER, []
    backend = begin() if _score(library) != 0 else None
    if not backend or ctypes.c_int.from_address(backend).value != API_VERSION:
        return False
    function("ggml_backend_register", None, _POINTER)(backend)
    look_also_in(library)
    return True


def _score(library: Any) -> int | None:
    """How well a module suits this processor; None where it does not tell."""
    try:
        ask = library["ggml_backend_score"]
    except AttributeError:
        return None
    ask.restype, ask.argtypes = ctypes.c_int, []
    return int(ask())


def _reason(error: OSError, path: Path) -> str:
    """What the system says, without the folders of this computer."""
    if NO_NAME in str(error):
        return _not_found(path)
    return str(error).replace(str(path), path.name).replace(str(path.parent) + os.sep, "")


def _not_found(path: Path) -> str:
    """Windows does not say which library a module lacks, so those of drivers are tried."""
    named = NAMED.fullmatch(path.name)
    needed = DRIVERS.get(named[1], "") if named else ""
    if needed:
        try:
            ctypes.CDLL(needed)
        except OSError:
            return f"{needed} was not found"
    return "a library that it needs was not found"


def _why_none(told: Iterable[EngineModule]) -> str:
    folder = library_file().parent
    faults = [f"{one.name}: {one.reason}" for one in told if one.name.startswith(PROCESSOR)]
    if not faults:
        return f"no module for the processor lies in {folder}"
    return "no module for the processor could be used: " + "; ".join(faults[:3])
