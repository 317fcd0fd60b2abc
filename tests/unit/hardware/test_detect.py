"""The whole look at a machine: recorded ones, broken ones, this one."""

import shutil
import sys
import tempfile
import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import psutil
import pynvml
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from launcher.hardware.detect import detect
from launcher.hardware.facts import Machine
from launcher.hardware.guard import Guard
from launcher.hardware.meters import Meters
from launcher.hardware.probes.failed import ProbeFailed
from launcher.hardware.probes.programs import Process
from launcher.hardware.probes.sources import Sources
from launcher.protocol.messages import PROTOCOL, EngineDevice, Hello
from launcher.units import GIB, MIB
from tests.fakes.computer import RECORDED, laptop, recorded
from tests.fakes.nvml import RecordedNvml

LONG = 30.0


def look(sources: Sources, hello: Hello | None = None, timeout: float = LONG) -> Machine:
    return detect(
        models_folder=Path(tempfile.gettempdir()) / "not" / "yet" / "made",
        hello=hello,
        timeout=timeout,
        sources=sources,
        guard=Guard(),
    )


def hello_of(*devices: EngineDevice) -> Hello:
    return Hello(
        protocol=PROTOCOL, pid=1, bindings="0.3.36", engine="b1", build="ggml 0.25.3",
        features=("AVX2", "REPACK"), devices=devices,
    )  # fmt: skip


CPU = EngineDevice(name="CPU", description="CPU", kind="cpu", total=GIB, free=GIB)


def test_this_machine_is_seen_without_a_note() -> None:
    machine = detect(models_folder=Path(tempfile.gettempdir()))
    assert machine.cpu.name
    assert machine.cpu.physical_cores >= 1
    assert machine.memory.total == psutil.virtual_memory().total
    assert 0 < machine.memory.available <= machine.memory.usable_total
    assert machine.memory.own > 0
    assert machine.disks[0].free > 0
    assert machine.devices[0].kind == "cpu"
    assert machine.system
    assert machine.engine is None


def test_the_disk_of_a_folder_not_yet_made_is_its_parents() -> None:
    machine = look(recorded())
    assert machine.disks[0].total == shutil.disk_usage(tempfile.gettempdir()).total
    assert machine.disks[0].folder.name == "made"


def test_an_rtx_desktop_with_an_engine_that_can_use_it() -> None:
    cuda = EngineDevice(
        name="CUDA0",
        description="NVIDIA GeForce RTX 4090",
        kind="gpu",
        total=24080 * MIB,
        free=22000 * MIB,
    )
    machine = look(recorded(nvml=RecordedNvml("rtx-4090")), hello_of(CPU, cuda))
    assert [device.name for device in machine.devices] == ["CPU", "CUDA0"]
    assert machine.gpus[0].driver == "560.35.03"
    assert machine.engine is not None
    assert machine.engine.devices == machine.devices
    assert machine.cpu.features == ("AVX2",)
    assert machine.notes == ()


def test_a_driver_without_a_card_in_the_engine_is_a_device_that_cannot_be_used() -> None:
    machine = look(recorded(nvml=RecordedNvml("rtx-4090")), hello_of(CPU))
    assert [(device.name, device.usable) for device in machine.devices] == [
        ("CPU", True),
        ("0000:01:00.0", False),
    ]
    assert machine.engine is not None
    assert [device.name for device in machine.engine.devices] == ["CPU"]


def test_a_gpu_in_main_memory_has_what_main_memory_has() -> None:
    sources = recorded(
        "gb10", nvml=RecordedNvml("gb10"), total=127600748 << 10, available=118566368 << 10
    )
    (gpu,) = look(sources).gpus
    assert (gpu.total, gpu.free) == (127600748 << 10, 118566368 << 10)


def test_no_driver_is_no_note() -> None:
    machine = look(recorded("cpu-x86"))
    assert (machine.gpus, machine.notes) == ((), ())


def test_a_broken_driver_is_told_in_a_sentence() -> None:
    broken = RecordedNvml(broken=pynvml.NVML_ERROR_LIB_RM_VERSION_MISMATCH)
    (note,) = look(recorded(nvml=broken)).notes
    assert note.startswith("NVIDIA's driver was updated")


def test_wsl_has_its_note_and_its_systems_name() -> None:
    machine = look(recorded("wsl2", nvml=RecordedNvml("wsl2-rtx-3060")))
    assert machine.system.startswith("Ubuntu 24.04.1 LTS")
    assert ".wslconfig" in machine.notes[0]
    assert machine.gpus[0].total == 12 * GIB


def test_windows_cards_are_not_shown_twice_where_nvml_has_them() -> None:
    sources = recorded(
        system="win32", registry="windows/radeon.json", nvml=RecordedNvml("rtx-4090")
    )
    names = [gpu.name for gpu in look(sources).gpus]
    assert names == [
        "NVIDIA GeForce RTX 4090",
        "AMD Radeon RX 7900 XTX",
        "AMD Radeon(TM) Graphics",
        "Intel(R) Arc(TM) A770 Graphics",
    ]


def test_a_mac_has_its_chip_and_is_not_asked_for_nvidia() -> None:
    nvml = RecordedNvml("rtx-4090")
    machine = look(recorded(system="darwin", brand="Apple M3 Max", nvml=nvml))
    assert [gpu.name for gpu in machine.gpus] == ["Apple M3 Max"]
    assert nvml.starts == 0


def test_a_container_bounds_the_machine() -> None:
    machine = look(recorded("cgroup-v2-in-docker"), hello_of(CPU))
    assert machine.memory.limit == 3 * GIB
    assert machine.devices[0].total == 3 * GIB
    assert machine.cpu.usable_cores == 2


def test_other_programs_are_named_on_every_device() -> None:
    firefox = Process(pid=1890, program="firefox", held=2 * GIB)
    machine = look(recorded(nvml=RecordedNvml("rtx-4090"), processes=[firefox]), hello_of(CPU))
    assert [(one.name, one.held) for one in machine.memory.holders] == [("firefox", 2 * GIB)]
    assert machine.devices[0].holders == machine.memory.holders
    assert [(one.name, one.held) for one in machine.gpus[0].holders] == [("firefox", 402 * MIB)]
    assert machine.devices[1].holders == machine.gpus[0].holders


def test_this_process_is_among_the_holders_as_snug() -> None:
    machine = detect(models_folder=Path(tempfile.gettempdir()), timeout=LONG, guard=Guard())
    (own,) = [one for one in machine.memory.holders if one.own]
    assert own.name == "Snug"
    assert own.held > 0


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
def test_in_a_container_nobody_is_named_by_the_numbers_of_the_host(tmp_path: Path) -> None:
    (tmp_path / "proc/self/ns").mkdir(parents=True)
    (tmp_path / "proc/self/ns/pid").symlink_to("pid:[4026532301]")
    firefox = Process(pid=1890, program="firefox", held=2 * GIB)
    sources = recorded(nvml=RecordedNvml("rtx-4090"), processes=[firefox])
    machine = look(replace(sources, root=tmp_path))
    assert machine.gpus[0].holders == ()
    assert [one.name for one in machine.memory.holders] == ["firefox"]  # these we count ourselves


@pytest.mark.parametrize("error", [OSError("no /proc"), RuntimeError("bug")])
def test_processes_that_cannot_be_listed_leave_the_rest(error: Exception) -> None:
    def refuse() -> tuple[Process, ...]:
        raise error

    machine = look(replace(recorded("cpu-x86"), processes=refuse))
    assert (machine.memory.holders, machine.memory.total, machine.notes) == ((), 64 * GIB, ())


def test_a_sleeping_card_is_not_woken_by_the_second_look(tmp_path: Path) -> None:
    nvml = RecordedNvml("rtx-4090")
    sources = replace(recorded(nvml=nvml), root=laptop(tmp_path, "suspended"))
    assert look(sources).gpus == look(sources).gpus
    assert nvml.starts == 1
    laptop(tmp_path, "active")
    look(sources)
    assert nvml.starts == 2


def test_a_driver_that_hangs_costs_the_timeout_once_and_leaves_the_rest() -> None:
    release, guard = threading.Event(), Guard()

    def hang() -> object:
        release.wait(LONG)
        raise ProbeFailed("late")

    sources = replace(recorded("cpu-x86"), nvml=hang)
    folder = Path(tempfile.gettempdir())
    machine = detect(models_folder=folder, timeout=1.5, sources=sources, guard=guard)
    assert machine.cpu.name == "AMD EPYC"
    assert machine.notes == ("NVIDIA's driver does not answer, so its GPUs are not shown.",)
    begun = time.monotonic()
    again = detect(models_folder=folder, timeout=LONG, sources=sources, guard=guard)
    assert time.monotonic() - begun < LONG / 2
    assert again.notes == machine.notes
    release.set()


@pytest.mark.parametrize(
    "error", [RuntimeError("bug"), OSError("gone"), UnicodeDecodeError("utf-8", b"", 0, 1, "")]
)
def test_a_probe_that_crashes_leaves_the_rest(error: Exception) -> None:
    def crash() -> object:
        raise error

    machine = look(replace(recorded("radeon-7900-xtx"), nvml=crash))
    assert [gpu.vendor for gpu in machine.gpus] == ["amd"]
    assert machine.notes == ()


def test_a_machine_that_tells_nothing_is_still_a_machine() -> None:
    def refuse(*_: object) -> NoReturn:
        raise OSError("no")

    sources = replace(recorded(), memory=refuse, cores=refuse, nvml=refuse, run=refuse)
    machine = look(sources, hello_of(CPU))
    assert machine.cpu.physical_cores >= 1
    assert machine.memory.total == 0
    assert machine.devices[0].free == 0


GARBAGE = (
    st.binary(max_size=200)
    | st.integers().map(lambda n: f"{n}\n".encode())
    | st.sampled_from([b"max\n", b"-1\n", b"\0\0", b"0x1002\n", b"0x8086\n", b"0x10de\n"])
)
NAMES = [
    str(path.relative_to(RECORDED / case))
    for case in ("radeon-7900-xtx", "intel-arc-a750-xe", "cgroup-v2-nested", "cgroup-v1", "wsl2")
    for path in sorted((RECORDED / case).rglob("*"))
    if path.is_file()
] + ["proc/cpuinfo", "proc/device-tree/model", "usr/share/hwdata/pci.ids"]


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(files=st.dictionaries(st.sampled_from(NAMES), GARBAGE, max_size=12), total=st.integers(0))
def test_whatever_stands_in_the_systems_files_a_machine_comes_out(
    files: dict[str, bytes], total: int
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for name, content in files.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        sources = replace(recorded(total=total, available=total), root=root)
        machine = look(sources, hello_of(CPU))
        assert machine.memory.available >= 0
        assert all(device.total >= 0 and device.free >= 0 for device in machine.devices)
        Meters(sources, Guard()).read([4242], machine)


@settings(max_examples=60)
@given(content=GARBAGE, data=st.data())
def test_one_damaged_file_of_a_good_card_does_no_harm(content: bytes, data: st.DataObject) -> None:
    case = RECORDED / "radeon-7900-xtx"
    names = [path.relative_to(case) for path in sorted(case.rglob("*")) if path.is_file()]
    damaged = data.draw(st.sampled_from(names))
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "root"
        shutil.copytree(case, root)
        (root / damaged).write_bytes(content)
        machine = look(replace(recorded(), root=root))
        assert all(gpu.total is None or gpu.total > 0 for gpu in machine.gpus)
