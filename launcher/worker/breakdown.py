"""What a context holds, per buffer type, read from the engine's own map.

`llama_get_memory_breakdown` returns a C++ std::map by value. A result larger
than two registers comes back through a hidden pointer, for a plain C struct as
for a class, so a struct of our own receives it. A node of the map keeps its value
32 bytes in under all three standard libraries; only the links differ. The value
is {buffer type, weights, context, compute}. The copy's nodes are not freed:
some hundred bytes a question, in a process that is ended when idle.

Where the symbol or the layout is another one the caller's check against the log
fails, and the log is used instead.
"""

import ctypes
import struct
import sys
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from launcher.worker.bindings import function, library_file

ITANIUM: Final = "_Z26llama_get_memory_breakdownPK13llama_context"
MICROSOFT: Final = "?llama_get_memory_breakdown@@"
VALUE: Final = 32  # offset of {key, value} in a node, bytes
MOST_NODES: Final = 256  # more buffer types than any machine has: then it is no map


@dataclass(frozen=True, slots=True)
class Layout:
    """Where a standard library keeps its links (byte offsets).

    `root` is the root's place in the map object, or in the head node where the
    map keeps a pointer to one; `sentinel` is that node's own mark.
    """

    root: int
    left: int
    right: int
    sentinel: int | None = None


GNU: Final = Layout(root=16, left=16, right=24)
LLVM: Final = Layout(root=8, left=0, right=8)
MSVC: Final = Layout(root=8, left=0, right=16, sentinel=25)


@dataclass(frozen=True, slots=True)
class Held:
    """Bytes in one buffer type."""

    buffer_type: int
    weights: int
    context: int
    compute: int


class _Map(ctypes.Structure):
    _fields_ = [("bytes", ctypes.c_uint8 * 64)]


def read_breakdown(context: Any) -> list[Held] | None:
    """Every buffer type and what lies in it; None where this engine's map cannot be read."""
    ask = _ask()
    if ask is None:
        return None
    layout = _layout()
    start = ctypes.addressof(answer := ask(context))
    if layout.sentinel is not None:
        start = _pointer(start)
    held: list[Held] = []
    found = _walk(_pointer(start + layout.root), layout, held)
    del answer
    return held if found and held else None


def _walk(node: int, layout: Layout, held: list[Held]) -> bool:
    if not node or (layout.sentinel is not None and _byte(node + layout.sentinel)):
        return True
    if len(held) >= MOST_NODES:
        return False
    values = struct.unpack("=4Q", ctypes.string_at(node + VALUE, 32))
    held.append(Held(*values))
    return _walk(_pointer(node + layout.left), layout, held) and _walk(
        _pointer(node + layout.right), layout, held
    )


@cache
def _ask() -> Any:
    for symbol in _symbols():
        try:
            return function(symbol, _Map, ctypes.c_void_p)
        except AttributeError:
            continue
    return None


@cache
def _layout() -> Layout:
    if sys.platform == "darwin":
        return LLVM
    return MSVC if sys.platform == "win32" else GNU


def _symbols() -> tuple[str, ...]:
    if sys.platform == "win32":
        library = library_file().read_bytes()
        return tuple(name for name in exported_names(library) if name.startswith(MICROSOFT))
    return (ITANIUM,)


def exported_names(library: bytes) -> list[str]:
    """Names in the export table of a Windows library (PE/COFF, 64 bit); empty where none."""
    try:
        header = struct.unpack_from("<I", library, 0x3C)[0]
        sections, optional = struct.unpack_from("<6xH12xH", library, header)
        table = struct.unpack_from("<I", library, header + 24 + 112)[0]
        first = header + 24 + optional
        ranges = [struct.unpack_from("<8xIIII", library, first + 40 * n) for n in range(sections)]
        at = _file_offset(table, ranges)
        count, _functions, names = struct.unpack_from("<24xIII", library, at)
        where = struct.unpack_from(f"<{count}I", library, _file_offset(names, ranges))
        return [_text(library, _file_offset(name, ranges)) for name in where]
    except (struct.error, ValueError):
        return []


def _file_offset(address: int, ranges: list[tuple[int, ...]]) -> int:
    for size, start, _raw, offset in ranges:
        if start <= address < start + size:
            return int(address - start + offset)
    raise ValueError("address outside every section")


def _text(library: bytes, at: int) -> str:
    return library[at : library.index(b"\0", at)].decode("ascii", "replace")


def _pointer(address: int) -> int:
    return int.from_bytes(ctypes.string_at(address, 8), sys.byteorder)


def _byte(address: int) -> int:
    return ctypes.string_at(address, 1)[0]
