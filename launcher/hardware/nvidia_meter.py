"""NVIDIA's part of the meters: NVML between readings.

The driver is started once and kept: starting it takes longer than all the rest. When
it goes away the meters of its cards go too, and it is asked again after a while.

A card that a laptop would switch off must not be kept awake by looking at it. With
nothing of ours on it, it is looked at seldom, let go of in between where the kernel
may switch it off, and not at all while it sleeps. Windows does not tell that, so
there the seldom look remains.
"""

import time
from collections.abc import Callable, Collection, Iterable
from typing import Any, Final, TypeAlias

from launcher.hardware.facts import DeviceKind, Holder
from launcher.hardware.probes import nvidia, power
from launcher.hardware.probes.sources import Sources
from launcher.hardware.readings import GpuReading

TRY_AGAIN: Final = 30.0  # seconds
RESTING: Final = 4.5  # seconds between looks at a card that has nothing of ours

Naming: TypeAlias = Callable[[dict[int, int]], tuple[Holder, ...]]


class NvidiaMeter:
    """Reads NVIDIA's cards. May be called from any one thread at a time."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._nvml: Any = None
        self._cards: tuple[nvidia.Card, ...] = ()
        self._not_before = 0.0
        self._last: tuple[GpuReading, ...] = ()
        self._rest_until = 0.0

    def worth_asking(self) -> bool:
        """Whether there is a driver, or time to look for one."""
        return bool(self._nvml or self._last) or time.monotonic() >= self._not_before

    def resting(self, *, rest: bool) -> tuple[GpuReading, ...]:
        """The last readings, where they will do for now; `rest` says that no hurry is."""
        if not (rest and self._last):
            return ()
        if time.monotonic() < self._rest_until or power.asleep(self._sources.root):
            return self._last
        return ()

    def read(
        self, pids: Collection[int], holders: Naming, *, rest: bool
    ) -> tuple[GpuReading, ...]:
        """Cards with memory of their own. Raises NvidiaUnknown, and asks no more for a while."""
        self._last = ()
        self._not_before = time.monotonic() + TRY_AGAIN
        self._start()
        nvml = self._nvml
        try:
            self._last = tuple(self._readings(nvml, pids, holders))
        except nvml.NVMLError as error:
            self.close()
            raise nvidia.unknown(nvml, error) from error
        self._rest_until = time.monotonic() + RESTING
        if rest and power.may_sleep(self._sources.root):
            self.close()
        return self._last

    def close(self) -> None:
        """Let the driver go."""
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

    def _readings(self, nvml: Any, pids: Collection[int], holders: Naming) -> Iterable[GpuReading]:
        for place, card in enumerate(self._cards):
            amount = nvidia.amount(nvml, card)
            if amount is None:  # in main memory: its meter shows it
                continue
            used = nvidia.usage(nvml, card)
            yield GpuReading(
                name=card.pci or f"nvidia{place}",
                description=card.name,
                kind=DeviceKind.GPU,
                total=amount.total,
                free=amount.free,
                own=sum(used.get(pid, 0) for pid in set(pids)),
                pci=card.pci,
                holders=holders(used),
            )
