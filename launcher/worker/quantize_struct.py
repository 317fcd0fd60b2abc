"""The engine's parameters for quantizing, and what they point to."""

import ctypes
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from launcher.worker.bindings import C
from launcher.worker.imatrix import Imatrix

BUFFER: Final = 1 << 30  # bytes of rows at once; the engine's own 8 GiB is much for a laptop
WHOLE_NUMBER, TEXT = 0, 3  # enum llama_model_kv_override_type
LONGEST: Final = 127  # bytes of a text


@dataclass(eq=False)
class QuantizeStruct:
    """llama_model_quantize_params, and what it points to, which must live as long."""

    params: Any
    kept: list[Any] = field(default_factory=list)


def quantize_struct(
    file_type: int, threads: int, imatrix: Imatrix | None, *, dry: bool
) -> QuantizeStruct:
    """How a file is quantized. What may be requantized the caller decides."""
    params = C.llama_model_quantize_default_params()
    made = QuantizeStruct(params)
    params.nthread = threads
    params.ftype = file_type
    params.allow_requantize = True
    params.quantize_output_tensor = True
    params.only_copy = False
    params.pure = False
    params.keep_split = False
    params.dry_run = dry
    params.max_buf_size = BUFFER
    if imatrix:
        entries, notes = _entries(imatrix, made.kept), _notes(imatrix)
        made.kept += [entries, notes]
        params.imatrix = ctypes.cast(entries, ctypes.POINTER(C.llama_model_imatrix_data))
        params.kv_overrides = ctypes.cast(notes, type(params.kv_overrides))
    return made


def _entries(imatrix: Imatrix, kept: list[Any]) -> Any:
    """One entry for each tensor; one without a name ends the list."""
    entries = (C.llama_model_imatrix_data * (len(imatrix.entries) + 1))()
    for entry, (name, values) in zip(entries, imatrix.entries.items(), strict=False):
        numbers = (ctypes.c_float * len(values)).from_buffer_copy(values.tobytes())
        kept.append(numbers)
        entry.name, entry.size = name.encode(), len(values)
        entry.data = ctypes.cast(numbers, ctypes.POINTER(ctypes.c_float))
    return entries


def _notes(imatrix: Imatrix) -> Any:
    """What llama-quantize notes in the header (tools/quantize); no key ends the list."""
    notes = (C.llama_model_kv_override * 3)()
    notes[0].tag, notes[0].key = TEXT, b"quantize.imatrix.file"
    notes[0].value.val_str = Path(imatrix.path).name.encode("utf-8", "replace")[:LONGEST]
    notes[1].tag, notes[1].key = WHOLE_NUMBER, b"quantize.imatrix.entries_count"
    notes[1].value.val_i64 = len(imatrix.entries)
    return notes
