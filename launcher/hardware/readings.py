"""What the meters show, as values."""

from dataclasses import dataclass

from launcher.hardware.facts import DeviceKind, Holder, Memory


@dataclass(frozen=True, slots=True, kw_only=True)
class GpuReading:
    """Memory of a GPU now (bytes). `own` is what our workers hold, 0 where it is not told.

    `name` is that of the machine's device, else the driver's address.
    """

    name: str
    description: str
    kind: DeviceKind
    total: int
    free: int
    own: int = 0
    pci: str | None = None
    holders: tuple[Holder, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Main memory and every GPU whose driver tells, at one moment."""

    memory: Memory
    gpus: tuple[GpuReading, ...] = ()
