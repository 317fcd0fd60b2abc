"""What is in use now, read once a second; by which programs, every ten seconds."""

from collections.abc import Collection
from contextlib import suppress
from dataclasses import replace
from os import getpid
from typing import Final

from launcher.hardware.facts import Device, DeviceKind, Holder, Machine, Memory
from launcher.hardware.guard import Guard
from launcher.hardware.nvidia_meter import NvidiaMeter
from launcher.hardware.probes import amd, fdinfo, graphics, memory, programs
from launcher.hardware.probes.failed import ProbeFailed
from launcher.hardware.probes.sources import Sources
from launcher.hardware.readings import GpuReading, Reading
from launcher.hardware.seldom import Seldom

__all__ = ("GpuReading", "Meters", "Reading")  # the values stand apart: their makers need them

PATIENCE: Final = 0.5  # seconds a driver may take for one reading


class Meters:
    """Reads what is in use. May be called from any one thread at a time.

    With `names` it also tells which programs hold the memory.
    """

    def __init__(
        self, sources: Sources | None = None, guard: Guard | None = None, *, names: bool = False
    ) -> None:
        self._sources = sources or Sources()
        self._guard = guard or Guard()
        self._nvidia = NvidiaMeter(self._sources)
        self._names = _Names(self._sources, self._guard) if names else None

    def read(
        self,
        workers: Collection[int] = (),
        machine: Machine | None = None,
        *,
        rest: bool = False,
    ) -> Reading:
        """What is in use now. `workers` are process ids that count as ours, beside this one.

        With `machine`, readings have the names of its devices. `rest`: no GPU has a model
        of ours, so NVIDIA's may be some seconds old. Raises ProbeFailed where main memory
        cannot be read.
        """
        pids = frozenset((getpid(), *workers))
        main = self._main_memory(pids)
        gpus = (*self._of_nvidia(pids, rest=rest), *self._of_amd(pids))
        return Reading(memory=main, gpus=_named(gpus, machine))

    def close(self) -> None:
        """Let NVIDIA's driver go."""
        with suppress(ProbeFailed):
            self._guard.ask("nvidia close", self._nvidia.close, PATIENCE).answer()

    def _main_memory(self, pids: frozenset[int]) -> Memory:
        workers = memory.held_by(pids - {getpid()})
        own = memory.held_by([getpid()]) + workers
        found = memory.read(self._sources.root, self._sources.memory, own=own, workers=workers)
        return replace(found, holders=self._names.in_main_memory(pids)) if self._names else found

    def _of_nvidia(self, pids: frozenset[int], *, rest: bool) -> tuple[GpuReading, ...]:
        meter = self._nvidia
        if self._sources.system == "darwin" or not meter.worth_asking():
            return ()

        def ask() -> tuple[GpuReading, ...]:
            return meter.read(pids, lambda held: self._on_gpu(held, pids), rest=rest)

        try:
            return meter.resting(rest=rest) or self._guard.ask("nvidia", ask, PATIENCE).answer()
        except ProbeFailed:
            return ()

    def _on_gpu(self, held: dict[int, int], pids: frozenset[int]) -> tuple[Holder, ...]:
        return self._names.on_gpu(held, pids) if self._names else ()

    def _of_amd(self, pids: frozenset[int]) -> tuple[GpuReading, ...]:
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
                holders=self._names.of_amd(card, pool, pids) if self._names else (),
            )
            for card in graphics.cards(root, amd.VENDOR)
            if card.pci and (pool := amd.pool(card))
        )


class _Names:
    """Which programs hold memory. Asks every process, so it asks seldom."""

    def __init__(self, sources: Sources, guard: Guard) -> None:
        self._sources = sources
        self._guard = guard
        self._main: Seldom[tuple[Holder, ...]] = Seldom("programs", guard, ())
        self._amd: dict[str, Seldom[dict[int, int]]] = {}
        self._known: dict[int, str | None] = {}

    def in_main_memory(self, pids: frozenset[int]) -> tuple[Holder, ...]:
        return self._main.find(lambda: self._everything(pids), PATIENCE)

    def on_gpu(self, held: dict[int, int], pids: frozenset[int]) -> tuple[Holder, ...]:
        """Names are remembered between two looks at all processes."""
        if not programs.drivers_word_is_ours(self._sources.root):
            return ()
        return programs.on_gpu(held, pids, self._name)

    def of_amd(
        self, card: graphics.Card, pool: amd.Pool, pids: frozenset[int]
    ) -> tuple[Holder, ...]:
        """Linux tells it by the processes' own files."""
        address = card.pci or ""
        first: dict[int, int] = {}
        seldom = self._amd.setdefault(address, Seldom(f"users of {address}", self._guard, first))
        held = seldom.find(lambda: amd.usage(self._sources.root, card, pool), PATIENCE)
        return programs.on_gpu(held, pids, self._name)

    def _everything(self, pids: frozenset[int]) -> tuple[Holder, ...]:
        self._known = {}  # a process number may be another program's by now
        return programs.in_main_memory(self._sources.processes(), pids)

    def _name(self, pid: int) -> str | None:
        known = self._known
        if pid not in known:
            known[pid] = self._sources.name_of(pid)
        return known[pid]


def _named(readings: tuple[GpuReading, ...], machine: Machine | None) -> tuple[GpuReading, ...]:
    devices = {device.pci: device for device in machine.devices if device.pci} if machine else {}
    return tuple(_as(reading, devices.get(reading.pci or "")) for reading in readings)


def _as(reading: GpuReading, device: Device | None) -> GpuReading:
    if device is None:
        return reading
    return replace(reading, name=device.name, description=device.description, kind=device.kind)
