"""One list of devices out of the engine's and the drivers'.

What the engine lists can be used, what it does not list cannot. Totals are the
engine's; what is free now is the driver's or the system's, because the engine
told its figures once, when it started.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from launcher.hardware.facts import Device, DeviceKind, Gpu, Memory
from launcher.hardware.matching import backend, maker, match
from launcher.hardware.reasons import NOT_SAID, Listed, not_listed
from launcher.protocol.messages import EngineDevice, Hello

GRAPHICS: Final = (DeviceKind.GPU, DeviceKind.IGPU)
KINDS: Final = {str(kind): kind for kind in DeviceKind}
IN_MAIN_MEMORY: Final = ("MTL", "Metal")


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What the list is made for: main memory, the processor's name, the system."""

    memory: Memory
    processor: str
    system: str


def merged(hello: Hello | None, gpus: Sequence[Gpu], around: Surroundings) -> tuple[Device, ...]:
    """The processor, what the engine can use, then the GPUs it cannot, with the reason."""
    if hello is None:
        waiting = (_unusable(n, gpu, NOT_SAID) for n, gpu in enumerate(gpus))
        return (_processor(None, around), *waiting)
    told = [device for device in hello.devices if device.kind in KINDS]
    processor = next((d for d in told if KINDS[d.kind] is DeviceKind.CPU), None)
    others = [_as_told(device) for device in told if KINDS[device.kind] is DeviceKind.RPC]
    graphics = [device for device in told if KINDS[device.kind] in GRAPHICS]
    pairs = match(graphics, gpus)
    usable = _usable_ones(graphics, pairs, gpus, around)
    listed = Listed(
        makers=frozenset(maker(device) for device in graphics),
        has_card=any(device.kind is DeviceKind.GPU for device in usable),
        features=hello.features,
        modules=hello.modules,
    )
    rest = (
        _unusable(n, gpu, not_listed(gpu, listed, around.system))
        for n, gpu in enumerate(gpus)
        if n not in pairs.values()
    )
    return (_processor(processor, around), *others, *usable, *rest)


def _usable_ones(
    graphics: Sequence[EngineDevice],
    pairs: dict[int, int],
    gpus: Sequence[Gpu],
    around: Surroundings,
) -> list[Device]:
    once = [n for n in range(len(graphics)) if not _again(n, graphics, pairs)]
    return [
        _usable(graphics[n], gpus[pairs[n]] if n in pairs else None, around, alone=len(once) == 1)
        for n in once
    ]


def _again(place: int, graphics: Sequence[EngineDevice], pairs: dict[int, int]) -> bool:
    """Whether an earlier backend has the same GPU; the engine then passes this device over."""
    address = graphics[place].pci
    return any(
        (place in pairs and pairs.get(earlier) == pairs[place])
        or (address is not None and graphics[earlier].pci == address)
        for earlier in range(place)
        if backend(graphics[earlier]) != backend(graphics[place])
    )


def _processor(device: EngineDevice | None, around: Surroundings) -> Device:
    """Main memory as the device that the processor computes in."""
    return Device(
        name=device.name if device else "CPU",
        description=(device.description if device else "") or around.processor,
        kind=DeviceKind.CPU,
        total=around.memory.usable_total,
        free=around.memory.available,
        holders=around.memory.holders,
    )


def _as_told(device: EngineDevice) -> Device:
    return Device(
        name=device.name,
        description=device.description,
        kind=KINDS[device.kind],
        total=device.total,
        free=min(device.free, device.total),
    )


def _usable(device: EngineDevice, gpu: Gpu | None, around: Surroundings, *, alone: bool) -> Device:
    kind = _kind(device, gpu, alone=alone)
    free = min(device.free, device.total)
    if kind is DeviceKind.IGPU or backend(device) in IN_MAIN_MEMORY:
        free = min(device.total, around.memory.available)
    elif gpu and gpu.free is not None:
        free = min(device.total, gpu.free)
    return Device(
        name=device.name,
        description=device.description or (gpu.name if gpu else device.name),
        kind=kind,
        total=device.total,
        free=free,
        pci=(gpu.pci if gpu else None) or device.pci,
        holders=gpu.holders if gpu else (),
    )


def _kind(device: EngineDevice, gpu: Gpu | None, *, alone: bool) -> DeviceKind:
    """The engine's word; where it is the only GPU, the driver's on whether it shares main memory.

    The engine calls some GPUs that work in main memory a card, and a GPU with a
    fixed part of its own integrated. With several GPUs its word decides which
    of them it uses, so it stands.
    """
    told = KINDS[device.kind]
    if not alone or gpu is None or backend(device) in IN_MAIN_MEMORY:
        return told
    if gpu.total is None and not gpu.integrated:
        return told
    return DeviceKind.IGPU if gpu.integrated else DeviceKind.GPU


def _unusable(place: int, gpu: Gpu, reason: str) -> Device:
    return Device(
        name=gpu.pci or f"{gpu.vendor}{place}",
        description=gpu.name,
        kind=DeviceKind.IGPU if gpu.integrated else DeviceKind.GPU,
        total=gpu.total or 0,
        free=gpu.free if gpu.free is not None else gpu.total or 0,
        usable=False,
        reason=reason,
        pci=gpu.pci,
        holders=gpu.holders,
    )
