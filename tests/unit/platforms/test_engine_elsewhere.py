"""The engine's process on other systems: symbols, a C++ map's nodes, manners, the C library."""

import ctypes
import os
import signal
import struct
import subprocess
import sys
import types
from pathlib import Path
from typing import Any

import pytest

from launcher.runtime import client
from launcher.runtime.command import worker_command
from launcher.runtime.exit_status import cause_of, code_of, name_of
from launcher.worker import bindings, breakdown, cpp_map, hygiene, interrupt, mmproj
from launcher.worker.cpp_map import GNU, LLVM, MSVC, CppMap, Layout, exported_names, nodes_of

LIBRARY = Path(__file__).parents[2] / "recorded/windows/exports.dll"
VALUE = 32  # a node's key and value begin there in all three libraries


def test_the_exports_of_a_library_a_linker_made_are_read() -> None:
    names = exported_names(LIBRARY.read_bytes())
    assert names[2] == "llama_version"
    assert exported_names(LIBRARY.read_bytes()[:2048]) == []  # cut off
    assert [name.partition("@@")[0] for name in names[:2]] == [
        "?llama_get_memory_breakdown",
        "?mtmd_get_memory_usage",
    ]


@pytest.mark.parametrize(
    ("system", "found"),
    [
        ("win32", ["?llama_get_memory_breakdown"]),
        ("linux", [breakdown.ITANIUM]),
        ("darwin", [breakdown.ITANIUM]),
    ],
)
def test_each_system_has_its_name_for_a_cpp_function(
    monkeypatch: pytest.MonkeyPatch, system: str, found: list[str]
) -> None:
    monkeypatch.setattr(sys, "platform", system)
    symbols = cpp_map.symbols_of(LIBRARY.read_bytes(), breakdown.ITANIUM, breakdown.MICROSOFT)
    assert [name.partition("@@")[0] for name in symbols] == found


class Tree:
    """Nodes of a std::map laid out by hand, which stay where they are while the test runs."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._kept: list[Any] = []
        self.end = 0
        if layout.sentinel is not None:  # Microsoft's head node, which every link ends in
            self.end = self.node(None)
            self._byte(self.end + layout.sentinel, 1)

    def node(self, values: tuple[int, ...] | None, left: int = 0, right: int = 0) -> int:
        room = ctypes.create_string_buffer(128)
        self._kept.append(room)
        place = ctypes.addressof(room)
        self._word(place + self._layout.left, left or self.end)
        self._word(place + self._layout.right, right or self.end)
        if values:
            ctypes.memmove(
                place + VALUE, struct.pack(f"={len(values)}Q", *values), 8 * len(values)
            )
        return place

    def map_of(self, root: int) -> CppMap:
        made = CppMap()
        start = ctypes.addressof(made)
        if self._layout.sentinel is not None:
            self._word(start, self.end)
            start = self.end
        self._word(start + self._layout.root, root or self.end)
        return made

    def _word(self, place: int, value: int) -> None:
        ctypes.c_uint64.from_address(place).value = value

    def _byte(self, place: int, value: int) -> None:
        ctypes.c_uint8.from_address(place).value = value


LAYOUTS = [("linux", GNU), ("darwin", LLVM), ("win32", MSVC)]


@pytest.mark.parametrize(("system", "layout"), LAYOUTS)
def test_a_map_is_read_as_each_systems_library_lays_it_out(
    monkeypatch: pytest.MonkeyPatch, system: str, layout: Layout
) -> None:
    """libstdc++'s stl_tree.h, libc++'s __tree, Microsoft's xtree: links and values by offset."""
    monkeypatch.setattr(sys, "platform", system)
    tree = Tree(layout)
    low, high = tree.node((1, 10)), tree.node((3, 30))
    found = nodes_of(tree.map_of(tree.node((2, 20), low, high)), words=2)
    assert sorted(found or []) == [(1, 10), (2, 20), (3, 30)]
    assert nodes_of(tree.map_of(0), words=2) == []


@pytest.mark.parametrize(("system", "layout"), LAYOUTS)
def test_a_map_without_an_end_is_no_map(
    monkeypatch: pytest.MonkeyPatch, system: str, layout: Layout
) -> None:
    monkeypatch.setattr(sys, "platform", system)
    tree = Tree(layout)
    knot = tree.node((1, 1))
    tree._word(knot + layout.left, knot)
    assert nodes_of(tree.map_of(knot), words=2) is None


class Library:
    """A loaded library that has just these functions."""

    def __init__(self, *names: str) -> None:
        self._functions = {name: types.SimpleNamespace() for name in names}
        self._name = str(LIBRARY)

    def __getitem__(self, name: str) -> Any:
        if name not in self._functions:
            raise AttributeError(name)
        return self._functions[name]


def test_on_windows_the_breakdown_is_asked_by_the_name_in_the_file(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []

    def function(symbol: str, *_types: Any) -> str:
        asked.append(symbol)
        return "function"

    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(breakdown, "library_file", lambda: LIBRARY)
    monkeypatch.setattr(breakdown, "function", function)
    assert breakdown._ask.__wrapped__() == "function"
    assert [name.partition("@@")[0] for name in asked] == ["?llama_get_memory_breakdown"]


def test_on_windows_the_picture_readers_size_is_asked_by_the_name_in_the_file(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    name = exported_names(LIBRARY.read_bytes())[1]
    module = types.SimpleNamespace(_libmtmd=Library(name), mtmd_context_params=ctypes.c_int)
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(mmproj, "_bindings", lambda: module)
    found = mmproj._ask.__wrapped__()
    assert found is module._libmtmd[name]
    assert found.restype is CppMap


def test_on_windows_a_symbol_is_looked_for_in_every_library_that_is_loaded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """GetProcAddress does not follow a library's dependencies; dlsym does."""
    handles = {"ggml-base.dll": 11, "ggml.dll": 12}
    kernel = types.SimpleNamespace(GetModuleHandleW=_Handles(handles))
    opened: list[tuple[str, int]] = []

    def open_again(name: str, handle: int) -> Library:
        opened.append((name, handle))
        return Library(f"in {name}")

    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(ctypes, "WinDLL", lambda _name: kernel, raising=False)
    monkeypatch.setattr(ctypes, "CDLL", open_again)
    libraries = bindings._libraries.__wrapped__()
    assert libraries[0] is bindings.C._lib
    assert opened == list(handles.items())
    assert len(libraries) == 3


class _Handles:
    def __init__(self, known: dict[str, int]) -> None:
        self._known = known
        self.restype: Any = None
        self.argtypes: Any = None

    def __call__(self, name: str) -> int | None:
        return self._known.get(name)


@pytest.mark.parametrize(
    ("system", "asked"), [("win32", "msvcrt"), ("linux", None), ("darwin", None)]
)
def test_strlen_comes_from_each_systems_c_library(
    monkeypatch: pytest.MonkeyPatch, system: str, asked: str | None
) -> None:
    opened: list[str | None] = []
    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.setattr(ctypes, "CDLL", opened.append)
    interrupt._c_library()
    assert opened == [asked]


def test_without_a_c_library_the_flag_is_asked_in_python(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(interrupt, "_c_library", object)  # it has no strlen
    flag = interrupt.Interrupt()
    ask, data = flag.callback()
    assert not ask(data)
    flag.stop_all()
    assert ask(data)


def test_on_windows_a_missing_library_opens_no_dialog(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    kernel = types.SimpleNamespace(SetErrorMode=asked.append)
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(signal, "signal", lambda _number, _act: None)
    monkeypatch.setattr(ctypes, "windll", types.SimpleNamespace(kernel32=kernel), raising=False)
    hygiene.behave()
    assert asked == [0x0003]


@pytest.mark.parametrize("system", ["win32", "darwin"])
def test_where_the_kernel_knows_no_manners_none_are_asked_of_it(
    monkeypatch: pytest.MonkeyPatch, system: str
) -> None:
    ignored: list[int] = []
    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.setattr(signal, "signal", lambda number, _act: ignored.append(number))
    monkeypatch.setattr(ctypes, "CDLL", pytest.fail)
    monkeypatch.setattr(hygiene.Path, "write_text", pytest.fail)
    hygiene.behave()
    assert ignored == [signal.SIGINT]
    assert os.environ["GGML_NO_BACKTRACE"]


@pytest.mark.parametrize(
    ("system", "hidden"), [("win32", 0x08000000), ("linux", 0), ("darwin", 0)]
)
def test_on_windows_the_worker_opens_no_console(
    monkeypatch: pytest.MonkeyPatch, system: str, hidden: int
) -> None:
    flags: list[int] = []

    def popen(_words: list[str], **how: Any) -> None:
        flags.append(how["creationflags"])
        assert how["stdin"] == how["stdout"] == how["stderr"] == subprocess.PIPE

    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.setattr(subprocess, "CREATE_NO_WINDOW", 0x08000000, raising=False)
    monkeypatch.setattr(subprocess, "Popen", popen)
    client._spawn(None)
    assert flags == [hidden]


@pytest.mark.parametrize(
    ("system", "name"),
    [("win32", "snug-worker.exe"), ("darwin", "snug-worker"), ("linux", "snug-worker")],
)
def test_the_frozen_workers_name_has_its_systems_ending(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, system: str, name: str
) -> None:
    folder = tmp_path / "Jürgen's 語"
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(folder / "snug"))
    monkeypatch.setattr(sys, "platform", system)
    assert worker_command() == [str(folder / name)]


@pytest.mark.parametrize(
    ("status", "cause"),
    [
        (0xC00000FD, "crash"),
        (0xC0000006, "crash"),
        (0xC0000374, "crash"),
        (0xC0000409, "assertion"),
        (0x80000003, "assertion"),
        (3, "assertion"),
        (0xC0000135, "missing_library"),
        (0xC0000139, "missing_library"),
        (0xC0000142, "missing_library"),
        (0xC000007B, "missing_library"),
        (0xC000012D, "out_of_memory"),
        (0xC000013A, "stopped"),
        (0xC0000FFF, "exit"),
    ],
)
def test_windows_says_with_its_status_why_a_process_died(status: int, cause: str) -> None:
    """As unsigned numbers, which is what Popen gives there (ntstatus.h, corecrt)."""
    assert cause_of(status, windows=True) == cause
    assert code_of(status) == status
    assert name_of(status) == (f"0x{status:08X}" if status > 255 else str(status))


def test_on_windows_a_worker_that_fails_opens_no_dialog(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[int] = []
    kernel = types.SimpleNamespace(SetErrorMode=told.append)
    monkeypatch.setattr(ctypes, "windll", types.SimpleNamespace(kernel32=kernel), raising=False)
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(signal, "signal", lambda _number, _act: None)
    hygiene.behave()
    assert told == [0x3]  # SEM_FAILCRITICALERRORS, SEM_NOGPFAULTERRORBOX
