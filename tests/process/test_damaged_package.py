"""A packaged program of which something is missing or damaged: a sentence, never a silent end.

The package is the one that `python3 snug.py package freeze` makes, or `SNUG_TEST_FROZEN` names.
It is copied by links; what a test damages is replaced by a file of its own.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.process.windows import LIMIT, ROOT, environment

FROZEN = Path(os.environ.get("SNUG_TEST_FROZEN") or ROOT / "dist" / "Snug")
pytestmark = [
    pytest.mark.skipif(not (FROZEN / "snug").is_file(), reason="no packaged program is here"),
    pytest.mark.skipif(sys.platform != "linux", reason="the libraries have other names there"),
]
QT = Path("_internal/PySide6/Qt/lib")


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """The installed folder, whole, in a place with a space in its name."""
    return Path(
        shutil.copytree(FROZEN, tmp_path / "Snug here", symlinks=True, copy_function=_link)
    )


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:  # another file system
        shutil.copy2(source, target)


def replace_by(file: Path, data: Callable[[bytes], bytes]) -> None:
    """Give the file other contents; the one it is a link of stays as it is."""
    had, mode = file.read_bytes(), file.stat().st_mode
    file.unlink()
    file.write_bytes(data(had))
    file.chmod(mode)


def run(program: Path, *words: object) -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run(
        [str(program / "snug"), *map(str, words)],
        check=False,
        env=environment(PYTHONPATH=""),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=LIMIT,
    )


def one_line(done: "subprocess.CompletedProcess[bytes]") -> str:
    assert done.returncode == 1
    (line,) = done.stderr.decode().splitlines()
    return line


def zeros(data: bytes) -> bytes:
    return bytes(len(data))


def half(data: bytes) -> bytes:
    return data[: len(data) // 2]


def test_a_missing_library_is_named(program: Path) -> None:
    (program / QT / "libQt6Gui.so.6").unlink()
    line = one_line(run(program))
    assert line.startswith("Snug's installation is damaged:")
    assert "libQt6Gui.so.6" in line
    assert line.endswith("Install Snug again; models, chats and settings stay.")


@pytest.mark.parametrize("damage", [zeros, half])
def test_a_damaged_library_is_named_and_ends_nothing_by_a_signal(
    program: Path, damage: Callable[[bytes], bytes]
) -> None:
    replace_by(program / "_internal" / "PySide6" / "QtWidgets.abi3.so", damage)
    assert "QtWidgets.abi3.so" in one_line(run(program))


def test_without_its_tables_it_says_that_they_are_missing(program: Path) -> None:
    shutil.rmtree(program / "_internal" / "resources")
    assert "_internal/resources/" in one_line(run(program))


def test_the_terminal_works_without_qt(program: Path) -> None:
    shutil.rmtree(program / "_internal" / "PySide6")
    done = run(program, "list", "--json")
    assert done.returncode == 0
    assert "models" in json.loads(done.stdout)


def checks(done: "subprocess.CompletedProcess[bytes]") -> dict[str, tuple[bool, str]]:
    told = json.loads(done.stdout)["checks"]
    return {one["name"]: (one["ok"], one["detail"]) for one in told}


def test_the_self_test_of_a_whole_package_finds_nothing(program: Path) -> None:
    done = run(program, "self-test", "--thorough", "--json")
    assert done.returncode == 0, done.stdout
    ok, detail = checks(done)["package"]
    assert ok
    assert "sizes and SHA-256 agree" in detail


def test_the_self_test_names_every_damaged_file(program: Path) -> None:
    replace_by(program / "_internal" / "resources" / "themes" / "light.json", zeros)
    assert checks(run(program, "self-test", "--json"))["package"][0]
    done = run(program, "self-test", "--thorough", "--json")
    assert done.returncode == 1
    ok, detail = checks(done)["package"]
    assert not ok
    assert "_internal/resources/themes/light.json" in detail


def test_an_engine_of_zeros_is_said_to_be_damaged(program: Path) -> None:
    replace_by(program / "_internal" / "engine" / "libllama.so", zeros)
    done = run(program, "self-test", "--json")
    assert done.returncode == 1
    assert not checks(done)["worker"][0]


def test_an_installation_that_did_not_finish_says_so(program: Path) -> None:
    (program / "_internal" / "contents.json").unlink()
    ok, detail = checks(run(program, "self-test", "--json"))["package"]
    assert not ok
    assert detail.startswith("Snug's installation is not complete")


def test_a_foreign_program_gets_the_library_path_it_would_have_without_us(
    program: Path, tmp_path: Path
) -> None:
    """The helper that shows the box stands for all of them."""
    (program / QT / "libQt6Gui.so.6").unlink()
    helpers, seen = tmp_path / "bin", tmp_path / "seen"
    helpers.mkdir()
    helper = helpers / "zenity"
    helper.write_text(f'#!/bin/sh\necho "$LD_LIBRARY_PATH" > "{seen}"\necho "$@" >> "{seen}"\n')
    helper.chmod(0o755)
    for before in ("/mine", ""):
        subprocess.run(
            [str(program / "snug")],
            check=False,
            env=environment(
                PYTHONPATH="",
                DISPLAY=":4711",
                LD_LIBRARY_PATH=before,
                PATH=f"{helpers}{os.pathsep}{os.environ['PATH']}",
            ),
            capture_output=True,
            timeout=LIMIT,
        )
        path, words = seen.read_text().splitlines()
        assert path == before
        assert "libQt6Gui.so.6" in words
