"""Look at this machine: every probe at once, each with a time limit, none able to do harm."""

import os
import platform
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cached_property
from os import getpid
from pathlib import Path
from typing import Final, TypeVar

from launcher.hardware.devices import Surroundings, merged
from launcher.hardware.facts import Cpu, Device, Engine, Gpu, Holder, Machine, Memory
from launcher.hardware.features import instructions
from launcher.hardware.guard import Asked, Guard, TooSlow
from launcher.hardware.probes import (
    amd,
    apple,
    cpu,
    disk,
    intel,
    memory,
    nouveau,
    nvidia,
    programs,
    system,
    windows,
)
from launcher.hardware.probes.failed import ProbeFailed
from launcher.hardware.probes.power import Doze
from launcher.hardware.probes.sources import Sources
from launcher.hardware.reasons import missing
from launcher.protocol.messages import Hello

T = TypeVar("T")

GUARD: Final = Guard()  # one for the program: a driver that hangs, hangs for every question
DOZE: Final = Doze()  # one for the program: a card that sleeps is not woken every time
SLOW: Final = {  # probe: what a person should know when it does not answer
    "nvidia": "NVIDIA's driver does not answer, so its GPUs are not shown.",
    "disk": "The volume where models are kept does not answer.",
    "memory": "The system does not tell its main memory.",
}


def detect(
    *,
    models_folder: Path,
    hello: Hello | None = None,
    timeout: float = 3.0,
    sources: Sources | None = None,
    guard: Guard = GUARD,
) -> Machine:
    """This machine now, with the engine's own list of devices where it has said hello.

    Takes `timeout` seconds at most and raises nothing; what a person should
    know of a probe that failed is in the notes.
    """
    return _Look(sources or Sources(), guard, timeout).machine(models_folder, hello)


class _Look:
    """One look: begins every question, then gathers what comes in time."""

    def __init__(self, sources: Sources, guard: Guard, timeout: float) -> None:
        self._sources = sources
        self._guard = guard
        self._timeout = timeout
        self._notes: list[str] = []

    def machine(self, folder: Path, hello: Hello | None) -> Machine:
        sources = self._sources
        asked_cpu = self._ask("cpu", lambda: cpu.read(sources))
        asked_memory = self._ask("memory", self._memory)
        asked_holders = self._ask("programs", self._holders)
        asked_disk = self._ask(f"disk {folder}", lambda: disk.read(folder))
        asked_system = self._ask("system", lambda: system.name(sources))
        asked_gpus = [self._ask(name, probe) for name, probe in self._gpu_probes()]
        processor = self._answer(asked_cpu) or _any_cpu()
        main = self._answer(asked_memory) or Memory(total=0, available=0)
        main = replace(main, holders=self._answer(asked_holders) or ())
        volume = self._answer(asked_disk)
        gpus = _each_once([self._answer(asked) or () for asked in asked_gpus], main)
        around = Surroundings(memory=main, processor=processor.name, system=sources.system)
        devices = merged(hello, gpus, around)
        return Machine(
            cpu=replace(processor, features=instructions(hello.features) if hello else ()),
            memory=main,
            gpus=gpus,
            disks=(volume,) if volume else (),
            devices=devices,
            engine=_engine(hello, devices) if hello else None,
            system=self._answer(asked_system) or platform.machine(),
            notes=self._all_notes(hello, devices),
        )

    def _memory(self) -> Memory:
        workers = memory.held_by(pid for pid in self._ours if pid != getpid())
        own = memory.held_by([getpid()]) + workers
        return memory.read(self._sources.root, self._sources.memory, own=own, workers=workers)

    def _holders(self) -> tuple[Holder, ...]:
        return programs.in_main_memory(self._sources.processes(), self._ours)

    def _gpu_probes(self) -> list[tuple[str, Callable[[], tuple[Gpu, ...]]]]:
        sources, holders = self._sources, self._named
        if sources.system == "darwin":
            return [("apple", lambda: apple.read(sources.run))]

        def of_nvidia() -> tuple[Gpu, ...]:
            return DOZE.read(sources.root, lambda: nvidia.read(sources.nvml(), holders))

        probes = [("nvidia", of_nvidia)]
        if sources.system == "win32":
            return [*probes, ("windows", lambda: windows.read(sources.registry))]
        return [
            *probes,
            ("nouveau", lambda: nouveau.read(sources.root)),
            ("amd", lambda: amd.read(sources.root, holders)),
            ("intel", lambda: intel.read(sources.root, holders)),
        ]

    @cached_property
    def _ours(self) -> tuple[int, ...]:
        return memory.our_processes()

    def _named(self, held: Mapping[int, int]) -> tuple[Holder, ...]:
        """Who they are whom a driver counts; nobody where its numbers are not ours."""
        if not held or not programs.drivers_word_is_ours(self._sources.root):
            return ()
        return programs.on_gpu(held, self._ours, self._sources.name_of)

    def _ask(self, name: str, probe: Callable[[], T]) -> Asked[T]:
        return self._guard.ask(name, probe, self._timeout)

    def _answer(self, asked: Asked[T]) -> T | None:
        try:
            return asked.answer()
        except TooSlow:
            self._notes.append(SLOW.get(asked.name.partition(" ")[0], ""))
        except ProbeFailed as error:
            self._notes.append(error.note)
        return None

    def _all_notes(self, hello: Hello | None, devices: tuple[Device, ...]) -> tuple[str, ...]:
        told = [device.reason for device in devices if device.reason]
        modules = missing(hello.modules, self._sources.system, told) if hello else ""
        notes = [*self._notes, modules, memory.wsl_note(self._sources.root)]
        return tuple(dict.fromkeys(note for note in notes if note))


def _any_cpu() -> Cpu:
    count = os.cpu_count() or 1
    return Cpu(name=platform.machine() or "Processor", physical_cores=count, logical_cores=count)


def _each_once(lists: list[tuple[Gpu, ...]], main: Memory) -> tuple[Gpu, ...]:
    """All GPUs; of those that two probes saw, the first one's word.

    On Windows the registry has no address, so there NVML's list of a maker
    stands for the whole maker. A GPU that works in main memory has what that has.
    """
    found: list[Gpu] = []
    for more in lists:
        addresses = {gpu.pci for gpu in found if gpu.pci}
        makers = {gpu.vendor for gpu in found}
        found += [
            gpu
            for gpu in more
            if (gpu.pci not in addresses if gpu.pci else gpu.vendor not in makers)
        ]
    return tuple(_in_main_memory(gpu, main) for gpu in found)


def _in_main_memory(gpu: Gpu, main: Memory) -> Gpu:
    if gpu.vendor != "nvidia" or not gpu.integrated or gpu.total is not None:
        return gpu
    return replace(gpu, total=main.usable_total, free=main.available)


def _engine(hello: Hello, devices: tuple[Device, ...]) -> Engine:
    return Engine(
        version=hello.engine,
        build=hello.build,
        devices=tuple(device for device in devices if device.usable),
        folder=hello.folder,
        modules=hello.modules,
    )
