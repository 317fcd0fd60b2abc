"""Sizes the engine prints while it makes a model and a context, two decimals of a MiB.

Source: llama.cpp src/llama-context.cpp (compute, output), llama-kv-cache.cpp,
llama-memory-recurrent.cpp, llama-model.cpp. A sliding-window model prints its
cache twice, so lines are summed.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from launcher.worker.log import Line

MIB: Final = 1_048_576
PRECISION: Final = 0.005 * MIB  # bytes a printed size may be off

_BUFFER: Final = re.compile(
    r"^\w+:\s+(\S+)\s+(model|KV|RS|compute|output) buffer size =\s+([\d.]+) MiB"
)
_CACHE: Final = re.compile(r"^llama_kv_cache: size =\s+([\d.]+) MiB")
_LAYER: Final = re.compile(r"^load_tensors: layer\s+(\d+) assigned to device (\S+?),")
_FLASH_OFF: Final = re.compile(r"Flash Attention not supported|forcing off")


def buffers(lines: Iterable[Line], what: str) -> dict[str, int]:
    """Bytes by buffer name for 'model', 'KV', 'RS', 'compute' or 'output'."""
    found: dict[str, int] = {}
    for line in lines:
        match = _BUFFER.match(line.text)
        if match and match[2] == what:
            found[match[1]] = found.get(match[1], 0) + _bytes(match[3])
    return found


def caches(lines: Iterable[Line]) -> list[int]:
    """Bytes of every attention cache, over all devices; right in a dry run too."""
    return [_bytes(match[1]) for line in lines if (match := _CACHE.match(line.text))]


def layer_places(lines: Iterable[Line]) -> dict[int, str]:
    """Which device each layer is on; the output layer is the last."""
    found = {}
    for line in lines:
        if match := _LAYER.match(line.text):
            found[int(match[1])] = match[2]
    return found


def flash_attention(lines: Iterable[Line], asked: str) -> bool:
    """Whether attention is flash attention in the end; 'auto' is decided by the engine."""
    return asked != "off" and not any(_FLASH_OFF.search(line.text) for line in lines)


def agree(exact: int, printed: Sequence[int]) -> bool:
    """Whether a sum of bytes can be what these printed sizes come to."""
    return abs(exact - sum(printed)) <= PRECISION * (len(printed) + 1)


def _bytes(mib: str) -> int:
    return round(float(mib) * MIB)
