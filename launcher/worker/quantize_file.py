"""A model file written in another quantization by the engine.

A dry run comes first: it says which type every tensor has and gets, and what would make the
real one fail, in seconds instead of after minutes. `llama_model_quantize` hears no Stop.
"""

import ctypes
import os
import re
import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from launcher.protocol.messages import Event
from launcher.protocol.scoring import Fallback, FileQuantized, QuantizeFile, TensorQuantized
from launcher.worker.bindings import C
from launcher.worker.derive import file_type
from launcher.worker.imatrix import Imatrix, bad_imatrix, read_imatrix
from launcher.worker.interrupt import Interrupt
from launcher.worker.log import EngineLog, Line
from launcher.worker.model_file import check_file, read_header
from launcher.worker.quantize_struct import quantize_struct
from launcher.worker.reasons import why
from launcher.worker.refused import Refused

UNROUNDED: Final = frozenset({"F64", "F32", "F16", "BF16", "Q8_0", "I8", "I16", "I32", "I64"})
HEADER: Final = 16 << 20  # bytes a header with a large vocabulary takes
EMBEDDING: Final = "token_embd.weight"  # the engine does without where it does not fit
MIB: Final = 1 << 20

_TENSOR: Final = re.compile(
    r"^\[\s*(\d+)/\s*(\d+)\]\s+(\S+)\s+- \[\s*(\d+),\s*(\d+),\s*(\d+),\s*(\d+)\], type =\s+(\w+),"
)
_FALLBACK: Final = re.compile(
    r"^warning: (\S+)\s+- ncols.*\(required for type\s+(\w+)\).*-> falling back to\s+(\w+)"
)
_SIZE: Final = re.compile(r"quant size\s+=\s+([\d.]+) MiB")
_WRITING: Final = re.compile(r"basic_ios|iostream|failed to open|cannot open", re.IGNORECASE)
_REASON: Final = re.compile(r"failed to quantize: (.+)$")
_LACKS: Final = re.compile(r"Missing importance matrix for tensor (\S+)")

Send = Callable[[Event], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tensor:
    name: str
    type: str  # in the source
    columns: int
    experts: int


def quantize_file(
    request: QuantizeFile, log: EngineLog, interrupt: Interrupt, send: Send
) -> FileQuantized:
    """Write the file. Raises Refused with the reason; what is half-written stays."""
    number = file_type(request.quantization)
    size = check_file(request.source)
    _check_target(request)
    began = time.perf_counter()
    matrix = read_imatrix(request.imatrix) if request.imatrix else None
    lines = _dry(request, number, matrix, log, size)
    if interrupt.is_set:
        raise Refused("cancelled")
    with log.capture(lambda line: _tell(request.id, line, send)) as said:
        status = _run(request, number, matrix, dry=False)
    if status:
        raise failure(request, said, _needed(request.source, lines))
    return FileQuantized(
        id=request.id,
        size=Path(request.target).stat().st_size,
        seconds=time.perf_counter() - began,
        fallbacks=_fallbacks(lines),
    )


def _check_target(request: QuantizeFile) -> None:
    target = Path(request.target)
    if request.threads < 1:
        raise Refused("bad_choice", "threads", (request.threads, 1, 512))
    if not target.parent.is_dir():
        raise Refused("not_saved", f"there is no such folder\n{request.target}")
    if target.exists() and target.samefile(request.source):
        raise Refused("target_is_source")


def _dry(
    request: QuantizeFile, number: int, matrix: Imatrix | None, log: EngineLog, size: int
) -> Sequence[Line]:
    """What the engine says of a dry run. Raises Refused where the real one would fail."""
    with log.capture() as lines:
        status = _run(request, number, matrix, dry=True)
    if status:
        raise why(lines, path=request.source, size=size, otherwise="quantize_failed")
    tensors = [found for line in lines if (found := _tensor(line))]
    rounded = next((one.type for one in tensors if one.type not in UNROUNDED), None)
    if rounded:
        raise Refused("already_quantized", rounded)
    if matrix:
        _check_fits(matrix, tensors)
    elif any("will require an imatrix" in line.text for line in lines):
        raise Refused("needs_imatrix", request.quantization)
    return lines


def _run(request: QuantizeFile, number: int, matrix: Imatrix | None, *, dry: bool) -> int:
    made = quantize_struct(number, request.threads, matrix, dry=dry)
    target = b"" if dry else os.fsencode(request.target)
    source = os.fsencode(request.source)
    status: Any = C.llama_model_quantize(source, target, ctypes.byref(made.params))
    return int(status)


def _tensor(line: Line) -> _Tensor | None:
    match = _TENSOR.match(line.text)
    if not match:
        return None
    return _Tensor(
        name=match[3], type=match[8].upper(), columns=int(match[4]), experts=int(match[6])
    )


def _check_fits(matrix: Imatrix, tensors: Sequence[_Tensor]) -> None:
    """Raises Refused where the matrix was made with another model."""
    of_model = {one.name: one for one in tensors}
    known = {name: values for name, values in matrix.entries.items() if name in of_model}
    for name, values in known.items():
        tensor = of_model[name]
        if name != EMBEDDING and len(values) != tensor.columns * tensor.experts:
            raise bad_imatrix(matrix.path, f"it is of another model ({name} has other columns)")
    if not known:
        raise bad_imatrix(matrix.path, "it is of another model (no tensor has such a name)")


def _tell(request: int, line: Line, send: Send) -> None:
    match = _TENSOR.match(line.text)
    if match:
        send(TensorQuantized(id=request, done=int(match[1]), of=int(match[2]), tensor=match[3]))


def _fallbacks(lines: Sequence[Line]) -> tuple[Fallback, ...]:
    found = [match for line in lines if (match := _FALLBACK.match(line.text))]
    return tuple(
        Fallback(tensor=match[1], wanted=match[2].upper(), got=match[3].upper()) for match in found
    )


def _needed(source: str, lines: Sequence[Line]) -> int:
    """Bytes the file will take: its tensors as the dry run says, a header as the source has."""
    header = read_header(source)
    sizes = [float(match[1]) for line in lines if (match := _SIZE.search(line.text))]
    return round(sizes[-1] * MIB if sizes else 0) + (header.start if header else 0)


def failure(request: QuantizeFile, lines: Sequence[Line], needed: int) -> Refused:
    """Why the real run failed, from the engine's own words and the room on the disk."""
    text = "\n".join(line.text for line in lines)
    if match := _LACKS.search(text):
        return bad_imatrix(request.imatrix, f"it has nothing for {match[1]}")
    reason = _REASON.search(text)
    detail = reason[1] if reason else ""
    if not _WRITING.search(detail):
        return Refused("quantize_failed", detail)
    target = Path(request.target)
    written = target.stat().st_size if target.is_file() else 0
    free = shutil.disk_usage(target.parent).free + written
    if free < needed + HEADER:
        return Refused("disk_full", str(target.parent), (needed, free))
    return Refused("not_saved", f"the system refused to write it\n{target}")
