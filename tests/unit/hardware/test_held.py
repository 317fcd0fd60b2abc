import os
import sys
from pathlib import Path

import pytest

from launcher.hardware import held
from launcher.hardware.held import Held, resident_of

ROLLUP = """5649a7b04000-7fff8c1e5000 ---p 00000000 00:00 0    [rollup]
Rss:             1600000 kB
Pss:                 294 kB
Pss_Anon:            112 kB
Anonymous:        758784 kB
Swap:                  0 kB
"""


def rolled_up(root: Path, text: str) -> Path:
    folder = root / "proc/77"
    folder.mkdir(parents=True)
    (folder / "smaps_rollup").write_text(text)
    return root


def test_this_process_holds_something_sensible() -> None:
    found = resident_of(os.getpid())
    assert found is not None
    assert 5 << 20 < found.resident < 4 << 30
    if sys.platform == "linux":
        assert found.anonymous is not None
        assert found.file_backed is not None
        assert found.anonymous + found.file_backed == found.resident


def test_a_process_that_is_gone_holds_nothing() -> None:
    assert resident_of(2**22 + 1) is None


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's own count")
def test_pages_of_files_are_told_apart(tmp_path: Path) -> None:
    assert resident_of(77, root=rolled_up(tmp_path, ROLLUP)) == Held(
        resident=1_600_000 << 10, anonymous=758_784 << 10, file_backed=841_216 << 10
    )


@pytest.mark.parametrize("text", ["", "Rss:   kB\n", "Rss: 0 kB\n", "Rss: many kB\n", "\x00"])
def test_where_the_kernel_does_not_count_the_quick_figures_serve(
    tmp_path: Path, text: str
) -> None:
    root = rolled_up(tmp_path, text)
    pid = os.getpid()
    (root / "proc/77").rename(root / f"proc/{pid}")
    found = resident_of(pid, root=root)
    assert found is not None
    assert found.resident > 5 << 20


def test_a_system_that_does_not_tell_them_apart_is_believed_as_far_as_it_goes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Windows:
        def __init__(self, _pid: int) -> None: ...

        def memory_info(self) -> object:
            return type("Info", (), {"rss": 700 << 20})()

    monkeypatch.setattr(held.psutil, "Process", Windows)
    assert held._asked(1) == Held(resident=700 << 20)
