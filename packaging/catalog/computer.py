"""A computer with more memory than any model needs and no graphics card, for asking the engine."""

from typing import Final

from launcher.hardware.facts import Cpu, Device, DeviceKind, Machine, Memory
from launcher.runtime.planner import Planner
from launcher.units import GIB

ENOUGH: Final = 8192 * GIB


def computer(planner: Planner) -> Machine:
    """This processor as the engine sees it; weights are rearranged for it as on any like it."""
    hello = planner.hello()
    cpu = Device(name="CPU", description="CPU", kind=DeviceKind.CPU, total=ENOUGH, free=ENOUGH)
    return Machine(
        cpu=Cpu(name="CPU", physical_cores=2, logical_cores=2, features=hello.features),
        memory=Memory(total=ENOUGH, available=ENOUGH),
        devices=(cpu,),
    )
