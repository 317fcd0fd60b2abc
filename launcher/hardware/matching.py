"""Which GPU of a driver is which device of the engine.

Where both tell a PCI address, that decides. Else the maker must be the same; then
the name and the size decide, and between equals the order, which for both is the
bus's. The parts of a divided card share its address, so there the size decides too.
"""

import re
from collections.abc import Sequence
from typing import Final

from launcher.hardware.facts import Gpu
from launcher.protocol.messages import EngineDevice

MAKERS: Final = (  # word in a description or in the engine's name of the device, maker
    (re.compile(r"nvidia|geforce|quadro|tesla|\brtx\b|\bgtx\b|\bgb10\b", re.IGNORECASE), "nvidia"),
    (re.compile(r"\bamd\b|radeon|instinct|\bgfx\d|\bradv\b", re.IGNORECASE), "amd"),
    (re.compile(r"intel|\barc\b|\biris\b", re.IGNORECASE), "intel"),
    (re.compile(r"\bapple\b", re.IGNORECASE), "apple"),
)
BACKENDS: Final = {"CUDA": "nvidia", "ROCm": "amd", "MTL": "apple", "Metal": "apple"}
SAYS_NOTHING: Final = frozenset(
    ("nvidia", "amd", "intel", "r", "tm", "graphics", "geforce", "radeon", "arc", "gpu")
)
SAME_SIZE: Final = 0.12  # drivers keep up to a tenth for themselves


def maker(device: EngineDevice) -> str:
    """Who made a device of the engine, or nothing where it does not show."""
    family = backend(device)
    if family in BACKENDS:
        return BACKENDS[family]
    return next((who for sign, who in MAKERS if sign.search(device.description)), "")


def backend(device: EngineDevice) -> str:
    """The engine's part that drives it: 'CUDA' of 'CUDA0'."""
    return device.name.rstrip("0123456789")


def match(devices: Sequence[EngineDevice], gpus: Sequence[Gpu]) -> dict[int, int]:
    """Places in `devices` to places in `gpus`. A GPU may be the device of several backends.

    Within one backend each GPU is one device at most.
    """
    found: dict[int, int] = {}
    for family in dict.fromkeys(backend(device) for device in devices):
        members = [n for n, device in enumerate(devices) if backend(device) == family]
        found |= _match_family(members, devices, gpus)
    return found


def _match_family(
    members: list[int], devices: Sequence[EngineDevice], gpus: Sequence[Gpu]
) -> dict[int, int]:
    pairs = [
        (not _same_place(devices[d], gpus[g]), -_likeness(devices[d], gpus[g]), d, g)
        for d in members
        for g in range(len(gpus))
        if _may_be(devices[d], gpus[g])
    ]
    found: dict[int, int] = {}
    for _, _, d, g in sorted(pairs):
        if d not in found and g not in found.values():
            found[d] = g
    return found


def _may_be(device: EngineDevice, gpu: Gpu) -> bool:
    if device.pci and gpu.pci:
        return _same_place(device, gpu)
    return maker(device) == gpu.vendor


def _same_place(device: EngineDevice, gpu: Gpu) -> bool:
    return bool(device.pci and gpu.pci) and device.pci == (gpu.pci or "").partition("#")[0]


def _likeness(device: EngineDevice, gpu: Gpu) -> float:
    """0 for nothing in common but the maker, 2 for the same name and size."""
    theirs, ours = _words(device.description), _words(gpu.name)
    both = len(theirs & ours) / len(theirs | ours) if theirs and ours else 0.0
    if not gpu.total or not device.total:
        return both
    apart = abs(gpu.total - device.total) / max(gpu.total, device.total)
    return both + (1.0 - apart if apart < SAME_SIZE else 0.0)


def _words(name: str) -> frozenset[str]:
    plain = re.sub(r"\(r\)|\(tm\)", " ", name.lower())
    return frozenset(re.findall(r"[a-z0-9.]+", plain)) - SAYS_NOTHING
