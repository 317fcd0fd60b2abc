"""What is in use now, read once a second.

NVIDIA's driver is started once and kept: starting it takes longer than all the
rest. When it goes away the meters of its cards go too, and it is asked again
after a while.
"""

import time
from collections.abc import Collection, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from os import getpid
from typing import Any, Final

from launcher.hardware.facts import Device, DeviceKind, Machine, Memory
from launcher.hardware.guard import Guard
from launcher.hardware.probes import amd, fdinfo, graphics, memory, nvidia
from launcher.hardware.probes.failed import ProbeFailed
from launcher.hardware.probes.sources import Sources

PATIENCE: Final = 0.5  # seconds a driver may take for one reading
TRY_AGAIN: Final = 30.0  # seconds


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Main memory and every GPU whose driver tells, at one moment."""

    memory: Memory
    gpus: tuple[GpuReading, ...] = ()


class Meters:
    """Reads what is in use. May be called from any one thread at a time."""

    def __init__(self, sources: Sources | None = None, guard: Guard | None = None) -> None:
        self._sources = sources or Sources()
        self._guard = guard or Guard()
        self._nvidia = _Nvidia(self._sources)

    def read(self, workers: Collection[int] = (), machine: Machine | None = None) -> Reading:
        """What is in use now. `workers` are process ids that count as ours, beside this one.

        With `machine`, readings have the names of its devices. Raises
        ProbeFailed where main memory cannot be read.
        """
        pids = (getpid(), *workers)
        main = memory.read(self._sources.root, self._sources.memory, own=memory.held_by(set(pids)))
        gpus = (*self._of_nvidia(pids), *self._of_amd(pids))
        return Reading(memory=main, gpus=_named(gpus, machine))

    def close(self) -> None:
        """Let NVIDIA's driver go."""
        with suppress(ProbeFailed):
            self._guard.ask("nvidia close", self._nvidia.close, PATIENCE).answer()

    def _of_nvidia(self, pids: Collection[int]) -> tuple[GpuReading, ...]:
        if self._sources.system == "darwin" or not self._nvidia.worth_asking():
            return ()
        try:
            return self._guard.ask("nvidia", lambda: self._nvidia.read(pids), PATIENCE).answer()
        except ProbeFailed:
            return ()

    def _of_amd(self, pids: Collection[int]) -> tuple[GpuReading, ...]:
        if self._sources.system != "linux":
            return ()
        root = self._sources.root
        return tuple(
            GpuReading(
                name=card.pci,
                description=amd.name(root, card),
                kind=DeviceKind.IGPU if pool.region == "gtt" else DeviceKind.GPU,
                total=pool.total,
                free=pool.free,
                own=fdinfo.held(root, pids, card.pci, pool.region),
                pci=card.pci,
            )
            for card in graphics.cards(root, amd.VENDOR)
            if card.pci and (pool := amd.pool(card))
        )


class _Nvidia:
    """NVML between readings."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._nvml: Any = None
        self._cards: tuple[nvidia.Card, ...] = ()
        self._not_before = 0.0

    def worth_asking(self) -> bool:
        """Whether there is a driver, or time to look for one."""
        return self._nvml is not None or time.monotonic() >= self._not_before

    def read(self, pids: Collection[int]) -> tuple[GpuReading, ...]:
        """Cards with memory of their own. Raises NvidiaUnknown, and asks no more for a while."""
        self._not_before = time.monotonic() + TRY_AGAIN
        self._start()
        nvml = self._nvml
        try:
            return tuple(self._readings(nvml, pids))
        except nvml.NVMLError as error:
            self.close()
            raise nvidia.unknown(nvml, error) from error

    def close(self) -> None:
        nvml, self._nvml, self._cards = self._nvml, None, ()
        if nvml is not None:
            nvidia.stop(nvml)

    def _start(self) -> None:
        if self._nvml is not None:
            return
        nvml = self._sources.nvml()
        nvidia.start(nvml)
        self._nvml = nvml
        self._cards = nvidia.cards(nvml)

    def _readings(self, nvml: Any, pids: Collection[int]) -> Iterable[GpuReading]:
        for place, card in enumerate(self._cards):
            amount = nvidia.amount(nvml, card)
            if amount is None:  # in main memory: its meter shows it
                continue
            yield GpuReading(
                name=card.pci or f"nvidia{place}",
                description=card.name,
                kind=DeviceKind.GPU,
                total=amount.total,
                free=amount.free,
                own=nvidia.held(nvml, card, pids),
                pci=card.pci,
            )


def _named(readings: tuple[GpuReading, ...], machine: Machine | None) -> tuple[GpuReading, ...]:
    devices = {device.pci: device for device in machine.devices if device.pci} if machine else {}
    return tuple(_as(reading, devices.get(reading.pci or "")) for reading in readings)


def _as(reading: GpuReading, device: Device | None) -> GpuReading:
    if device is None:
        return reading
    return replace(reading, name=device.name, description=device.description, kind=device.kind)
