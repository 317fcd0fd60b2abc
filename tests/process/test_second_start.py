"""Two real starts of the program: one window, and the second's file in it."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from launcher.models.write import write_model
from tests.process.windows import doors_in, run, start, waits_until

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="signals and sockets of POSIX systems"
)


@pytest.fixture
def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of this person's session, for this test alone."""
    folder = tmp_path / "run"
    folder.mkdir(mode=0o700)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(folder))
    return folder


@pytest.fixture
def window(session: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """An open window."""
    process = start()
    waits_until(lambda: doors_in(session))
    yield process
    end(process)


def end(process: "subprocess.Popen[bytes]") -> None:
    """Ask it to close as a session does, once its window is there; its workers end with it."""
    waits_until(psutil.Process(process.pid).children)
    started = psutil.Process(process.pid).children()
    process.terminate()
    process.communicate(timeout=30)
    psutil.wait_procs(started, timeout=10)


def models_known(home: Path) -> list[str]:
    try:
        return list(json.loads((home / "data" / "library.json").read_text())["models"])
    except (FileNotFoundError, ValueError):
        return []


def test_the_second_start_hands_its_file_to_the_window_and_ends(
    window: "subprocess.Popen[bytes]", snug_home: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "Modelle für 模型"
    folder.mkdir()
    (model,) = write_model(folder / "tiny model.gguf", "llama")
    second = run(model.as_uri())
    assert (second.returncode, second.stdout) == (0, b"")
    waits_until(lambda: models_known(snug_home) == [str(model)])
    assert window.poll() is None
    third = run()
    assert (third.returncode, third.stderr) == (0, b"")


def test_a_terminal_command_runs_beside_the_window(window: "subprocess.Popen[bytes]") -> None:
    done = run("list", "--json")
    assert done.returncode == 0
    assert "models" in json.loads(done.stdout)
    assert window.poll() is None


def test_after_a_window_was_killed_the_next_start_opens_one(session: Path) -> None:
    first = start()
    waits_until(lambda: doors_in(session))
    started = psutil.Process(first.pid).children()
    first.kill()
    first.communicate(timeout=30)
    psutil.wait_procs(started, timeout=10)
    (left,) = doors_in(session)
    second = start()
    waits_until(psutil.Process(second.pid).children)
    assert run().returncode == 0
    assert second.poll() is None
    assert doors_in(session) == [left]
    end(second)
    assert doors_in(session) == []


def test_a_window_that_hangs_is_told_and_the_start_fails(
    window: "subprocess.Popen[bytes]",
) -> None:
    os.kill(window.pid, signal.SIGSTOP)
    try:
        second = run()
    finally:
        os.kill(window.pid, signal.SIGCONT)
    assert second.returncode == 1
    assert second.stderr.decode().startswith("Snug is open already and does not answer.")


def test_a_home_of_its_own_has_a_window_of_its_own(
    window: "subprocess.Popen[bytes]", session: Path, tmp_path: Path
) -> None:
    other = start(SNUG_HOME=str(tmp_path / "other"))
    waits_until(lambda: len(doors_in(session)) == 2)
    end(other)
    assert len(doors_in(session)) == 1
