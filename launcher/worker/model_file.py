"""A look at the file before the engine gets it, and a closer one when it refuses."""

import ctypes
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from launcher.worker.bindings import function
from launcher.worker.refused import Refused

MAGIC: Final = b"GGUF"
HEAD: Final = 512  # bytes that tell what a file is
KINDS: Final = {  # general.type of files that are no model by themselves
    "adapter": "LoRA",
    "imatrix": "imatrix",
    "mmproj": "mmproj",
    "projector": "mmproj",
    "vocab": "vocabulary",
}


def check_file(path: str) -> int:
    """Size in bytes of a file that may be a model. Raises Refused where it cannot be one."""
    file = Path(path)
    try:
        size = file.stat().st_size
        with file.open("rb") as stream:
            head = stream.read(HEAD)
    except FileNotFoundError as error:
        raise Refused("no_such_file") from error
    except OSError as error:
        raise Refused("unreadable", error.strerror or str(error)) from error
    if not head.startswith(MAGIC):
        raise Refused("not_gguf", looks_like(head))
    return size


def looks_like(head: bytes) -> str:
    """What a file that is no GGUF seems to be: empty, html, git-lfs, json, zip or unknown."""
    start = head.lstrip().lower()
    if not head:
        return "empty"
    if start.startswith((b"<!doctype", b"<html", b"<?xml")):
        return "html"
    if start.startswith(b"version https://git-lfs"):
        return "git-lfs"
    if start.startswith((b"{", b"[")):
        return "json"
    return "zip" if head.startswith(b"PK\x03\x04") else "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class TableEntry:
    """One tensor of a header: `type` is ggml's name, `size` bytes, `elements` weights.

    `offset` is the byte it begins at behind the header.
    """

    name: str
    type: str
    size: int
    elements: int
    offset: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """What the engine's own reader finds in a header."""

    kind: str  # general.type
    needs: int  # bytes the file must have
    start: int  # bytes before the tensors
    tensors: tuple[TableEntry, ...]


def read_header(path: str) -> Header | None:
    """The header as the engine reads it; None where it cannot."""
    with _opened(path) as gguf:
        if not gguf:
            return None
        tensors = tuple(_tensors(gguf))
        start = function("gguf_get_data_offset", ctypes.c_size_t, ctypes.c_void_p)(gguf)
        return Header(
            kind=_text(gguf, b"general.type"),
            needs=start + (tensors[-1].offset + tensors[-1].size if tensors else 0),
            start=start,
            tensors=tensors,
        )


class _InitParams(ctypes.Structure):
    _fields_ = [("no_alloc", ctypes.c_bool), ("context", ctypes.c_void_p)]


@contextmanager
def _opened(path: str) -> Iterator[Any]:
    gguf = function("gguf_init_from_file", ctypes.c_void_p, ctypes.c_char_p, _InitParams)(
        os.fsencode(path), _InitParams(no_alloc=True, context=None)
    )
    try:
        yield gguf
    finally:
        if gguf:
            function("gguf_free", None, ctypes.c_void_p)(gguf)


def _tensors(gguf: Any) -> Iterator[TableEntry]:
    count = function("gguf_get_n_tensors", ctypes.c_int64, ctypes.c_void_p)(gguf)
    arguments = (ctypes.c_void_p, ctypes.c_int64)
    name = function("gguf_get_tensor_name", ctypes.c_char_p, *arguments)
    kind = function("gguf_get_tensor_type", ctypes.c_int, *arguments)
    size = function("gguf_get_tensor_size", ctypes.c_size_t, *arguments)
    offset = function("gguf_get_tensor_offset", ctypes.c_size_t, *arguments)
    for index in range(count):
        number = kind(gguf, index)
        stored = size(gguf, index)
        yield TableEntry(
            name=name(gguf, index).decode("utf-8", "replace"),
            type=type_name(number),
            size=stored,
            elements=stored * type_block(number) // max(1, type_bytes(number)),
            offset=offset(gguf, index),
        )


def type_name(number: int) -> str:
    """ggml's name of a tensor type, in upper case: 'Q4_K'."""
    text: bytes = function("ggml_type_name", ctypes.c_char_p, ctypes.c_int)(number)
    return text.decode("ascii").upper()


def type_block(number: int) -> int:
    """Weights in a block of this type."""
    return int(function("ggml_blck_size", ctypes.c_int64, ctypes.c_int)(number))


def type_bytes(number: int) -> int:
    """Bytes of a block of this type."""
    return int(function("ggml_type_size", ctypes.c_size_t, ctypes.c_int)(number))


def _text(gguf: Any, key: bytes) -> str:
    at = function("gguf_find_key", ctypes.c_int64, ctypes.c_void_p, ctypes.c_char_p)(gguf, key)
    arguments = (ctypes.c_void_p, ctypes.c_int64)
    if at < 0 or function("gguf_get_kv_type", ctypes.c_int, *arguments)(gguf, at) != STRING:
        return ""
    text: bytes = function("gguf_get_val_str", ctypes.c_char_p, *arguments)(gguf, at)
    return text.decode("utf-8", "replace")


STRING: Final = 8  # enum gguf_type
