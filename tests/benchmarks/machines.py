"""A computer to plan for, the same wherever the benchmarks run."""

from launcher.hardware.facts import Cpu, Device, DeviceKind, Machine, Memory

GIB = 1 << 30


def one_card() -> Machine:
    """Eight cores, 32 GiB, a graphics card of 12 GiB."""
    cpu = Device(
        name="CPU",
        description="Eight cores",
        kind=DeviceKind.CPU,
        total=32 * GIB,
        free=24 * GIB,
    )
    card = Device(
        name="CUDA0",
        description="A card of 12 GiB",
        kind=DeviceKind.GPU,
        total=12 * GIB,
        free=11 * GIB,
    )
    return Machine(
        cpu=Cpu(name="Eight cores", physical_cores=8, logical_cores=16),
        memory=Memory(total=32 * GIB, available=24 * GIB),
        devices=(cpu, card),
    )
