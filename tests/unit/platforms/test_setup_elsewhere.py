"""The set-up on Windows and macOS: where an environment's programs are, what is asked and run."""

import ctypes
import os
import shutil
import subprocess
import sys
import types
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[3]
for _folder in (ROOT, ROOT / "packaging"):  # not installed: found where snug.py finds them
    if str(_folder) not in sys.path:
        sys.path.append(str(_folder))

from bootstrap import backend, engine, environment, folder, front, logged, system  # noqa: E402

import snug  # noqa: E402


class Names:
    """A stand-in for `os` in one module: another system's name, the rest as it is."""

    def __init__(self, name: str, **changed: Any) -> None:
        self.name = name
        self.__dict__ |= changed

    def __getattr__(self, name: str) -> Any:
        return getattr(os, name)


def on_nt(patch: pytest.MonkeyPatch, module: Any) -> None:
    patch.setattr(module, "os", Names("nt"))


def test_an_environments_programs_are_elsewhere_on_windows(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert folder.program(tmp_path, "python") == tmp_path / "bin/python"
    on_nt(monkeypatch, folder)
    assert folder.scripts(tmp_path) == tmp_path / "Scripts"
    assert folder.program(tmp_path, "python") == tmp_path / "Scripts/python.exe"


@pytest.mark.parametrize("below", ["Lib/site-packages", "lib/python3.11/site-packages"])
def test_packages_are_found_as_either_system_lays_them(tmp_path: Path, below: str) -> None:
    (tmp_path / below).mkdir(parents=True)
    assert folder.site_packages(tmp_path) == tmp_path / below


def test_on_windows_the_front_door_waits_for_the_program(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """There exec would end the parent at once, and the terminal would believe it done."""
    monkeypatch.setattr(front, "os", Names("nt", execv=pytest.fail))
    assert front.replace_by([sys.executable, "-c", "raise SystemExit(7)"]) == 7


def test_on_windows_ctrl_c_is_left_to_the_program_that_was_started(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Interrupted:
        def __init__(self, _words: list[str]) -> None:
            self._answers = iter([KeyboardInterrupt(), KeyboardInterrupt(), 3])

        def __enter__(self) -> "Interrupted":
            return self

        def __exit__(self, *_error: object) -> None: ...

        def wait(self) -> int:
            answer = next(self._answers)
            if isinstance(answer, BaseException):
                raise answer
            return answer

    monkeypatch.setattr(front, "os", Names("nt"))
    monkeypatch.setattr(subprocess, "Popen", Interrupted)
    assert front.replace_by(["python"]) == 3


def test_elsewhere_the_program_takes_the_front_doors_place(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    taken: list[list[str]] = []

    def execv(_program: str, words: list[str]) -> None:
        taken.append(words)
        raise SystemExit

    monkeypatch.setattr(front, "os", Names("posix", execv=execv))
    with pytest.raises(SystemExit):
        front.replace_by(["python", "-m", "ui"])
    assert taken == [["python", "-m", "ui"]]


def asked_for_pythons(patch: pytest.MonkeyPatch, answer: bytes) -> list[list[str]]:
    asked: list[list[str]] = []

    def run(words: list[str], **_how: Any) -> Any:
        asked.append(words[:-2])
        good = words[0] == "py" or not words[0].startswith("python")
        return types.SimpleNamespace(returncode=0 if good else 1, stdout=answer)

    patch.setattr(subprocess, "run", run)
    return asked


def test_on_windows_the_launcher_py_is_asked_for_a_newer_python(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(snug, "os", Names("nt"))
    monkeypatch.setattr(snug, "ROOT", tmp_path)
    path = "C:\\Users\\Jürgen 語\\python.exe"
    asked = asked_for_pythons(monkeypatch, os.fsencode(path))
    assert snug.newer_python() == str(path)
    assert asked[0][0].endswith("python.exe")
    own_is_asked_first = Path(asked[0][0])
    assert own_is_asked_first == tmp_path / ".venv/Scripts/python.exe"


def test_a_python_tells_its_path_whatever_its_code_page_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "Jürgen 語" / "python"
    program.parent.mkdir()
    program.symlink_to(sys.executable)
    for encoding in ("cp1252", "utf-8", "ascii"):
        answer = subprocess.run(
            [str(program), "-c", snug.TELL],
            check=False,
            capture_output=True,
            env=os.environ | {"PYTHONIOENCODING": encoding, "PYTHONHOME": sys.base_prefix},
        )
        assert os.fsdecode(answer.stdout) == str(program)


def test_on_windows_the_newer_python_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snug, "os", Names("nt", execv=pytest.fail))
    monkeypatch.setattr(snug, "newer_python", lambda: "C:/python.exe")
    monkeypatch.setattr(sys, "argv", ["snug.py", "list", "--json"])
    monkeypatch.setattr(subprocess, "call", len)
    assert snug.start_again() == 4


@pytest.mark.parametrize(("name", "own_session"), [("win32", False), ("linux", True)])
def test_a_build_has_its_own_session_where_there_are_sessions(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, own_session: bool
) -> None:
    asked: list[bool] = []
    real = subprocess.Popen

    def popen(words: list[str], *, start_new_session: bool, **how: Any) -> Any:
        asked.append(start_new_session)
        return real(words, **how)

    monkeypatch.setattr(logged, "sys", types.SimpleNamespace(platform=name))
    monkeypatch.setattr(subprocess, "Popen", popen)
    words = [sys.executable, "-c", "print('ä')"]
    assert logged.run_logged(words, label="Trying", log=tmp_path / "log")
    assert asked == [own_session]


def test_on_windows_a_stopped_build_ends_with_everything_it_started(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A process has no group there; taskkill /T goes down the tree."""
    called: list[list[str]] = []
    monkeypatch.setattr(logged, "sys", types.SimpleNamespace(platform="win32"))
    monkeypatch.setattr(subprocess, "run", lambda words, **_how: called.append(words))
    logged._end_tree(types.SimpleNamespace(pid=77, wait=lambda timeout: 0))  # type: ignore[arg-type]
    assert called == [["taskkill", "/T", "/F", "/PID", "77"]]


@pytest.mark.parametrize(
    ("name", "driver", "loader"),
    [
        ("win32", "nvcuda.dll", "vulkan-1.dll"),
        ("linux", "libcuda.so.1", "libvulkan.so.1"),
    ],
)
def test_drivers_have_their_systems_names(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, driver: str, loader: str
) -> None:
    opened: list[str] = []

    def absent(library: str) -> None:
        opened.append(library)
        raise OSError(library)

    monkeypatch.setattr(backend, "sys", types.SimpleNamespace(platform=name))
    monkeypatch.setattr(ctypes, "CDLL", absent)
    monkeypatch.setattr(shutil, "which", lambda *_a, **_k: "glslc")
    monkeypatch.setattr(backend, "headers_fit", lambda _folder: True)
    assert not backend.nvidia_driver_answers()
    assert backend.lacks_vulkan() == "the Vulkan loader was"
    assert opened == [driver, loader]


def test_outside_linux_no_device_file_is_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backend, "sys", types.SimpleNamespace(platform="win32"))
    monkeypatch.setattr(shutil, "which", lambda *_a, **_k: "glslc.exe")
    monkeypatch.setattr(backend, "headers_fit", lambda _folder: True)
    monkeypatch.setattr(backend, "_loads", lambda _library: True)
    monkeypatch.setattr(backend, "Path", lambda *words: Path("nowhere", *words))
    assert backend.lacks_vulkan() == ""
    monkeypatch.setattr(backend, "sys", types.SimpleNamespace(platform="linux"))
    assert backend.lacks_vulkan() == "a GPU was"


@pytest.mark.parametrize(("answer", "there"), [(b"C:\\VS\n", True), (b"\r\n", False)])
def test_visual_cpp_is_found_through_its_installer(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, answer: bytes, there: bool
) -> None:
    asked: list[list[str]] = []

    def run(words: list[str], **_how: Any) -> Any:
        asked.append(words)
        return types.SimpleNamespace(stdout=answer)

    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    monkeypatch.setenv("PROGRAMFILES(X86)", str(tmp_path))
    monkeypatch.setattr(subprocess, "run", run)
    assert not system.has_compiler()
    assert asked == []
    (tmp_path / system.VSWHERE).parent.mkdir(parents=True)
    (tmp_path / system.VSWHERE).touch()
    assert system.has_compiler() is there
    assert asked[0][0] == str(tmp_path / system.VSWHERE)


@pytest.mark.parametrize(("status", "there"), [(0, True), (2, False)])
def test_apples_compiler_is_asked_of_xcode_select(
    monkeypatch: pytest.MonkeyPatch, status: int, there: bool
) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(
        subprocess, "run", lambda words, **_how: types.SimpleNamespace(returncode=status)
    )
    assert system.has_compiler() is there


def test_an_unknown_system_is_asked_for_a_compiler_in_general(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "platform", "freebsd14")
    assert system._named_command().startswith("The engine needs a C++ compiler")


def test_where_there_is_no_root_nobody_is_root(monkeypatch: pytest.MonkeyPatch) -> None:
    class Without(Names):
        def __getattr__(self, name: str) -> Any:
            if name == "geteuid":
                raise AttributeError(name)
            return getattr(os, name)

    monkeypatch.setattr(system, "os", Without("nt"))
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    with pytest.raises(system.SetupError, match="sudo apt-get install"):
        system._supply("g++", manager="apt-get", packages=["g++"])


def test_where_memory_and_affinity_are_not_told_every_core_compiles(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Without(Names):
        def __getattr__(self, name: str) -> Any:
            if name in {"sched_getaffinity", "sysconf"}:
                raise AttributeError(name)
            return getattr(os, name)

    monkeypatch.setattr(engine, "os", Without("nt", cpu_count=lambda: 12))
    monkeypatch.setattr(engine, "sys", types.SimpleNamespace(platform="win32"))
    assert engine.compilers_at_once() == 12


def test_what_venv_says_in_another_code_page_is_no_obstacle(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """On Windows a program speaks in the system's code page, which is seldom UTF-8."""
    program = tmp_path / "python"
    program.write_bytes(b"#!/bin/sh\nprintf 'Zugriff verweigert: J\\374rgen' >&2\nexit 1\n")
    program.chmod(0o755)
    monkeypatch.setattr(environment, "base_python", lambda: str(program))
    with pytest.raises(system.SetupError, match="Zugriff verweigert"):
        environment.make(tmp_path / "venv")


def test_where_python_tells_no_base_its_own_program_is_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(environment, "sys", types.SimpleNamespace(executable="here"))
    assert environment.base_python() == "here"
    told = types.SimpleNamespace(executable="here", _base_executable="C:\\Python\\python.exe")
    monkeypatch.setattr(environment, "sys", told)
    assert environment.base_python() == "C:\\Python\\python.exe"
