from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from launcher.hardware.detect import detect
from launcher.hardware.facts import Cpu, DeviceKind, Gpu, Machine, Memory
from launcher.hardware.guard import Guard
from launcher.hardware.meters import GpuReading, Meters
from launcher.hardware.probes.failed import ProbeFailed
from launcher.measurement.place import place_of
from launcher.measurement.receipt import DRIVER, Line
from launcher.measurement.weighing import Weighing, driver_lines
from launcher.memory.estimate import DeviceShare
from launcher.protocol.messages import PROTOCOL, EngineDevice, Hello
from launcher.units import GIB, MIB
from tests.fakes.computer import recorded
from tests.fakes.nvml import RecordedNvml
from tests.fakes.receipts import receipt_of

CPU = DeviceShare(name="CPU", kind=DeviceKind.CPU, weights=100 * MIB)
GPU = DeviceShare(name="CUDA0", kind=DeviceKind.GPU, weights=900 * MIB, kv=100 * MIB)
MACHINE = Machine(
    cpu=Cpu(name="Some CPU", physical_cores=4, logical_cores=8),
    memory=Memory(total=25_276_510_208, available=8 * GIB),
    gpus=(Gpu(name="Some GPU", vendor="nvidia", driver="1", total=8 * GIB, free=6 * GIB),),
)


def reading(free: int, *, own: int = 0, name: str = "CUDA0") -> GpuReading:
    return GpuReading(
        name=name, description="", kind=DeviceKind.GPU, total=8 * GIB, free=free, own=own
    )


def taken(before: GpuReading, after: GpuReading, held: int = 0) -> int | None:
    (line,) = driver_lines((CPU, GPU), [before], [after], {"CUDA0": held})
    assert (line.device, line.part, line.predicted) == ("CUDA0", DRIVER, 1000 * MIB)
    return line.measured


def test_what_a_driver_says_of_our_worker_is_believed() -> None:
    before = reading(6 * GIB, own=50 * MIB)  # the window's own
    after = reading(2 * GIB, own=1350 * MIB)  # another program took something too
    assert taken(before, after) == 1300 * MIB


def test_without_a_word_on_processes_all_that_was_taken_counts() -> None:
    assert taken(reading(6000 * MIB), reading(4800 * MIB)) == 1200 * MIB


def test_what_the_model_before_gave_back_is_counted_as_free() -> None:
    assert taken(reading(4800 * MIB), reading(4300 * MIB), held=1200 * MIB) == 1700 * MIB


def test_memory_that_others_gave_back_meanwhile_makes_no_negative_figure() -> None:
    assert taken(reading(1 * GIB), reading(3 * GIB)) == 0


def test_a_gpu_whose_driver_was_silent_has_no_line() -> None:
    other = reading(6 * GIB, name="0000:01:00.0")
    assert driver_lines((CPU, GPU), [], [reading(1 * GIB)], {}) == ()
    assert driver_lines((CPU, GPU), [other], [other], {}) == ()


def test_a_gpu_that_was_left_alone_has_no_line() -> None:
    idle = replace(GPU, weights=0, kv=0)
    assert driver_lines((CPU, idle), [reading(GIB)], [reading(GIB)], {}) == ()


class Told:
    """Meters that say what they are told."""

    def __init__(self, *gpus: GpuReading, silent: bool = False) -> None:
        self.gpus, self.silent, self.asked = gpus, silent, 0

    def read(self, workers: object, machine: object) -> SimpleNamespace:
        self.asked += 1
        if self.silent:
            raise ProbeFailed("no answer")
        return SimpleNamespace(gpus=self.gpus)

    def close(self) -> None:
        self.asked = -1


def test_no_driver_is_asked_where_there_is_no_gpu() -> None:
    told = Told(reading(GIB))
    weighing = Weighing(cast("Meters", told))
    assert weighing.read(replace(MACHINE, gpus=())) == ()
    assert told.asked == 0
    assert weighing.read(MACHINE) == (reading(GIB),)
    weighing.close()
    assert told.asked == -1


def test_a_driver_that_fails_is_no_fault_of_the_load() -> None:
    assert Weighing(cast("Meters", Told(silent=True))).read(MACHINE) == ()


def test_a_receipt_is_finished_once_and_only_in_its_own_process() -> None:
    weighing = Weighing()
    driver = Line(device="CUDA0", part=DRIVER, predicted=1, measured=7)
    one = receipt_of(lines=(driver,))
    weighing.begin(one, 4242)
    assert weighing.held_by(4242) == {"CUDA0": 7}
    assert weighing.held_by(4243) == weighing.held_by(0) == {}  # it died, and gave it back
    assert weighing.finish(4242) == one
    assert weighing.finish(4242) is None
    weighing.begin(one, 4242)
    assert weighing.finish(4243) is None  # the worker died, and the model was loaded again
    weighing.begin(one, 4242)
    weighing.forget()
    assert weighing.finish(4242) is None
    assert weighing.held_by(4242) == {}


@pytest.mark.parametrize("more", [-40 * MIB, 0, 40 * MIB])
def test_a_machine_keeps_its_name_when_a_kernel_keeps_more_to_itself(more: int) -> None:
    memory = replace(MACHINE.memory, total=MACHINE.memory.total + more)
    assert place_of(replace(MACHINE, memory=memory)) == "Some CPU · 24 GiB · Some GPU"


def test_a_recorded_driver_is_read_under_the_machines_names() -> None:
    device = EngineDevice(
        name="CUDA0", description="NVIDIA GeForce RTX 4090", kind="gpu", total=24080 * MIB, free=0
    )
    hello = Hello(
        protocol=PROTOCOL, pid=1, bindings="", engine="", build="", features=(), devices=(device,)
    )
    sources = recorded(nvml=RecordedNvml("rtx-4090"))
    machine = detect(models_folder=Path(), hello=hello, sources=sources, guard=Guard())
    weighing = Weighing(Meters(sources, Guard()))
    before, after = weighing.read(machine), weighing.read(machine, (4242,))
    (line,) = driver_lines((CPU, GPU), before, after, weighing.held_by(4242))
    assert (line.device, line.measured) == ("CUDA0", 700 * MIB)
    assert line.notable
    weighing.close()
