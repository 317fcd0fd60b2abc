"""How much memory a model will take, part by part, as a value that says where it comes from.

The arithmetic that fills it is in the room's other modules; the engine's own
answer (a dry run) fills the same value, and replaces the arithmetic when it comes.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from launcher.hardware.facts import DeviceKind


class Basis(StrEnum):
    """Where a figure comes from."""

    ENGINE = "engine"
    ARITHMETIC = "arithmetic"
    MEASURED = "measured"
    PUBLISHED = "published"
    GUESS = "guess"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceShare:
    """What one device will hold (bytes), and what it has.

    `weights` includes `repacked`, which the engine keeps rearranged. `total`
    and `free` are the machine's, None for an imagined device that has no limit.
    """

    name: str
    kind: DeviceKind
    weights: int = 0
    repacked: int = 0
    kv: int = 0
    recurrent: int = 0
    compute: int = 0
    output: int = 0
    mmproj: int = 0
    total: int = 0
    free: int = 0

    @property
    def sum(self) -> int:
        """All parts of the model on this device."""
        return self.weights + self.kv + self.recurrent + self.compute + self.output + self.mmproj

    @property
    def fits(self) -> bool:
        """Whether that much is free."""
        return self.sum <= self.free


@dataclass(frozen=True, slots=True, kw_only=True)
class Bases:
    """Where each part's figure comes from."""

    weights: Basis = Basis.ARITHMETIC
    kv: Basis = Basis.ARITHMETIC
    recurrent: Basis = Basis.ARITHMETIC
    compute: Basis = Basis.ARITHMETIC
    resident: Basis = Basis.ARITHMETIC


@dataclass(frozen=True, slots=True, kw_only=True)
class ContextLengths:
    """Tokens: what was asked, what the engine grants (padded), what the model was trained for."""

    asked: int
    granted: int
    trained: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """Predicted bytes per device and in all. `gpu_layers` is what 'auto' came to."""

    context: ContextLengths
    devices: tuple[DeviceShare, ...]
    resident: int  # bytes of main memory the worker is expected to occupy after load
    layers: int
    gpu_layers: int
    basis: Bases = field(default_factory=Bases)
    notes: tuple[str, ...] = ()  # what a reader must know: 'engine gave no answer: …'

    @property
    def total(self) -> int:
        """All devices together (bytes)."""
        return sum(device.sum for device in self.devices)
