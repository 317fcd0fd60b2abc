from pathlib import Path
from typing import NoReturn

import pytest

from launcher.errors import NoDisplay
from launcher.system_libraries import missing_library
from launcher.why import why
from ui.opening import main


@pytest.mark.parametrize(
    ("said", "library", "package"),
    [
        (
            "libEGL.so.1: cannot open shared object file: No such file or directory",
            "libEGL.so.1",
            "libegl1",
        ),
        (
            "/opt/snug/_internal/PySide6/Qt/plugins/platforms/libqxcb.so: libxcb-cursor.so.0:"
            " cannot open shared object file: No such file or directory",
            "libxcb-cursor.so.0",
            "libxcb-cursor0",
        ),
        ("libnever.so.9: cannot open shared object file", "libnever.so.9", ""),
    ],
)
def test_the_library_that_is_missing_is_named_with_its_package(
    said: str, library: str, package: str
) -> None:
    found = missing_library(said)
    assert found is not None
    assert (found.library, found.package) == (library, package)


@pytest.mark.parametrize(
    "said", ["No module named 'PySide6'", "/opt/x.so: file too short", "", "invalid ELF header"]
)
def test_other_complaints_name_no_library(said: str) -> None:
    assert missing_library(said) is None


def test_a_missing_library_of_the_system_is_told_with_what_to_install() -> None:
    said = why(ImportError("libEGL.so.1: cannot open shared object file: No such file"))
    assert said.what == "A library of the system is missing: libEGL.so.1."
    assert "sudo apt install libegl1" in said.next


def test_a_module_that_is_missing_is_told_by_its_name() -> None:
    said = why(ImportError("No module named 'PySide6'"))
    assert "No module named 'PySide6'" in said.what
    assert said.next.startswith("Install Snug again")


class Homeless:
    """As platformdirs is where neither HOME nor an account names a folder."""

    def __init__(self, *_words: object, **_more: object) -> None:
        """Nothing is asked before a folder is."""

    @property
    def user_config_path(self) -> Path:
        raise RuntimeError("could not determine the home directory for '~/.config'")


@pytest.mark.parametrize("words", [[], ["list"]])
def test_a_home_that_nobody_knows_is_one_sentence(
    words: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("launcher.paths.PlatformDirs", Homeless)
    monkeypatch.setattr("ui.entrance.say.show_box", lambda _text: False)
    monkeypatch.delenv("SNUG_HOME")
    assert main(words) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("The system does not say where your files belong: HOME is not set.")


def test_errors_of_ours_and_unforeseen_ones_have_their_words() -> None:
    assert why(NoDisplay()).what == "There is no display to open a window on."
    assert "not foreseen" in why(ZeroDivisionError("division by zero")).what


def test_a_window_that_was_closed_ends_the_program_at_once(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    ended: list[int] = []

    def end(status: int) -> NoReturn:
        ended.append(status)
        raise SystemExit(status)

    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setattr("ui.opening._first", lambda _files, _door: 3)
    monkeypatch.setattr("os._exit", end)
    with pytest.raises(SystemExit):
        main([])
    assert ended == [3]
