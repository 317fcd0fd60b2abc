"""The readings of once a second."""

import os
import threading

import pynvml
import pytest

from launcher.hardware import meters
from launcher.hardware.detect import detect
from launcher.hardware.facts import DeviceKind, Machine
from launcher.hardware.guard import Guard
from launcher.hardware.meters import Meters
from launcher.hardware.probes.sources import Sources
from launcher.protocol.messages import PROTOCOL, EngineDevice, Hello
from launcher.units import GIB, MIB
from tests.fakes.computer import RECORDED, recorded
from tests.fakes.nvml import RecordedNvml

LONG = 30.0


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(meters, "PATIENCE", LONG)  # a busy machine is no hanging driver


def machine_of(sources: Sources, name: str, description: str, total: int) -> Machine:
    devices = (EngineDevice(name=name, description=description, kind="gpu", total=total, free=0),)
    hello = Hello(
        protocol=PROTOCOL, pid=1, bindings="", engine="", build="", features=(), devices=devices
    )
    return detect(
        models_folder=RECORDED, hello=hello, timeout=LONG, sources=sources, guard=Guard()
    )


def test_this_machines_memory_is_read() -> None:
    reading = Meters().read()
    assert 0 < reading.memory.available <= reading.memory.usable_total
    assert reading.memory.own > 0


def test_a_card_has_the_machines_name_and_the_workers_part() -> None:
    sources = recorded(nvml=RecordedNvml("rtx-4090"))
    machine = machine_of(sources, "CUDA0", "NVIDIA GeForce RTX 4090", 24080 * MIB)
    (gpu,) = Meters(sources, Guard()).read([4242], machine).gpus
    assert (gpu.name, gpu.kind, gpu.own) == ("CUDA0", DeviceKind.GPU, 700 * MIB)
    assert (gpu.total, gpu.free) == (24564 * MIB, 22940 * MIB)


def test_without_a_machine_the_drivers_address_is_the_name() -> None:
    (gpu,) = Meters(recorded(nvml=RecordedNvml("rtx-4090")), Guard()).read().gpus
    assert (gpu.name, gpu.description) == ("0000:01:00.0", "NVIDIA GeForce RTX 4090")


def test_a_radeons_own_part_comes_from_its_processes_files() -> None:
    sources = recorded("radeon-7900-xtx")
    machine = machine_of(sources, "Vulkan0", "AMD Radeon RX 7900 XTX (RADV NAVI31)", 24560 * MIB)
    (gpu,) = Meters(sources, Guard()).read([4242], machine).gpus
    assert (gpu.name, gpu.own, gpu.total) == ("Vulkan0", 5 * GIB, 24560 * MIB)


def test_each_part_of_a_divided_card_has_its_own_meter() -> None:
    first, second = Meters(recorded(nvml=RecordedNvml("a100-mig")), Guard()).read([4242]).gpus
    assert (first.own, second.own) == (14300 * MIB, 0)


def test_a_gpu_in_main_memory_is_left_to_that_meter() -> None:
    assert Meters(recorded(nvml=RecordedNvml("gb10")), Guard()).read().gpus == ()


def test_nvml_is_started_once_for_many_readings() -> None:
    nvml = RecordedNvml("rtx-4090")
    both = Meters(recorded(nvml=nvml), Guard())
    for _ in range(5):
        both.read()
    assert nvml.starts == 1
    both.close()
    assert nvml.started == 0


def test_a_driver_that_goes_away_and_comes_back_is_found_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(meters, "TRY_AGAIN", 0.0)
    nvml = RecordedNvml("rtx-4090")
    both = Meters(recorded(nvml=nvml), Guard())
    assert len(both.read().gpus) == 1
    nvml.broken = pynvml.NVML_ERROR_UNINITIALIZED
    assert both.read().gpus == ()
    nvml.broken = None
    assert len(both.read().gpus) == 1


def test_an_absent_driver_is_not_looked_for_every_second() -> None:
    nvml = RecordedNvml(broken=pynvml.NVML_ERROR_LIBRARY_NOT_FOUND)
    both = Meters(recorded(nvml=nvml), Guard())
    for _ in range(5):
        assert both.read().gpus == ()
    assert nvml.starts == 1


def test_a_driver_that_hangs_does_not_hold_up_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(meters, "PATIENCE", 0.05)
    monkeypatch.setattr(meters, "TRY_AGAIN", 0.0)
    release, nvml = threading.Event(), RecordedNvml("rtx-4090")
    monkeypatch.setattr(nvml, "nvmlDeviceGetCount", lambda: release.wait(LONG) and 1)
    both = Meters(recorded(nvml=nvml), Guard())
    for _ in range(3):
        reading = both.read((os.getppid(),))
        assert reading.gpus == ()
        assert reading.memory.total == 64 * GIB
    assert nvml.starts == 1
    release.set()
