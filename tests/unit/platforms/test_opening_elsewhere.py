"""Opening the program on Windows and macOS: the one window's address, its line, boxes, files."""

import ctypes
import multiprocessing.connection
import os
import subprocess
import sys
import threading
import types
from pathlib import Path
from typing import Any

import pytest

from launcher.cli import testing
from launcher.engines.pinned import this_system
from launcher.errors import NoDisplay
from launcher.hardware.meters import Meters
from launcher.hardware.readings import GpuReading
from launcher.notices.components import component_notices, components
from launcher.worker import libraries
from tests.fakes.computer import recorded
from tests.fakes.nvml import RecordedNvml
from ui.entrance import address, knock, lines, say, screen, wish
from ui.pages.models import presenter


def test_on_windows_the_window_is_called_through_a_pipe_of_each_person(tmp_path: Path) -> None:
    def of(user: str, folder: Path = tmp_path) -> str:
        return address.address_of(folder, {"USERNAME": user}, system="win32", user=user)

    assert of("Ann").startswith("\\\\.\\pipe\\snug-")
    assert len(of("Jürgen 語")) < 256  # CreateNamedPipe takes no more
    assert of("Ann") == of("Ann")
    assert of("Ann") != of("Bob")
    assert of("Ann") != of("Ann", tmp_path / "other")


def test_on_windows_the_person_is_known_by_name_and_pipes_need_no_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(os, "getuid", pytest.fail)
    assert address._user({"USERNAME": "Ann"}) == "Ann"
    assert address._user({}) == ""
    assert address._is_ours(tmp_path / "absent")


class Pipes:
    """multiprocessing's own connections over sockets, in the place of named pipes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._first: list[Any] = []
        self._listener = multiprocessing.connection.Listener
        self._client = multiprocessing.connection.Client

    def listener(self, name: str, family: str) -> Any:
        assert family == "AF_PIPE"
        if self._first:  # FILE_FLAG_FIRST_PIPE_INSTANCE: ERROR_ACCESS_DENIED
            raise PermissionError(13, "Access is denied")
        self._first.append(name)
        return self._listener(str(self._folder / "pipe"), "AF_UNIX")

    def client(self, name: str, family: str) -> Any:
        assert (name, family) == (self._first[0], "AF_PIPE")
        return self._client(str(self._folder / "pipe"), "AF_UNIX")


@pytest.fixture
def pipes(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Pipes:
    made = Pipes(tmp_path)
    monkeypatch.setattr(multiprocessing.connection, "Listener", made.listener)
    monkeypatch.setattr(multiprocessing.connection, "Client", made.client)
    monkeypatch.setattr(sys, "platform", "win32")
    return made


def test_on_windows_a_second_start_is_answered_through_the_pipe(pipes: Pipes) -> None:
    line = lines.listen(r"\\.\pipe\snug-1")
    assert line is not None
    assert lines.listen(r"\\.\pipe\snug-1") is None
    heard: list[bytes] = []

    def answer() -> None:
        assert line is not None
        caller = line.accept()
        heard.append(caller.read(5))
        caller.write(b"came forward\n")
        caller.close()

    thread = threading.Thread(target=answer)
    thread.start()
    caller = lines.call(r"\\.\pipe\snug-1", 5)
    caller.write(b"open this\n")
    assert caller.read(5) == b"came forward\n"
    thread.join()
    assert heard == [b"open this\n"]
    with pytest.raises(OSError, match="gone"):
        caller.read(5)
    caller.close()
    line.close()


def test_on_windows_the_open_window_may_come_forward(monkeypatch: pytest.MonkeyPatch) -> None:
    allowed: list[int] = []
    user32 = types.SimpleNamespace(AllowSetForegroundWindow=allowed.append)
    monkeypatch.setattr(ctypes, "windll", types.SimpleNamespace(user32=user32), raising=False)
    knock._allow_foreground()
    assert allowed == []
    monkeypatch.setattr(sys, "platform", "win32")
    knock._allow_foreground()
    assert allowed == [-1]  # winuser.h: ASFW_ANY


def test_windows_shows_a_box_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[tuple[Any, ...]] = []

    def box(*words: Any) -> int:
        shown.append(words)
        return 1

    user32 = types.SimpleNamespace(MessageBoxW=box)
    monkeypatch.setattr(ctypes, "windll", types.SimpleNamespace(user32=user32), raising=False)
    assert say.show_box("größer 語", system="win32")
    assert shown == [(None, "größer 語", "Snug", 0x10010)]


def test_macos_shows_a_box_through_its_script_and_no_word_ends_the_text() -> None:
    ran: list[list[str]] = []

    def run(words: list[str]) -> int:
        ran.append(words)
        return 0

    assert say.show_box('a "b" \\ c', system="darwin", run=run)
    assert ran[0][:2] == ["osascript", "-e"]
    assert '"a \\"b\\" \\\\ c"' in ran[0][2]
    assert not say.show_box("a", system="darwin", run=lambda _words: -1)


def test_windows_and_macos_name_no_display() -> None:
    for system in ("win32", "darwin"):
        screen.check_display({}, system=system)
    with pytest.raises(NoDisplay):
        screen.check_display({}, system="linux")


@pytest.mark.parametrize(
    ("word", "path"),
    [
        ("file:///C:/Models/a%20b.gguf", "C:\\Models\\a b.gguf"),
        ("file://server/share/m.gguf", "\\\\server\\share\\m.gguf"),
        ("C:\\Models\\m.gguf", "C:\\Models\\m.gguf"),
    ],
)
def test_an_address_of_windows_is_a_path_of_windows(word: str, path: str) -> None:
    assert str(wish.file_of(word, windows=True)) == path


def test_the_word_the_finder_adds_is_no_file_and_no_command() -> None:
    assert wish.wish_of(["-psn_0_12345"], commands=tuple) == wish.Wish()


@pytest.mark.parametrize(
    ("system", "words"),
    [
        ("win32", ["explorer", "/select,", "{}"]),
        ("darwin", ["open", "-R", "{}"]),
    ],
)
def test_a_model_is_shown_in_the_systems_file_manager(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, system: str, words: list[str]
) -> None:
    started: list[list[str]] = []
    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.setattr(subprocess, "Popen", lambda words, **_how: started.append(words))
    path = tmp_path / "größer 語.gguf"
    presenter.reveal(path)
    assert started == [[word.format(path) for word in words]]


@pytest.mark.parametrize(
    ("system", "name"), [("win32", "Snug.exe"), ("linux", "snug"), ("darwin", "snug")]
)
def test_the_windows_program_is_found_beside_the_terminals(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, system: str, name: str
) -> None:
    monkeypatch.setattr(testing, "bundle", lambda: tmp_path)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "snug-worker"))
    monkeypatch.setattr(sys, "platform", system)
    assert testing.window_command() == [str(tmp_path / name)]


@pytest.mark.parametrize(
    ("system", "machine", "name"),
    [
        ("win32", "AMD64", "windows-x86_64"),
        ("darwin", "arm64", "macos-arm64"),
        ("linux", "aarch64", "linux-aarch64"),
        ("freebsd14", "amd64", "freebsd14-x86_64"),
    ],
)
def test_a_system_has_one_name_for_its_engine(system: str, machine: str, name: str) -> None:
    assert this_system(system, machine) == name


@pytest.mark.parametrize("system", ["win32", "darwin"])
def test_the_meters_read_no_files_of_linux_elsewhere(system: str) -> None:
    def cards(system: str) -> tuple[GpuReading, ...]:
        meters = Meters(sources=recorded("radeon-7900-xtx", system=system))
        return tuple(meters._of_amd(frozenset()))  # type: ignore[arg-type]

    assert cards("linux")
    assert cards(system) == ()


def test_on_windows_a_packs_own_folder_is_searched_for_its_companions(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    searched: list[str] = []
    opened: list[tuple[str, int]] = []
    system = types.SimpleNamespace(
        dlopen=lambda *words: opened.append(words) or 1,
        LoadLibrary=lambda *words: opened.append(words) or 2,
    )
    monkeypatch.setattr(os, "add_dll_directory", searched.append, raising=False)
    monkeypatch.setattr(libraries, "_ctypes", system)
    monkeypatch.setattr(ctypes, "CDLL", lambda _path, *, handle: handle)
    library = tmp_path / "ggml-cuda.dll"
    assert libraries._opened(library) == 1
    assert searched == []
    monkeypatch.setattr(sys, "platform", "win32")
    assert libraries._opened(library) == 2
    assert searched == [str(tmp_path)]
    # The default folders, and the one that the library lies in (libloaderapi.h).
    assert opened == [(str(library), ctypes.DEFAULT_MODE), (str(library), 0x1100)]


def test_on_windows_a_library_is_let_go_by_windows_own_function(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    freed: list[int] = []
    closed: list[int] = []
    both = types.SimpleNamespace(FreeLibrary=freed.append, dlclose=closed.append)
    monkeypatch.setattr(libraries, "_ctypes", both)
    libraries._close(types.SimpleNamespace(_handle=7))
    monkeypatch.setattr(sys, "platform", "win32")
    libraries._close(types.SimpleNamespace(_handle=8))
    assert (freed, closed) == ([8], [7])


@pytest.mark.parametrize(
    ("name", "module"),
    [
        ("ggml-cuda.dll", "cuda"),
        ("ggml-cpu-haswell.dll", "cpu-haswell"),
        ("libggml-metal.so", "metal"),
        ("libggml-blas.dylib", "blas"),
    ],
)
def test_modules_are_known_by_each_systems_file_names(
    tmp_path: Path, name: str, module: str
) -> None:
    (tmp_path / name).touch()
    assert [one.name for one in libraries._files(tmp_path)] == [module]


@pytest.mark.parametrize("system", ["win32", "darwin", "linux"])
def test_a_report_names_the_system_it_is_of(monkeypatch: pytest.MonkeyPatch, system: str) -> None:
    monkeypatch.setattr(sys, "platform", system)
    assert testing.report_of([])["system"] == system


def test_a_mac_is_not_asked_for_nvidias_driver() -> None:
    nvml = RecordedNvml("rtx-4090")
    for system, starts in (("darwin", 0), ("win32", 1)):
        meters = Meters(sources=recorded(system=system, nvml=nvml))
        meters._of_nvidia(frozenset(), rest=False)
        meters.close()
        assert nvml.starts == starts


@pytest.mark.parametrize(
    ("system", "only"),
    [("linux", "linux"), ("win32", "win32"), ("darwin", None)],
)
def test_licences_of_another_systems_parts_are_left_out(system: str, only: str | None) -> None:
    theirs = [row for row in components() if row.systems]
    names = {notice.name for notice in component_notices(system=system)}
    assert theirs
    for row in theirs:
        assert (row.name in names) is (only in row.systems)
