"""Main memory, and what a container leaves of it."""

import os
import shutil
from pathlib import Path

import psutil
import pytest

from launcher.hardware.facts import Memory
from launcher.hardware.probes import memory
from launcher.hardware.probes.sources import MainMemory
from launcher.units import GIB
from tests.fakes.computer import RECORDED


def read(case: str, *, available: int = 48 * GIB) -> Memory:
    return memory.read(RECORDED / case, lambda: MainMemory(total=64 * GIB, available=available))


def test_without_a_container_the_systems_count_stands() -> None:
    found = read("nothing")
    assert (found.total, found.available, found.limit) == (64 * GIB, 48 * GIB, None)


@pytest.mark.parametrize("case", ["cgroup-none", "cgroup-v1-unbound"])
def test_max_is_no_limit(case: str) -> None:
    assert read(case).limit is None
    assert read(case).available == 48 * GIB


def test_the_tightest_group_above_ours_bounds_it() -> None:
    found = read("cgroup-v2-nested")
    assert found.limit == 8 * GIB
    assert found.usable_total == 8 * GIB


def test_unused_page_cache_of_a_group_counts_as_room() -> None:
    assert read("cgroup-v2-nested").available == 7 * GIB  # 8 less 3 used, 2 of them cache


def test_a_group_with_a_larger_limit_may_have_less_room() -> None:
    found = read("cgroup-v2-nested", available=2 * GIB)
    assert found.available == 2 * GIB  # the computer itself has less than the group may take


def test_inside_a_container_the_top_group_is_our_own() -> None:
    found = read("cgroup-v2-in-docker")
    assert found.limit == 3 * GIB  # memory.high: above it the kernel holds us up
    assert found.available == 2 * GIB


def test_the_hosts_path_inside_an_older_container_leads_to_the_top() -> None:
    found = read("cgroup-v1")
    assert (found.limit, found.available) == (6 * GIB, 5 * GIB)


def test_of_nested_older_groups_the_tightest_bounds() -> None:
    found = read("cgroup-v1-nested")
    assert (found.limit, found.available) == (4 * GIB, 3 * GIB)  # 4 less 3 used, 2 of them cache


def test_page_cache_in_use_is_room_and_what_is_locked_or_shared_is_not(tmp_path: Path) -> None:
    group = tmp_path / "sys/fs/cgroup"
    group.mkdir(parents=True)
    (tmp_path / "proc/self").mkdir(parents=True)
    (tmp_path / "proc/self/cgroup").write_text("0::/\n")
    (group / "memory.max").write_text(f"{8 * GIB}\n")
    (group / "memory.current").write_text(f"{7 * GIB}\n")
    (group / "memory.stat").write_text(
        f"anon {GIB}\nfile {6 * GIB}\nshmem {GIB}\n"
        f"inactive_file {2 * GIB}\nactive_file {2 * GIB}\nunevictable {GIB}\n"
    )
    found = memory.read(tmp_path, lambda: MainMemory(total=64 * GIB, available=48 * GIB))
    assert (found.limit, found.available) == (8 * GIB, 5 * GIB)


def test_a_group_that_took_more_than_its_limit_has_no_room(tmp_path: Path) -> None:
    shutil.copytree(RECORDED / "cgroup-v2-in-docker", tmp_path / "root")
    (tmp_path / "root/sys/fs/cgroup/memory.current").write_text(f"{9 * GIB}\n")
    found = memory.read(tmp_path / "root", lambda: MainMemory(total=64 * GIB, available=GIB))
    assert (found.limit, found.available) == (3 * GIB, 0)


def test_a_limit_above_what_there_is_bounds_nothing() -> None:
    found = memory.read(
        RECORDED / "cgroup-v1", lambda: MainMemory(total=4 * GIB, available=3 * GIB)
    )
    assert (found.limit, found.available) == (None, 3 * GIB)


def test_a_system_that_does_not_tell_is_said_by_name() -> None:
    def refuse() -> MainMemory:
        raise OSError("no /proc")

    with pytest.raises(memory.MemoryUnknown):
        memory.read(RECORDED / "nothing", refuse)


def test_wsl_is_told_to_the_person() -> None:
    assert ".wslconfig" in memory.wsl_note(RECORDED / "wsl2")
    assert memory.wsl_note(RECORDED / "cpu-x86") == ""


def test_this_process_holds_memory_and_one_that_is_gone_holds_none() -> None:
    own = memory.held_by([os.getpid()])
    assert 1 << 20 < own <= psutil.Process().memory_info().rss * 2
    assert memory.held_by([2**22 + 1]) == 0
    assert os.getpid() in memory.our_processes()
