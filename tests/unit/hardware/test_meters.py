"""The readings of once a second."""

import os
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pynvml
import pytest

from launcher.hardware import meters, nvidia_meter, seldom
from launcher.hardware.detect import detect
from launcher.hardware.facts import DeviceKind, Machine
from launcher.hardware.guard import Guard
from launcher.hardware.meters import Meters
from launcher.hardware.probes.failed import ProbeFailed
from launcher.hardware.probes.programs import Process
from launcher.hardware.probes.sources import Sources
from launcher.hardware.seldom import Seldom
from launcher.protocol.messages import PROTOCOL, EngineDevice, Hello
from launcher.units import GIB, MIB
from tests.fakes.computer import RECORDED, laptop, recorded
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
    monkeypatch.setattr(nvidia_meter, "TRY_AGAIN", 0.0)
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
    monkeypatch.setattr(nvidia_meter, "TRY_AGAIN", 0.0)
    release, nvml = threading.Event(), RecordedNvml("rtx-4090")
    monkeypatch.setattr(nvml, "nvmlDeviceGetCount", lambda: release.wait(LONG) and 1)
    both = Meters(recorded(nvml=nvml), Guard())
    for _ in range(3):
        reading = both.read((os.getppid(),))
        assert reading.gpus == ()
        assert reading.memory.total == 64 * GIB
    assert nvml.starts == 1
    release.set()


FIREFOX = Process(pid=1890, program="firefox", held=2 * GIB)


def counting(sources: Sources) -> tuple[Sources, list[int]]:
    asked: list[int] = []

    def processes() -> tuple[Process, ...]:
        asked.append(len(asked))
        return sources.processes()

    return replace(sources, processes=processes), asked


def test_other_programs_have_their_names_in_main_memory_and_on_the_card() -> None:
    sources = recorded(nvml=RecordedNvml("rtx-4090"), processes=[FIREFOX])
    reading = Meters(sources, Guard(), names=True).read([4242])
    assert [(one.name, one.held) for one in reading.memory.holders] == [("firefox", 2 * GIB)]
    assert [(one.name, one.held, one.own) for one in reading.gpus[0].holders] == [
        ("Snug", 700 * MIB, True),
        ("firefox", 402 * MIB, False),
    ]


def test_without_being_asked_for_names_no_process_is_looked_at() -> None:
    sources, asked = counting(recorded(nvml=RecordedNvml("rtx-4090"), processes=[FIREFOX]))
    reading = Meters(sources, Guard()).read()
    assert (reading.memory.holders, reading.gpus[0].holders, asked) == ((), (), [])


def test_processes_are_not_looked_at_every_second(monkeypatch: pytest.MonkeyPatch) -> None:
    sources, asked = counting(recorded(processes=[FIREFOX]))
    many = Meters(sources, Guard(), names=True)
    first, second = many.read(), many.read()
    assert first.memory.holders == second.memory.holders != ()
    assert len(asked) == 1
    monkeypatch.setattr(seldom, "EVERY", 0.0)
    monkeypatch.setattr(seldom, "SHARE", 0)
    later = Meters(sources, Guard(), names=True)
    later.read()
    later.read()
    assert len(asked) == 3


def test_a_look_that_takes_long_is_made_more_seldom(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter([100.0, 102.0, 150.0, 202.1, 202.2])  # it takes two seconds
    monkeypatch.setattr(time, "monotonic", lambda: next(clock))
    asked: list[int] = []

    def ask_now(_name: str, ask: Callable[[], int], _patience: float) -> SimpleNamespace:
        asked.append(len(asked))
        return SimpleNamespace(answer=ask)

    guard = SimpleNamespace(ask=ask_now)
    found: Seldom[int] = Seldom("it", guard, 0)  # type: ignore[arg-type]  # only asks
    assert [found.find(lambda: 5, LONG) for _ in range(3)] == [5, 5, 5]
    assert len(asked) == 2  # at 100 and at 202.1: fifty times two seconds later


def test_what_was_found_stays_when_a_later_look_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seldom, "EVERY", 0.0)
    monkeypatch.setattr(seldom, "SHARE", 0)

    def fail() -> int:
        raise ProbeFailed("no")

    found: Seldom[int] = Seldom("it", Guard(), 0)
    assert found.find(lambda: 5, LONG) == 5
    assert found.find(fail, LONG) == 5


def asked_how_often(nvml: RecordedNvml, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    asked: list[int] = []
    told = nvml.nvmlDeviceGetMemoryInfo

    def tell(card: dict[str, Any], version: int | None = None) -> SimpleNamespace:
        asked.append(len(asked))
        return told(card, version)

    monkeypatch.setattr(nvml, "nvmlDeviceGetMemoryInfo", tell)
    return asked


def test_a_card_without_a_model_of_ours_is_looked_at_seldom(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    nvml = RecordedNvml("rtx-4090")
    asked, many = asked_how_often(nvml, monkeypatch), Meters(recorded(nvml=nvml), Guard())
    readings = [many.read(rest=True).gpus for _ in range(4)]
    assert len(asked) == 1
    assert len(set(readings)) == 1
    assert readings[0]
    monkeypatch.setattr(nvidia_meter, "RESTING", 0.0)
    many.read(rest=False)
    many.read(rest=True)
    assert len(asked) == 3


def test_with_a_model_on_it_a_card_is_looked_at_every_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    nvml = RecordedNvml("rtx-4090")
    asked, many = asked_how_often(nvml, monkeypatch), Meters(recorded(nvml=nvml), Guard())
    for _ in range(3):
        many.read([4242], rest=False)
    assert len(asked) == 3


def test_a_laptops_card_is_let_go_of_and_not_woken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nvidia_meter, "RESTING", 0.0)
    nvml = RecordedNvml("rtx-4090")
    sources = replace(recorded(nvml=nvml), root=laptop(tmp_path, "active"))
    many = Meters(sources, Guard())
    awake = many.read(rest=True).gpus
    assert (len(awake), nvml.starts, nvml.started) == (1, 1, 0)
    laptop(tmp_path, "suspended")
    assert many.read(rest=True).gpus == awake
    assert nvml.starts == 1
    laptop(tmp_path, "active")
    assert many.read(rest=True).gpus == awake
    assert nvml.starts == 2
    assert many.read(rest=False).gpus == awake
    assert nvml.started == 1
    many.close()


def test_a_desktops_driver_is_kept_while_it_rests(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nvidia_meter, "RESTING", 0.0)
    nvml = RecordedNvml("rtx-4090")
    sources = replace(recorded(nvml=nvml), root=laptop(tmp_path, "active", control="on"))
    many = Meters(sources, Guard())
    for _ in range(3):
        assert many.read(rest=True).gpus
    assert nvml.starts == 1
