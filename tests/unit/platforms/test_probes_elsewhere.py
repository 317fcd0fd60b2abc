"""What the probes ask Windows and macOS, and what they make of the answers."""

# ruff: noqa: N802  the system's own names
import collections
import ctypes
import platform
import sys
import types
from pathlib import Path
from typing import Any

import psutil
import pytest

from launcher.hardware import held
from launcher.hardware.held import Held
from launcher.hardware.probes import cpu, memory, programs, sources, system
from launcher.hardware.probes.registry import MANY, WindowsRegistry
from launcher.units import GIB
from tests.fakes.computer import recorded

# psutil's own names for what these systems tell of a process.
WINDOWS_MEMORY = collections.namedtuple("WINDOWS_MEMORY", "rss vms num_page_faults peak_wset wset")
MACOS_MEMORY = collections.namedtuple("MACOS_MEMORY", "rss vms pfaults pageins")


@pytest.mark.parametrize(
    ("build", "name"),
    [(19045, "Windows 10 (build 19045)"), (22000, "Windows 11 (build 22000)")],
)
def test_windows_is_named_by_its_build(
    monkeypatch: pytest.MonkeyPatch, build: int, name: str
) -> None:
    version = types.SimpleNamespace(major=10, minor=0, build=build)
    monkeypatch.setattr(sys, "getwindowsversion", lambda: version, raising=False)
    monkeypatch.setattr(platform, "machine", lambda: "AMD64")
    assert system.name(recorded(system="win32")) == f"{name}, AMD64"


def test_a_windows_that_does_not_tell_its_build_is_windows(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delattr(sys, "getwindowsversion", raising=False)
    assert system.name(recorded(system="win32")).startswith("Windows, ")


def test_macos_is_named_by_its_version(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, "mac_ver", lambda: ("15.6.1", ("", "", ""), "arm64"))
    monkeypatch.setattr(platform, "machine", lambda: "arm64")
    assert system.name(recorded(system="darwin")) == "macOS 15.6.1, arm64"


def test_a_linux_without_a_name_tells_its_kernel(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(platform, "release", lambda: "6.18.0")
    assert system.name(recorded()).startswith("Linux 6.18.0, ")


@pytest.mark.parametrize(
    "kind", [WINDOWS_MEMORY(700 << 20, 1, 2, 3, 4), MACOS_MEMORY(700, 1, 2, 3)]
)
def test_where_shared_pages_are_not_told_a_process_holds_what_is_resident(
    monkeypatch: pytest.MonkeyPatch, kind: Any
) -> None:
    process = types.SimpleNamespace(memory_info=lambda: kind, pid=7)
    monkeypatch.setattr(psutil, "Process", lambda _pid=7: process)
    assert held._asked(7) == Held(resident=kind.rss)
    assert programs.held_alone(kind) == kind.rss
    assert memory.held_by([7]) == kind.rss


@pytest.mark.parametrize("name", ["win32", "darwin"])
def test_elsewhere_no_file_of_linux_is_read_for_what_a_process_holds(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    folder = tmp_path / "proc/7"
    folder.mkdir(parents=True)
    (folder / "smaps_rollup").write_text("Rss: 999 kB\n")
    process = types.SimpleNamespace(memory_info=lambda: MACOS_MEMORY(5 << 20, 1, 2, 3))
    monkeypatch.setattr(psutil, "Process", lambda _pid: process)
    monkeypatch.setattr(sys, "platform", name)
    assert held.resident_of(7, root=tmp_path) == Held(resident=5 << 20)


def test_a_mac_binds_no_process_to_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(psutil, "Process", types.SimpleNamespace)
    assert sources.cores().allowed is None


def test_the_cores_a_process_is_bound_to_are_told_elsewhere(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bound = types.SimpleNamespace(cpu_affinity=lambda: [0, 2])
    monkeypatch.setattr(psutil, "Process", lambda: bound)
    assert sources.cores().allowed == (0, 2)


def test_outside_linux_a_drivers_process_numbers_are_ours(tmp_path: Path) -> None:
    assert programs.drivers_word_is_ours(tmp_path)


@pytest.mark.parametrize(
    ("path", "name"),
    [
        (r"C:\Program Files\Mozilla Firefox\firefox.exe", "firefox"),
        (r"C:\Users\Jürgen\App.EXE", "App"),
        (r"\\server\share\tool.exe", "tool"),
        ("/Applications/Firefox.app/Contents/MacOS/firefox", "Firefox"),
        ("/usr/bin/python3.11", "python3.11"),
    ],
)
def test_programs_have_the_names_people_know(path: str, name: str) -> None:
    assert programs.program_of(path) == name


@pytest.mark.parametrize("name", ["win32", "darwin"])
def test_a_processor_nobody_names_is_called_by_its_kind(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(platform, "machine", lambda: "ARM64")
    assert cpu.name(recorded(system=name)) == "ARM64"


def test_memory_is_believed_where_there_are_no_control_groups(tmp_path: Path) -> None:
    found = memory.read(tmp_path, lambda: sources.MainMemory(total=16 * GIB, available=9 * GIB))
    assert (found.total, found.available, found.limit) == (16 * GIB, 9 * GIB, None)


class Winreg(types.ModuleType):
    """winreg as its documentation has it, with one key."""

    HKEY_LOCAL_MACHINE = 0x80000002

    def __init__(self, path: str, values: dict[str, object], below: tuple[str, ...]) -> None:
        super().__init__("winreg")
        self._path, self._values, self._below = path, list(values.items()), below
        self.closed = 0

    def OpenKey(self, hive: int, path: str) -> "Winreg":
        assert hive == self.HKEY_LOCAL_MACHINE
        if path != self._path:
            raise FileNotFoundError(2, "The system cannot find the file specified")
        return self

    def __enter__(self) -> "Winreg":
        return self

    def __exit__(self, *_error: object) -> None:
        self.closed += 1

    def QueryInfoKey(self, _key: object) -> tuple[int, int, int]:
        return (len(self._below), len(self._values), 0)

    def EnumValue(self, _key: object, index: int) -> tuple[str, object, int]:
        return (*self._values[index], 1)

    def EnumKey(self, _key: object, index: int) -> str:
        return self._below[index]


def test_a_key_of_the_registry_is_read_and_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    many = {f"value {number}": number for number in range(2 * MANY)}
    reg = Winreg("A\\B", many, ("0000", "0001"))
    monkeypatch.setitem(sys.modules, "winreg", reg)
    assert len(WindowsRegistry().values("A\\B")) == MANY
    assert WindowsRegistry().keys("A\\B") == ("0000", "0001")
    assert reg.closed == 2
    with pytest.raises(FileNotFoundError):
        WindowsRegistry().keys("A\\C")


class Devices:
    """cfgmgr32: names of devices, each ended by a zero, the list by one more."""

    def __init__(self, *names: str, fault: int = 0) -> None:
        self._list = "".join(f"{name}\0" for name in names) + "\0"
        self._fault = fault

    def CM_Get_Device_ID_List_SizeW(self, length: Any, _wanted: Any, flags: int) -> int:
        assert flags == 0x300  # present, and of this class
        length._obj.value = len(self._list)
        return 0

    def CM_Get_Device_ID_ListW(self, _wanted: Any, buffer: Any, length: Any, flags: int) -> int:
        assert (length.value, flags) == (len(self._list), 0x300)
        for index, letter in enumerate(self._list):
            buffer[index] = letter
        return self._fault


def test_the_devices_that_are_there_are_told_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    devices = Devices("PCI\\VEN_1002&DEV_744C\\6&0", "ROOT\\BASICDISPLAY\\0000")
    monkeypatch.setattr(ctypes, "CDLL", lambda _name: devices)
    assert WindowsRegistry().present("{class}") == (
        "pci\\ven_1002&dev_744c\\6&0",
        "root\\basicdisplay\\0000",
    )
    monkeypatch.setattr(ctypes, "CDLL", lambda _name: Devices("x", fault=26))
    assert WindowsRegistry().present("{class}") == ()
