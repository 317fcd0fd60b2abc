"""What a device's kernels make of a type, as a value."""

from dataclasses import dataclass
from enum import StrEnum


class Kernels(StrEnum):
    """How well a device multiplies with a type; a kernel is the small program that does it."""

    FAST = "fast"
    PLAIN = "ordinary"
    SLOW = "slow"
    NONE = "none"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class KernelNote:
    """One device and one type. `source` is llama.cpp's file the rule stands in, or a measurement.

    NONE: the engine lets the processor calculate with these weights instead.
    """

    device: str
    description: str
    kernels: Kernels
    sentence: str
    source: str | None
