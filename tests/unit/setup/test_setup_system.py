import io
import os
import shutil
import sys
from pathlib import Path

import pytest
from bootstrap import system
from bootstrap.packages import MANAGERS, QT_LIBRARIES, library_packages
from bootstrap.system import missing_libraries, needed_packages
from bootstrap.talk import SetupError


def test_every_manager_has_names_for_every_library() -> None:
    libraries = tuple(row[0] for row in QT_LIBRARIES)
    for manager in MANAGERS:
        names = library_packages(manager, libraries)
        assert names
        assert len(names) == len(set(names))


def test_a_missing_library_is_named_by_its_package() -> None:
    def load(library: str) -> None:
        if "EGL" in library:
            raise OSError(library)

    missing = missing_libraries(load)
    assert missing == ("libEGL.so.1",)
    assert library_packages("apt-get", missing) == ["libegl1"]
    assert library_packages("pacman", missing) == ["libglvnd"]
    assert library_packages("dnf", missing) == ["libEGL.so.1()(64bit)"]


def test_a_compiler_and_the_venv_module_have_names_too() -> None:
    wanted = needed_packages("apt-get", compiler=True, venv=True, libraries=())
    assert wanted == ["g++", f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"]
    assert needed_packages("dnf", compiler=True, venv=True, libraries=()) == ["gcc-c++"]


@pytest.fixture
def bare_linux(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """A person without root on a Debian that lacks a compiler, with nobody at the terminal."""
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(os, "geteuid", lambda: 1000, raising=False)
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    monkeypatch.setattr(system, "has_compiler", lambda: False)
    monkeypatch.setattr(system, "missing_libraries", lambda: ("libEGL.so.1",))
    monkeypatch.setattr(system, "find_manager", lambda: "apt-get")
    return monkeypatch


def test_what_we_may_not_install_is_named_with_the_command(
    bare_linux: pytest.MonkeyPatch,
) -> None:
    with pytest.raises(SetupError) as told:
        system.prepare(compiler=True, window=True, venv=False)
    assert str(told.value).splitlines()[1].strip() == "sudo apt-get install g++ libegl1"


def test_an_unknown_system_is_told_what_is_missing(bare_linux: pytest.MonkeyPatch) -> None:
    bare_linux.setattr(system, "find_manager", lambda: None)
    with pytest.raises(SetupError, match=r"a C\+\+ compiler and system libraries \(libEGL"):
        system.prepare(compiler=True, window=True, venv=False)


def test_the_terminal_alone_needs_no_libraries_of_the_window(
    bare_linux: pytest.MonkeyPatch,
) -> None:
    system.prepare(compiler=False, window=False, venv=False)


def test_root_installs_and_tries_once_more_after_looking_for_news(
    bare_linux: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    calls: list[str] = []
    outcomes = iter([False, True, True, True])

    def run(words: list[str]) -> bool:
        calls.append(" ".join(words[:2]))
        return next(outcomes)

    bare_linux.setattr(os, "geteuid", lambda: 0, raising=False)
    bare_linux.setattr(system, "_run", run)
    bare_linux.setattr(system, "missing_libraries", lambda: ())
    compiler = iter([False, True])
    bare_linux.setattr(system, "has_compiler", lambda: next(compiler))
    system.prepare(compiler=True, window=True, venv=False)
    assert calls == [
        "apt-get install",
        "dpkg --configure",
        "apt-get -qq",
        "apt-get install",
    ]
    assert "Installing a C++ compiler: apt-get install g++" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("platform", "command"),
    [("darwin", "xcode-select --install"), ("win32", "winget install Microsoft.VisualStudio")],
)
def test_a_missing_compiler_is_named_on_every_system(
    monkeypatch: pytest.MonkeyPatch, platform: str, command: str
) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setattr(system, "has_compiler", lambda: False)
    with pytest.raises(SetupError, match=command):
        system.prepare(compiler=True, window=True, venv=False)


def test_the_compiler_may_be_named_by_the_environment(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    if sys.platform != "linux":
        pytest.skip("only Linux asks the path")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CXX", raising=False)
    assert not system.has_compiler()
    own = shutil.copy("/bin/sh", tmp_path / "my-compiler")
    monkeypatch.setenv("CXX", f"{own} -m64")
    assert system.has_compiler()
