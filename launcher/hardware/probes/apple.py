"""The GPU of an Apple chip.

It shares main memory; how much of it Metal will use is the engine's to say
(recommendedMaxWorkingSetSize), so no total is told here.
"""

from collections.abc import Callable
from typing import Final

from launcher.hardware.facts import Gpu
from launcher.hardware.probes.failed import ProbeFailed
from launcher.hardware.probes.sources import CommandFailed

SYSCTL: Final = "/usr/sbin/sysctl"


class AppleUnknown(ProbeFailed):
    """The system does not tell its chip."""


def read(run: Callable[[tuple[str, ...]], str]) -> tuple[Gpu, ...]:
    """The chip's GPU; nothing on a Mac with an Intel processor. Raises AppleUnknown."""
    try:
        chip = " ".join(run((SYSCTL, "-n", "machdep.cpu.brand_string")).split())
    except CommandFailed as error:
        raise AppleUnknown(str(error)) from error
    if not chip.startswith("Apple"):
        return ()
    return (
        Gpu(name=chip, vendor="apple", driver="Metal", total=None, free=None, integrated=True),
    )
