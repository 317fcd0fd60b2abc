"""How fast one device answers: two constants, and a third for prompts.

The time of a token is `layers × per_layer + bytes read ÷ bandwidth`, device by device.
A processor is no faster than it can unpack what it reads, so there the bandwidth hangs on
the weights' type; where that was measured, `types` says so.
"""

from dataclasses import dataclass
from typing import Final

PER_LAYER: Final = 80e-6  # seconds a layer's work usually costs whatever it holds
OPERATIONS: Final = 2  # for each weight and token: a multiplication and an addition


@dataclass(frozen=True, slots=True, kw_only=True)
class TypePace:
    """What was reached with weights of one of ggml's types.

    `bandwidth` bytes a second of that type while a token is answered; `compute` floating-point
    operations a second while a prompt is read, None where it was not measured.
    """

    type: str  # ggml's name: 'Q4_K'
    bandwidth: float
    compute: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """One device's constants and where they come from.

    `bandwidth` is what reading weights reaches (bytes a second), not what is printed;
    `per_layer` what a layer costs whatever it holds (seconds); `compute` the floating-point
    operations a second reached while a prompt is read, None where nobody knows. `spread` is
    the half-width of the range to show, as a share (0.05: ±5 %). `types` are the types of
    weights that were measured apart; `cache` is what reading the KV cache reaches (bytes a
    second), None where it was not measured.
    """

    device: str  # the engine's name: 'CPU', 'CUDA0'
    bandwidth: float
    per_layer: float
    compute: float | None = None
    measured: bool = False  # in a run on this machine; else from printed figures
    spread: float = 0.15
    source: str = ""  # 'measured here on 21 November 2026', 'RTX 4070: 504 GB/s as printed'
    types: tuple[TypePace, ...] = ()
    cache: float | None = None

    def bandwidth_of(self, kind: str) -> float:
        """Bytes a second of weights of this type (ggml's name)."""
        found = self._of(kind)
        return found.bandwidth if found else self.bandwidth

    def compute_of(self, kind: str) -> float | None:
        """Operations a second on weights of this type while a prompt is read."""
        found = self._of(kind)
        return found.compute if found and found.compute else self.compute

    @property
    def cache_bandwidth(self) -> float:
        """Bytes of the KV cache a second."""
        return self.cache or self.bandwidth

    def _of(self, kind: str) -> TypePace | None:
        return next((one for one in self.types if one.type == kind), None)
