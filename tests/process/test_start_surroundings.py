"""Starts in odd surroundings: no display, no home, no folder to be in, nothing to write to."""

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from launcher.actions.self_test import Check
from tests.process.windows import command, environment, run

NO_DISPLAY = {"QT_QPA_PLATFORM": "", "DISPLAY": "", "WAYLAND_DISPLAY": ""}
linux = pytest.mark.skipif(sys.platform != "linux", reason="displays are named on Linux alone")


@linux
def test_without_a_display_one_sentence_says_so() -> None:
    done = run(**NO_DISPLAY)
    assert done.returncode == 1
    (line,) = done.stderr.decode().splitlines()
    assert line.startswith("There is no display to open a window on.")


@linux
@pytest.mark.parametrize(
    ("named", "said"),
    [
        ({"QT_QPA_PLATFORM": "nonsense"}, "nonsense"),
        ({"QT_QPA_PLATFORM": "xcb", "DISPLAY": ":4711"}, ":4711"),
    ],
)
def test_a_display_that_cannot_be_used_is_named_and_nothing_aborts(
    named: dict[str, str], said: str
) -> None:
    done = run(**(NO_DISPLAY | named | {"PATH": "/nowhere"}))  # no helper shows a box meanwhile
    assert done.returncode == 1
    last = done.stderr.decode().splitlines()[-1]
    assert said in last
    assert last.startswith(("The display cannot be used", "A library of the system is missing"))


def test_a_file_that_is_nowhere_is_said_before_a_window_opens() -> None:
    done = run("file:///nowhere/a%20model.gguf")
    assert done.returncode == 1
    assert done.stderr.decode().startswith("There is no file /nowhere/a model.gguf.")


def test_words_that_are_commands_need_no_qt() -> None:
    code = (
        "import sys; from ui.opening import main; main(['list']); print('PySide6' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, env=environment()
    )
    assert done.stdout.decode().splitlines()[-1] == "False"


def test_a_second_start_reads_neither_qt_nor_the_program() -> None:
    code = "import sys; import ui.opening, ui.entrance.knock; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, env=environment()
    )
    read = done.stdout.decode().split()
    assert not {"PySide6", "launcher.actions", "huggingface_hub", "multiprocessing"} & set(read)


@pytest.mark.skipif(sys.platform == "win32", reason="a folder in use is not deleted there")
def test_the_folder_it_was_started_in_may_be_gone(tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    script = 'rmdir "$0" && exec "$@" list --json'
    done = subprocess.run(
        ["/bin/sh", "-c", script, str(gone), *command()],
        check=False,
        cwd=gone,
        env=environment(),
        capture_output=True,
    )
    assert done.returncode == 0
    assert "models" in json.loads(done.stdout)


@pytest.mark.skipif(sys.platform == "win32", reason="streams are not closed this way there")
@pytest.mark.parametrize("closed", [">&-", ">&- 2>&-", ">&- 2>&- <&-"])
def test_closed_streams_end_nothing(closed: str) -> None:
    done = subprocess.run(
        ["/bin/sh", "-c", f'exec "$0" "$@" list {closed}', *command()],
        check=False,
        env=environment(),
    )
    assert done.returncode == 0


def test_a_locale_that_does_not_exist_changes_nothing(tmp_path: Path) -> None:
    done = run("decode", "Modèle-7B-Q4_K_M.gguf", "--json", LC_ALL="xx_YY", LANG="xx_YY")
    assert done.returncode == 0
    assert json.loads(done.stdout)["base"] == "Modèle"


def test_settings_that_cannot_be_saved_are_told_and_hinder_nothing(snug_home: Path) -> None:
    (snug_home / "settings").write_text("a file where the folder should be")
    done = run("list", "--json")
    assert done.returncode == 0
    assert "Settings cannot be saved" in done.stderr.decode()


def test_the_self_test_says_which_folder_cannot_be_written_to(snug_home: Path) -> None:
    (snug_home / "data").write_text("a file where the folder should be")
    report = snug_home / "report.json"
    done = run("self-test", "--json", "--report", report)
    told = json.loads(report.read_text())
    assert done.returncode == 1
    assert told == json.loads(done.stdout)
    failed = [Check(**one) for one in told["checks"] if not one["ok"]]
    assert [one.name for one in failed] == ["folders"]
    assert str(snug_home / "data") in failed[0].detail


FULL = """
mount -t tmpfs -o size=8k,nr_inodes=3 tmpfs /tmp || exit 77
head -c 100000 /dev/zero > /tmp/filling 2>/dev/null
exec "$@"
"""


@linux
@pytest.mark.skipif(shutil.which("unshare") is None, reason="no folder can be hidden here")
@pytest.mark.skipif(
    Path(__file__).is_relative_to("/tmp"),  # noqa: S108  it is the folder meant
    reason="the program would be hidden with the folder it lies in",
)
def test_a_full_temporary_folder_hinders_nothing(tmp_path: Path) -> None:
    with tempfile.TemporaryDirectory(dir="/var/tmp", prefix="snug-") as home:
        words = ["unshare", "-m", "sh", "-c", FULL, "sh", *command(), "self-test", "--json"]
        env = environment(SNUG_HOME=home, XDG_RUNTIME_DIR="", TMPDIR="")
        done = subprocess.run(words, check=False, capture_output=True, env=env, cwd=home)
        if done.returncode == 77 or b"unshare failed" in done.stderr:
            pytest.skip("this user may not hide a folder")
        assert (done.returncode, json.loads(done.stdout)["ok"]) == (0, True)
