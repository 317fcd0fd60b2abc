"""Which type every tensor would get in another quantization, from an F16 header alone.

`llama_model_quantize` with `dry_run` walks the table, decides each type by
llama.cpp's own rules and prints it; it reads and writes no tensor. The types
are in its log; the table's order comes from the header.
"""

import ctypes
import os
import re
from collections.abc import Sequence
from typing import Any, Final

from launcher.protocol.messages import Derive, Derived
from launcher.worker.bindings import C
from launcher.worker.log import EngineLog, Line
from launcher.worker.model_file import (
    TableEntry,
    check_file,
    read_header,
    type_block,
    type_bytes,
    type_name,
)
from launcher.worker.reasons import why
from launcher.worker.refused import Refused

FILE_TYPES: Final = {  # enum llama_ftype
    "F32": 0,
    "F16": 1,
    "Q4_0": 2,
    "Q4_1": 3,
    "Q8_0": 7,
    "Q5_0": 8,
    "Q5_1": 9,
    "Q2_K": 10,
    "Q3_K_S": 11,
    "Q3_K_M": 12,
    "Q3_K_L": 13,
    "Q4_K_S": 14,
    "Q4_K_M": 15,
    "Q5_K_S": 16,
    "Q5_K_M": 17,
    "Q6_K": 18,
    "IQ2_XXS": 19,
    "IQ2_XS": 20,
    "Q2_K_S": 21,
    "IQ3_XS": 22,
    "IQ3_XXS": 23,
    "IQ1_S": 24,
    "IQ4_NL": 25,
    "IQ3_S": 26,
    "IQ3_M": 27,
    "IQ2_S": 28,
    "IQ2_M": 29,
    "IQ4_XS": 30,
    "IQ1_M": 31,
    "BF16": 32,
    "TQ1_0": 36,
    "TQ2_0": 37,
    "MXFP4_MOE": 38,
    "NVFP4": 39,
    "Q1_0": 40,
    "Q2_0": 41,
}
SAME_NAMES: Final = {"Q3_K": "Q3_K_M", "Q4_K": "Q4_K_M", "Q5_K": "Q5_K_M", "MXFP4": "MXFP4_MOE"}

_TENSOR: Final = re.compile(r"^\[\s*\d+/\s*\d+\]\s+(\S+)\s+- \[.*?\], type =\s+(\S+), size =.*$")
_BECOMES: Final = re.compile(r"-> +[\d.]+ MiB \((\S+)\)\s*$")


def derive(request: Derive, log: EngineLog) -> Derived:
    """Types in the table's order and the bytes they come to (tensors without padding).

    Raises Refused for an unknown quantization or a header the engine cannot use.
    """
    number = file_type(request.quantization)
    size = check_file(request.path)
    with log.capture() as lines:
        status = _dry_run(request.path, number, imatrix=request.imatrix)
    header = read_header(request.path)
    if status != 0 or header is None:
        raise why(lines, path=request.path, size=size, otherwise="load_failed")
    found = _types(lines)
    missing = [tensor.name for tensor in header.tensors if tensor.name not in found]
    if missing:
        raise Refused("load_failed", f"the engine named no type for {missing[0]}")
    types = tuple(found[tensor.name] for tensor in header.tensors)
    return Derived(id=request.id, types=types, size=_bytes(header.tensors, types))


def file_type(quantization: str) -> int:
    """The engine's number of a file type. Raises Refused for an unknown one."""
    name = quantization.upper()
    number = FILE_TYPES.get(SAME_NAMES.get(name, name))
    if number is None:
        raise Refused("unknown_choice", f"quantization={quantization}")
    return number


def _dry_run(path: str, file_type: int, *, imatrix: bool) -> int:
    params = C.llama_model_quantize_default_params()
    params.nthread = 1
    params.ftype = file_type
    params.allow_requantize = True
    params.dry_run = True
    if imatrix:
        # The rules ask only whether there is a matrix; its numbers matter when data is written.
        weight = (ctypes.c_float * 1)(1.0)
        entries = (C.llama_model_imatrix_data * 2)()
        entries[0].name, entries[0].size = b"any", 1
        entries[0].data = ctypes.cast(weight, ctypes.POINTER(ctypes.c_float))
        params.imatrix = ctypes.cast(entries, ctypes.POINTER(C.llama_model_imatrix_data))
    status: Any = C.llama_model_quantize(os.fsencode(path), b"", ctypes.byref(params))
    return int(status)


def _types(lines: Sequence[Line]) -> dict[str, str]:
    found = {}
    for line in lines:
        if match := _TENSOR.match(line.text):
            becomes = _BECOMES.search(line.text)
            found[match[1]] = (becomes[1] if becomes else match[2]).upper()
    return found


def _bytes(tensors: Sequence[TableEntry], types: Sequence[str]) -> int:
    sizes = _type_sizes()
    return sum(
        tensor.elements // sizes[kind][0] * sizes[kind][1]
        for tensor, kind in zip(tensors, types, strict=True)
    )


def _type_sizes() -> dict[str, tuple[int, int]]:
    """Weights in a block and its bytes, by the type's name."""
    known = {}
    for number in range(C.GGML_TYPE_COUNT):
        block = type_block(number)
        if block:
            known[type_name(number)] = (block, type_bytes(number))
    return known
