"""What a context holds, per buffer type, read from the engine's own map.

`llama_get_memory_breakdown` returns a C++ std::map whose value is {buffer type,
weights, context, compute}. Where the symbol or the layout is another one the
caller's check against the log fails, and the log is used instead.
"""

import ctypes
import sys
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from launcher.worker.bindings import function, library_file
from launcher.worker.cpp_map import CppMap, nodes_of, symbols_of

ITANIUM: Final = "_Z26llama_get_memory_breakdownPK13llama_context"
MICROSOFT: Final = "?llama_get_memory_breakdown@@"
WORDS: Final = 4  # buffer type, weights, context, compute


@dataclass(frozen=True, slots=True)
class Held:
    """Bytes in one buffer type."""

    buffer_type: int
    weights: int
    context: int
    compute: int


def read_breakdown(context: Any) -> list[Held] | None:
    """Every buffer type and what lies in it; None where this engine's map cannot be read."""
    ask = _ask()
    if ask is None:
        return None
    found = nodes_of(ask(context), words=WORDS)
    return [Held(*values) for values in found] if found else None


@cache
def _ask() -> Any:
    library = library_file().read_bytes() if sys.platform == "win32" else b""
    for symbol in symbols_of(library, ITANIUM, MICROSOFT):
        try:
            return function(symbol, CppMap, ctypes.c_void_p)
        except AttributeError:
            continue
    return None
