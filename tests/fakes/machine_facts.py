"""Computers of known size, made of values alone."""

from collections.abc import Sequence

from launcher.hardware.facts import Cpu, Device, DeviceKind, Machine, Memory
from launcher.units import GIB


def machine_of(
    ram: float,
    *gpus: float,
    features: Sequence[str] = ("AVX2",),
    prefix: str = "CUDA",
    kind: DeviceKind = DeviceKind.GPU,
    cores: int = 8,
) -> Machine:
    """A computer with so much RAM and such GPUs (GiB), all of it free."""
    size = int(ram * GIB)
    devices = [
        Device(
            name=f"{prefix}{n}",
            description=f"GPU {n}",
            kind=kind,
            total=int(gpu * GIB),
            free=int(gpu * GIB),
        )
        for n, gpu in enumerate(gpus)
    ]
    cpu = Device(name="CPU", description="CPU", kind=DeviceKind.CPU, total=size, free=size)
    return Machine(
        cpu=Cpu(
            name="CPU", physical_cores=cores, logical_cores=2 * cores, features=tuple(features)
        ),
        memory=Memory(total=size, available=size),
        devices=(cpu, *devices),
    )
