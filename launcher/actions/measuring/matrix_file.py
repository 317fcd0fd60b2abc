"""Whether a file is an importance matrix, as far as its first bytes or its header tell.

Two formats of llama.cpp (tools/imatrix): GGUF with sums of squares for each tensor, and the older
one of plain numbers. The worker reads every value before it makes anything.
"""

import struct
from pathlib import Path
from typing import Final

from launcher.errors import BadImatrix, BadModelFile
from launcher.models.gguf import read_facts

MAGIC: Final = b"GGUF"
SUMS: Final = ".in_sum2"  # how the names of such tensors end
MOST_ENTRIES: Final = 1_000_000
LONGEST_NAME: Final = 4_096
SOMETHING_ELSE: Final = "it is damaged, or something else"


def checked_matrix(path: Path) -> Path:
    """The file, readable and of one of the two formats. Raises BadImatrix."""
    path = path.expanduser()
    reason = _why_not(path)
    if reason:
        raise BadImatrix(str(path), reason)
    return path


def _why_not(path: Path) -> str:
    try:
        size = path.stat().st_size
        if not path.is_file() or not size:
            return "it is no file, or an empty one"
        with path.open("rb") as stream:
            head = stream.read(8 + LONGEST_NAME + 8)
    except FileNotFoundError:
        return "there is no such file"
    except (OSError, ValueError) as error:
        return getattr(error, "strerror", None) or str(error)
    return _gguf_fault(path) if head.startswith(MAGIC) else _numbers_fault(head, size)


def _gguf_fault(path: Path) -> str:
    try:
        facts = read_facts(path)
    except BadModelFile:
        return SOMETHING_ELSE
    if not any(tensor.name.endswith(SUMS) for tensor in facts.tensors):
        return "it is a GGUF file of another kind"
    return ""


def _numbers_fault(head: bytes, size: int) -> str:
    """A count of entries; of the first one its name, how often it was asked, and its numbers."""
    try:
        entries, length = struct.unpack_from("<ii", head)
        if not 0 < entries <= MOST_ENTRIES or not 0 < length <= LONGEST_NAME:
            return SOMETHING_ELSE
        head[8 : 8 + length].decode("utf-8")
        asked, values = struct.unpack_from("<ii", head, 8 + length)
    except (struct.error, UnicodeDecodeError):
        return SOMETHING_ELSE
    whole = asked >= 0 and values > 0 and 16 + length + 4 * values <= size
    return "" if whole else SOMETHING_ELSE
