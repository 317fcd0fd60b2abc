"""Which programs hold memory."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest

from launcher.hardware.facts import Holder
from launcher.hardware.probes import programs
from launcher.hardware.probes.programs import (
    LEAST,
    MOST,
    Process,
    drivers_word_is_ours,
    held_alone,
    in_main_memory,
    name_of,
    on_gpu,
    processes,
    program_of,
)
from launcher.units import GIB, MIB

HOLD = """
import sys
held = bytearray(150 << 20)
held[::4096] = b"x" * len(held[::4096])
print("held", flush=True)
sys.stdin.read()
"""


def process(pid: int, program: str, held: int) -> Process:
    return Process(pid=pid, program=program, held=held)


@contextmanager
def a_program_that_holds_150_mib() -> Iterator[int]:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as running:
        assert running.stdout
        assert running.stdout.readline().strip() == b"held"
        yield running.pid


def test_the_processes_of_a_program_are_added_up() -> None:
    found = in_main_memory(
        [
            process(1, "firefox", 900 * MIB),
            process(2, "code", GIB),
            process(3, "firefox", 1100 * MIB),
            process(4, "bash", 4 * MIB),
        ],
        ours=(),
    )
    assert found == (
        Holder(name="firefox", held=2000 * MIB, processes=2),
        Holder(name="code", held=GIB),
    )


def test_many_small_processes_of_one_program_matter_together() -> None:
    tabs = [process(pid, "chrome", 60 * MIB) for pid in range(10)]
    assert in_main_memory(tabs, ours=()) == (Holder(name="chrome", held=600 * MIB, processes=10),)


def test_all_of_snug_is_one_holder_however_little_it_holds() -> None:
    found = in_main_memory(
        [process(7, "python3.12", 60 * MIB), process(8, "python3.12", 20 * MIB)], ours=(7, 8)
    )
    assert found == (Holder(name="Snug", held=80 * MIB, processes=2, own=True),)


def test_another_program_of_the_same_name_is_not_ours() -> None:
    found = in_main_memory([process(7, "python3.12", GIB), process(9, "Snug", 3 * GIB)], ours=(7,))
    assert [(one.name, one.held, one.own) for one in found] == [
        ("Snug", 3 * GIB, False),
        ("Snug", GIB, True),
    ]


def test_only_the_largest_are_named_and_snug_always() -> None:
    many = [process(pid, f"program {pid}", LEAST + pid) for pid in range(1, 20)]
    found = in_main_memory([*many, process(99, "snug-worker", MIB)], ours=(99,))
    assert len(found) == MOST
    assert (found[0].name, found[-1].name) == ("program 19", "Snug")


def test_nothing_small_is_named() -> None:
    assert in_main_memory([process(1, "bash", LEAST - 1)], ours=()) == ()


def test_on_a_gpu_a_process_without_a_name_is_left_out() -> None:
    found = on_gpu({1: GIB, 2: 2 * GIB, 3: MIB}, (), {1: "blender", 3: "Xorg"}.get)
    assert found == (Holder(name="blender", held=GIB),)


def test_on_a_gpu_ours_need_no_name() -> None:
    def fail(pid: int) -> str | None:
        raise AssertionError(pid)

    (found,) = on_gpu({5: GIB}, (5,), fail)
    assert (found.name, found.own) == ("Snug", True)


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/usr/lib/firefox/firefox", "firefox"),
        ("/Applications/Firefox.app/Contents/MacOS/plugin-container.app/x/plugin", "Firefox"),
        ("/Applications/Visual Studio Code.app/Contents/MacOS/Electron", "Visual Studio Code"),
        (r"C:\Program Files\Mozilla Firefox\firefox.exe", "firefox"),
        (r"C:\Windows\System32\svchost.EXE", "svchost"),
        ("/opt/.app/thing", "thing"),
        ("", ""),
        ("/", ""),
    ],
)
def test_a_program_is_called_by_its_file(path: str, name: str) -> None:
    assert program_of(path) == name


def test_shared_pages_are_not_counted_where_the_system_tells_them_apart() -> None:
    assert held_alone(SimpleNamespace(rss=5 * GIB, shared=4 * GIB)) == GIB
    assert held_alone(SimpleNamespace(rss=5 * GIB)) == 5 * GIB
    assert held_alone(SimpleNamespace(rss=GIB, shared=2 * GIB)) == 0


def test_a_program_that_runs_here_is_found_by_name_with_what_it_holds() -> None:
    name = program_of(psutil.Process().exe())
    with a_program_that_holds_150_mib() as pid:
        seen = [one for one in processes() if one.pid == pid]
        assert [(one.program, name_of(pid)) for one in seen] == [(name, name)]
        assert 150 * MIB <= seen[0].held < 220 * MIB
        assert any(one.name == name for one in in_main_memory(seen, ours=()))
    assert pid not in {one.pid for one in processes()}
    assert name_of(pid) is None


def test_a_process_that_may_not_be_looked_at_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(process: psutil.Process) -> object:
        raise psutil.AccessDenied(process.pid)

    monkeypatch.setattr(psutil.Process, "memory_info", refuse)
    assert processes() == ()


def test_a_program_whose_file_is_hidden_is_called_by_its_name(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(process: psutil.Process) -> str:
        raise psutil.AccessDenied(process.pid)

    monkeypatch.setattr(psutil.Process, "exe", refuse)
    assert name_of(os.getpid()) == psutil.Process().name()


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
@pytest.mark.parametrize(
    ("there", "ours"), [(programs.EVERY_PROCESS, True), ("pid:[4026532301]", False)]
)
def test_in_a_container_a_drivers_process_numbers_are_others(
    tmp_path: Path, there: str, *, ours: bool
) -> None:
    (tmp_path / "proc/self/ns").mkdir(parents=True)
    (tmp_path / "proc/self/ns/pid").symlink_to(there)
    assert drivers_word_is_ours(tmp_path) is ours


def test_where_there_are_no_containers_a_drivers_numbers_are_ours(tmp_path: Path) -> None:
    assert drivers_word_is_ours(tmp_path)
