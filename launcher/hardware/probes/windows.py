"""GPUs on Windows, from the registry.

WMI's AdapterRAM ends at 4 GiB, so the drivers' own 64-bit value is read. The
registry remembers cards that were taken out; only those present count.
"""

import re
from typing import Final

from launcher.hardware.facts import Gpu
from launcher.hardware.probes.failed import ProbeFailed
from launcher.hardware.probes.registry import Registry

DISPLAY: Final = "{4d36e968-e325-11ce-bfc1-08002be10318}"
CLASS_KEY: Final = rf"SYSTEM\CurrentControlSet\Control\Class\{DISPLAY}"
VENDORS: Final = {"10de": "nvidia", "1002": "amd", "8086": "intel"}
DEVICE: Final = re.compile(r"pci\\ven_([0-9a-f]{4})&dev_[0-9a-f]{4}")
SMALL_PART: Final = 2 << 30  # a processor's own GPU has a small part; a card has more
LARGEST: Final = 1 << 50


class WindowsUnknown(ProbeFailed):
    """The registry cannot be read."""


def read(registry: Registry) -> tuple[Gpu, ...]:
    """Every graphics card that is there. What is free Windows does not write down.

    Raises WindowsUnknown.
    """
    try:
        present = registry.present(DISPLAY)
        numbers = [key for key in registry.keys(CLASS_KEY) if key.isdigit()]
    except (OSError, ImportError) as error:
        raise WindowsUnknown(str(error)) from error
    found = [_gpu(registry, f"{CLASS_KEY}\\{key}", present) for key in numbers]
    return tuple(gpu for gpu in found if gpu)


def _gpu(registry: Registry, path: str, present: tuple[str, ...]) -> Gpu | None:
    try:
        values = registry.values(path)
    except OSError:  # some keys are the system's alone
        return None
    device = DEVICE.match(str(values.get("MatchingDeviceId", "")).lower())
    if not device or device.group(1) not in VENDORS:
        return None
    if present and not any(name.startswith(device.group(0)) for name in present):
        return None
    total = _size(values.get("HardwareInformation.qwMemorySize"))
    vendor = VENDORS[device.group(1)]
    integrated = vendor != "nvidia" and total is not None and total <= SMALL_PART
    return Gpu(
        name=str(values.get("DriverDesc", "")).strip() or "Graphics card",
        vendor=vendor,
        driver=str(values.get("DriverVersion", "")).strip() or None,
        total=None if integrated else total,
        free=None,
        integrated=integrated,
    )


def _size(value: object) -> int | None:
    """Bytes, from a number or from the eight bytes that some drivers write."""
    if isinstance(value, bytes) and len(value) == 8:
        value = int.from_bytes(value, "little")
    return value if isinstance(value, int) and 0 < value < LARGEST else None
