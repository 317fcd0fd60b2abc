"""A C++ std::map that the engine returns by value, read from Python.

A result larger than two registers comes back through a hidden pointer, for a plain
C struct as for a class, so a struct of our own receives it. A node of the map keeps
its value 32 bytes in under all three standard libraries; only the links differ. The
copy's nodes are not freed: some hundred bytes a question, in a process that is
ended when idle.
"""

import ctypes
import struct
import sys
from dataclasses import dataclass
from typing import Final

VALUE: Final = 32  # offset of {key, value} in a node, bytes
WORD: Final = 8  # bytes
MOST_NODES: Final = 256  # more than any machine has devices or buffer types: then it is no map


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


class CppMap(ctypes.Structure):
    """Room for a map object of any of the three libraries."""

    _fields_ = [("bytes", ctypes.c_uint8 * 64)]


def nodes_of(answer: CppMap, *, words: int) -> list[tuple[int, ...]] | None:
    """Key and value of every node as so many numbers; None where this can be no map."""
    layout = _layout()
    start = ctypes.addressof(answer)
    if layout.sentinel is not None:
        start = _pointer(start)
    found: list[tuple[int, ...]] = []
    whole = _walk(_pointer(start + layout.root), layout, words, found)
    return found if whole else None


def symbols_of(library: bytes, itanium: str, microsoft: str) -> tuple[str, ...]:
    """What a C++ function may be called here; `library` is read on Windows alone.

    There the name's rest spells out every type, so its beginning is looked up.
    """
    if sys.platform == "win32":
        return tuple(name for name in exported_names(library) if name.startswith(microsoft))
    return (itanium,)


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


def _layout() -> Layout:
    if sys.platform == "darwin":
        return LLVM
    return MSVC if sys.platform == "win32" else GNU


def _walk(node: int, layout: Layout, words: int, found: list[tuple[int, ...]]) -> bool:
    if not node or (layout.sentinel is not None and _byte(node + layout.sentinel)):
        return True
    if len(found) >= MOST_NODES:
        return False
    found.append(struct.unpack(f"={words}Q", ctypes.string_at(node + VALUE, words * WORD)))
    return _walk(_pointer(node + layout.left), layout, words, found) and _walk(
        _pointer(node + layout.right), layout, words, found
    )


def _file_offset(address: int, ranges: list[tuple[int, ...]]) -> int:
    for size, start, _raw, offset in ranges:
        if start <= address < start + size:
            return int(address - start + offset)
    raise ValueError("address outside every section")


def _text(library: bytes, at: int) -> str:
    return library[at : library.index(b"\0", at)].decode("ascii", "replace")


def _pointer(address: int) -> int:
    return int.from_bytes(ctypes.string_at(address, WORD), sys.byteorder)


def _byte(address: int) -> int:
    return ctypes.string_at(address, 1)[0]
