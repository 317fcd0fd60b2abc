"""The processor's name and cores, from recorded files."""

from pathlib import Path

import pytest

from launcher.hardware.probes import cpu
from launcher.hardware.probes.sources import Cores
from tests.fakes.computer import recorded


def test_x86_has_its_name_in_cpuinfo() -> None:
    assert cpu.name(recorded("cpu-x86")) == "AMD EPYC"


def test_arm_cores_are_named_by_lscpu() -> None:
    assert cpu.name(recorded("gb10")) == "ARM Cortex-X925 + Cortex-A725"


def test_an_architecture_is_not_taken_for_a_name() -> None:
    assert cpu.name(recorded("jetson-xavier")) == "Jetson-AGX"


def test_a_mac_is_asked_by_sysctl() -> None:
    assert cpu.name(recorded(system="darwin", brand="Apple M3 Max")) == "Apple M3 Max"


def test_windows_keeps_the_name_in_its_registry() -> None:
    found = cpu.name(recorded(system="win32", registry="windows/radeon.json"))
    assert found == "AMD Ryzen 9 7950X 16-Core Processor"


@pytest.mark.parametrize("system", ["linux", "darwin", "win32"])
def test_without_any_source_there_is_still_a_word(system: str) -> None:
    assert cpu.name(recorded(system=system))


def test_all_cores_are_usable_where_nothing_bounds_them() -> None:
    found = cpu.read(recorded(cores=Cores(physical=8, logical=16, allowed=tuple(range(16)))))
    assert (found.physical_cores, found.logical_cores, found.usable_cores) == (8, 16, None)


def test_a_containers_quota_bounds_the_usable_cores() -> None:
    found = cpu.read(recorded("cgroup-v2-nested", cores=Cores(physical=8, logical=16)))
    assert found.usable_cores == 3  # 2.5 processors' worth of time


def test_the_older_quota_counts_too() -> None:
    found = cpu.read(recorded("cgroup-v1", cores=Cores(physical=8, logical=16)))
    assert found.usable_cores == 3


def test_two_threads_of_one_core_are_one_usable_core(tmp_path: Path) -> None:
    for thread in range(8):
        folder = tmp_path / f"sys/devices/system/cpu/cpu{thread}/topology"
        folder.mkdir(parents=True)
        (folder / "thread_siblings_list").write_text(f"{thread % 4},{thread % 4 + 4}\n")
    assert cpu._cores_of(tmp_path, (0, 4, 1, 5)) == 2


def test_an_affinity_counts_its_threads_where_the_topology_is_unknown() -> None:
    found = cpu.read(recorded(cores=Cores(physical=8, logical=16, allowed=(0, 1, 2))))
    assert found.usable_cores == 3


def test_physical_cores_are_the_logical_ones_where_the_system_does_not_say() -> None:
    found = cpu.read(recorded(cores=Cores(physical=None, logical=4)))
    assert (found.physical_cores, found.logical_cores) == (4, 4)


def test_no_cores_at_all_is_said_by_name() -> None:
    with pytest.raises(cpu.CpuUnknown):
        cpu.read(recorded(cores=Cores(physical=None, logical=None)))
