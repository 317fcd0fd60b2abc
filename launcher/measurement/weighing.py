"""What a model is seen to take, from outside: the drivers' figures around a load.

A driver that tells what each process holds is believed; otherwise what was taken in
all between two readings counts, though other programs may have had a part in it.
"""

import threading
from collections.abc import Collection, Mapping, Sequence

from launcher.hardware.facts import DeviceKind, Machine
from launcher.hardware.meters import GpuReading, Meters
from launcher.hardware.probes.failed import ProbeFailed
from launcher.measurement.receipt import DRIVER, Line, Receipt
from launcher.memory.estimate import DeviceShare


class Weighing:
    """The model that is loaded now: what its GPUs' drivers said, and its unfinished receipt."""

    def __init__(self, meters: Meters | None = None) -> None:
        self._meters = meters  # else made for the first GPU: a driver takes its time to start
        self._reading = threading.Lock()
        self._state = threading.Lock()
        self._held: Mapping[str, int] = {}
        self._holder = 0  # the process that holds it
        self._unfinished: tuple[Receipt, int] | None = None

    def held_by(self, worker: int) -> Mapping[str, int]:
        """Bytes that the model in this process was seen to take, by device; none if it died."""
        with self._state:
            return self._held if worker and worker == self._holder else {}

    def read(self, machine: Machine, workers: Collection[int] = ()) -> tuple[GpuReading, ...]:
        """The drivers' figures now; nothing where there is no GPU or its driver is silent."""
        if not machine.gpus:
            return ()
        with self._reading:
            self._meters = self._meters or Meters()
            try:
                return self._meters.read(workers, machine).gpus
            except ProbeFailed:
                return ()

    def begin(self, receipt: Receipt, worker: int) -> None:
        """A load is over in this process; its receipt waits for the first answer."""
        with self._state:
            self._held = {
                line.device: line.measured
                for line in receipt.lines
                if line.part == DRIVER and line.measured is not None
            }
            self._holder = worker
            self._unfinished = (receipt, worker)

    def finish(self, worker: int) -> Receipt | None:
        """The receipt that waits, if its model is still in this process; gives it once."""
        with self._state:
            waiting, self._unfinished = self._unfinished, None
        return waiting[0] if waiting and waiting[1] == worker else None

    def forget(self) -> None:
        """The model is gone."""
        with self._state:
            self._held, self._holder, self._unfinished = {}, 0, None

    def close(self) -> None:
        """Let the drivers go."""
        with self._reading:
            if self._meters:
                self._meters.close()


def driver_lines(
    shares: Sequence[DeviceShare],
    before: Sequence[GpuReading],
    after: Sequence[GpuReading],
    held: Mapping[str, int],
) -> tuple[Line, ...]:
    """A line per GPU whose driver was read before and after.

    `held` is what the model before had taken, which was given back in between.
    """
    earlier = {reading.name: reading for reading in before}
    later = {reading.name: reading for reading in after}
    found = []
    for share in shares:
        if share.kind is DeviceKind.CPU or share.name not in earlier.keys() & later.keys():
            continue
        taken = _taken(earlier[share.name], later[share.name], held.get(share.name, 0))
        if share.sum or taken:
            found.append(Line(device=share.name, part=DRIVER, predicted=share.sum, measured=taken))
    return tuple(found)


def _taken(before: GpuReading, after: GpuReading, held: int) -> int:
    """Bytes of the worker. `before` was read without it, `after` with it among our processes."""
    if after.own > before.own:
        return after.own - before.own
    return max(0, before.free - after.free + held)
