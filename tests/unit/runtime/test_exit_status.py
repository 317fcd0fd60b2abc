from pathlib import Path

import pytest

from launcher.runtime.exit_status import OomKills, cause_of, code_of, name_of, oom_kills
from launcher.runtime.last_words import LastWords, speak_of_memory, telling


@pytest.mark.parametrize(
    ("status", "cause"),
    [
        (-6, "assertion"),
        (-11, "crash"),
        (-7, "crash"),
        (-9, "killed"),
        (-4, "illegal_instruction"),
        (-15, "stopped"),
        (0, "exit"),
        (5, "exit"),
    ],
)
def test_signals_have_their_causes(status: int, cause: str) -> None:
    assert cause_of(status, windows=False) == cause


@pytest.mark.parametrize(
    ("status", "cause"),
    [
        (0xC0000005, "crash"),
        (0xC000001D, "illegal_instruction"),
        (0xC0000409, "assertion"),
        (0xC0000017, "out_of_memory"),
        (0xC0000005 - 2**32, "crash"),
        (1, "exit"),
    ],
)
def test_windows_statuses_have_their_causes(status: int, cause: str) -> None:
    assert cause_of(status, windows=True) == cause


def test_a_status_is_told_so_that_it_can_be_looked_up() -> None:
    assert name_of(-11) == "SIGSEGV"
    assert name_of(0xC0000005) == "0xC0000005"
    assert name_of(3) == "3"
    assert name_of(-250) == "-250"  # no signal of that number
    assert code_of(-9) == 9


def test_the_kernels_counters_tell_a_kill_for_memory(tmp_path: Path) -> None:
    proc, groups = tmp_path / "proc", tmp_path / "cgroup"
    (proc / "self").mkdir(parents=True)
    (groups / "app").mkdir(parents=True)
    (proc / "self" / "cgroup").write_text("0::/app\n")
    (proc / "vmstat").write_text("nr_free_pages 1\noom_kill 3\n")
    events = groups / "app" / "memory.events"
    events.write_text("low 0\noom 1\noom_kill 1\n")
    before = oom_kills(proc, groups)
    assert before == OomKills(3, 1)
    assert not oom_kills(proc, groups).rose_since(before)
    events.write_text("oom_kill 2\n")
    assert oom_kills(proc, groups).rose_since(before)


def test_without_counters_nothing_rose(tmp_path: Path) -> None:
    assert oom_kills(tmp_path, tmp_path) == OomKills(0, 0)


def test_the_lines_that_say_why_are_picked() -> None:
    lines = ["loading", "terminate called after throwing", "  what():  bad", "bye"]
    assert telling(lines) == ("terminate called after throwing", "  what():  bad")
    assert telling(["one", "two"]) == ("one", "two")
    assert telling(lines, "ggml.c:1: GGML_ASSERT(x) failed")[0].startswith("ggml.c")
    assert telling(["a.c: GGML_ASSERT(x) failed"], "a.c: GGML_ASSERT(x) failed") == (
        "a.c: GGML_ASSERT(x) failed",
    )


def test_the_ring_keeps_the_last_lines_and_no_noise() -> None:
    words = LastWords()
    for number in range(500):
        words.add(f"line {number}\n".encode())
    words.add(b" ....\n")
    words.add(b"\xff\xfe broken\n")
    lines = words.lines()
    assert len(lines) == 200
    assert lines[-2:] == ("line 499", "\ufffd\ufffd broken")


def test_words_of_memory_are_heard() -> None:
    assert speak_of_memory(["CUDA error: out of memory"])
    assert not speak_of_memory(["all is well"])


def test_a_bus_error_is_a_crash_by_linuxs_number_and_by_macos() -> None:
    assert {cause_of(-7, windows=False), cause_of(-10, windows=False)} == {"crash"}
