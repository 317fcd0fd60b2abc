"""From the engine's log lines to the reason a person can be told.

llama.cpp returns NULL for every failure; what happened is only in its log.
"""

import re
from collections.abc import Sequence
from typing import Final

from launcher.worker.log import Line
from launcher.worker.model_file import KINDS, read_header
from launcher.worker.refused import Refused

MIB: Final = 1_048_576

_ARCHITECTURE: Final = re.compile(r"un(?:known|supported) model architecture: '([^']*)'")
_PLACE_AND_BYTES: Final = re.compile(r"failed to allocate (\S+) buffer of size (\d+)")
_PLACE: Final = re.compile(r"unable to allocate (\S+) buffer")
_MIB_WANTED: Final = re.compile(r"allocating ([\d.]+) MiB on (device \d+)")
_MEMORY: Final = re.compile(
    r"out of memory|bad_alloc|failed to allocate|OutOfDeviceMemory|cannot allocate memory",
    re.IGNORECASE,
)
_SHARD: Final = re.compile(
    r"failed to load GGUF split from (.+)$|failed to open GGUF file '([^']+)'", re.MULTILINE
)
_WRONG_SHARD: Final = re.compile(r"(?:illegal|invalid) split file")
_CUT: Final = re.compile(
    r"not within the file bounds|failed to seek to beginning of data section"
    r"|exceeds remaining file size"
    r"|failed to read (?:header|magic|tensor info|key-value pairs)"
)
_WRONG: Final = re.compile(
    r"invalid GGUF type|duplicate|is empty|exceeds maximum|GGUF version|power of 2|must be in"
)
_DAMAGED: Final = re.compile(r"gguf_|corrupt|invalid model|wrong array length|wrong type")
_REASON: Final = re.compile(r"(?:error loading model(?: \w+)?: )+(.+)$|failed to [^:]+: (.+)$")


def why(lines: Sequence[Line], *, path: str, size: int, otherwise: str) -> Refused:
    """The reason a load or a context failed. `otherwise` is the kind where none is recognized."""
    text = "\n".join(line.text for line in lines)
    found = _memory(text) or _file(text, path, size)
    return found or Refused(otherwise, _reason(lines))


def _memory(text: str) -> Refused | None:
    if not _MEMORY.search(text):
        return None
    if match := _PLACE_AND_BYTES.search(text):
        return Refused("out_of_memory", match[1], (int(match[2]),))
    if match := _MIB_WANTED.search(text):
        return Refused("out_of_memory", match[2], (int(float(match[1]) * MIB),))
    match = _PLACE.search(text)
    return Refused("out_of_memory", match[1] if match else "", (0,))


def _file(text: str, path: str, size: int) -> Refused | None:
    if match := _SHARD.search(text):
        return Refused("missing_shard", match[1] or match[2])
    if _WRONG_SHARD.search(text):
        return Refused("missing_shard", "the first one")
    header = read_header(path)
    role = KINDS.get(header.kind) if header else None
    if role or "CLIP cannot be used as main model" in text:
        return Refused("not_a_chat_model", role or "mmproj")
    return _content(text, header.needs if header else 0, size)


def _content(text: str, needs: int, size: int) -> Refused | None:
    if match := _ARCHITECTURE.search(text):
        return Refused("unsupported_architecture", match[1])
    if _CUT.search(text) and not _WRONG.search(text):
        return Refused("truncated", "", (needs, size))
    if _DAMAGED.search(text):
        return Refused("damaged", _first(text, _DAMAGED))
    return None


def _reason(lines: Sequence[Line]) -> str:
    for line in lines:
        if match := _REASON.search(line.text):
            return str(match[1] or match[2])
    return lines[-1].text if lines else ""


def _first(text: str, pattern: re.Pattern[str]) -> str:
    return next(line for line in text.splitlines() if pattern.search(line))
