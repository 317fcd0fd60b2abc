"""Files of an importance matrix: how much each column of a tensor matters for its output.

Two formats of llama.cpp (tools/imatrix): GGUF with sums of squares and counts for each tensor,
and the older one of plain numbers (.dat).
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from launcher.worker.model_file import MAGIC, Header, TableEntry, read_header
from launcher.worker.refused import Refused

SUMS: Final = ".in_sum2"
COUNTS: Final = ".counts"
MOST_ENTRIES: Final = 1_000_000
LONGEST_NAME: Final = 4_096

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Imatrix:
    """The importance of every column by tensor; of experts, one row after the other."""

    path: str
    entries: dict[str, Floats]


def read_imatrix(path: str) -> Imatrix:
    """Read a file of either format. Raises Refused('bad_imatrix') where it is none."""
    try:
        with Path(path).open("rb") as stream:
            is_gguf = stream.read(len(MAGIC)) == MAGIC
        entries = dict(_from_gguf(path) if is_gguf else _from_numbers(path))
    except FileNotFoundError as error:
        raise bad_imatrix(path, "there is no such file") from error
    except OSError as error:
        raise bad_imatrix(path, error.strerror or str(error)) from error
    except (struct.error, UnicodeDecodeError, ValueError) as error:
        raise bad_imatrix(path, "it is damaged, or something else") from error
    if not entries:
        raise bad_imatrix(path, "it holds nothing")
    if not all(np.isfinite(values).all() for values in entries.values()):
        raise bad_imatrix(path, "it has values that are no numbers")
    if any((values < 0).any() for values in entries.values()):
        raise bad_imatrix(path, "it has means of squares below zero")
    empty = next((name for name, values in entries.items() if not values.any()), None)
    if empty:  # the engine would take it and make a file that writes nonsense
        raise bad_imatrix(path, f"it holds only zeros for {empty}")
    return Imatrix(path=path, entries=entries)


def bad_imatrix(path: str, reason: str) -> Refused:
    """Why this file cannot be used."""
    return Refused("bad_imatrix", f"{reason}\n{path}")


def _from_gguf(path: str) -> Iterator[tuple[str, Floats]]:
    header = read_header(path)
    if header is None:
        raise ValueError(path)
    tensors = {tensor.name: tensor for tensor in header.tensors}
    if not any(name.endswith(SUMS) for name in tensors):
        raise bad_imatrix(path, "it is a GGUF file of another kind")
    for name, tensor in tensors.items():
        if name.endswith(SUMS):
            plain = name.removesuffix(SUMS)
            counts = _numbers(path, header, tensors.get(plain + COUNTS))
            yield plain, _mean(_numbers(path, header, tensor), counts)


def _numbers(path: str, header: Header, tensor: TableEntry | None) -> Floats:
    if tensor is None or tensor.type != "F32":
        raise ValueError(path)
    found: Floats = np.fromfile(
        path, "<f4", count=tensor.elements, offset=header.start + tensor.offset
    )
    if len(found) != tensor.elements:
        raise ValueError(path)
    return found


def _mean(sums: Floats, counts: Floats) -> Floats:
    """Sums over counts, one count for each expert; one that was never asked counts evenly."""
    rows = sums.reshape(len(counts), -1)
    asked = counts[:, None] > 0
    means: Floats = np.divide(rows, counts[:, None], where=asked, out=np.ones_like(rows))
    return means.reshape(-1)


def _from_numbers(path: str) -> Iterator[tuple[str, Floats]]:
    """A count; then of each tensor its name, how often it was asked, its numbers times that."""
    with Path(path).open("rb") as stream:

        def number(most: int) -> int:
            (found,) = struct.unpack("<i", stream.read(4))
            if not 0 <= found <= most:
                raise ValueError(path)
            return int(found)

        size = Path(path).stat().st_size
        for _ in range(number(MOST_ENTRIES)):
            name = stream.read(number(LONGEST_NAME)).decode("utf-8")
            asked = number(2**31 - 1)
            count = number(size // 4)
            values = np.frombuffer(stream.read(4 * count), "<f4")
            if len(values) != count or not name:
                raise ValueError(path)
            yield name, (values / np.float32(max(1, asked))).astype(np.float32)
