"""What tells that a graphics driver is another one than before."""

import os
from pathlib import Path

import pytest

from launcher.engines.drivers import driver_mark

LINUX = (
    "usr/share/vulkan/icd.d/radeon_icd.json",
    "usr/lib/x86_64-linux-gnu/libvulkan_radeon.so",
    "sys/module/nvidia/version",
    "sys/class/drm/card1",
)
WINDOWS = ("vulkan-1.dll", "nvcuda.dll", "DriverStore/FileRepository/nv_dispi.inf_amd64_1")


def mark(root: Path, system: str = "linux", **environment: str) -> str:
    return driver_mark(system=system, root=root, environment=environment)


def put(root: Path, name: str, text: str = "1") -> Path:
    file = root / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")
    return file


def test_it_stays_the_same_as_long_as_nothing_is_installed(tmp_path: Path) -> None:
    for name in LINUX:
        put(tmp_path, name)
    before = mark(tmp_path)
    put(tmp_path, "usr/lib/x86_64-linux-gnu/libcurl.so.4")
    put(tmp_path, "sys/class/drm/card1-HDMI-A-1")  # a screen was plugged in
    assert mark(tmp_path) == before


@pytest.mark.parametrize("name", LINUX)
def test_every_part_of_a_driver_on_linux_changes_it(tmp_path: Path, name: str) -> None:
    seen = {mark(tmp_path)}
    put(tmp_path, name)
    seen.add(mark(tmp_path))
    assert len(seen) == 2


def test_a_newer_library_of_the_same_size_changes_it(tmp_path: Path) -> None:
    file = put(tmp_path, "usr/lib64/libcuda.so.1")
    before = mark(tmp_path)
    os.utime(file, (1, 1))
    assert mark(tmp_path) != before


@pytest.mark.parametrize("name", WINDOWS)
def test_every_part_of_a_driver_on_windows_changes_it(tmp_path: Path, name: str) -> None:
    (tmp_path / "DriverStore" / "FileRepository").mkdir(parents=True)
    os.utime(tmp_path / "DriverStore" / "FileRepository", (1, 1))
    before = mark(tmp_path, "win32")
    put(tmp_path, name)
    assert mark(tmp_path, "win32") != before


def test_a_mac_has_its_drivers_from_its_system_alone(tmp_path: Path) -> None:
    before = mark(tmp_path, "darwin")
    for name in (*LINUX, *WINDOWS):
        put(tmp_path, name)
    assert mark(tmp_path, "darwin") == before != ""


def test_what_a_driver_is_told_by_the_environment_changes_it(tmp_path: Path) -> None:
    assert mark(tmp_path) != mark(tmp_path, GGML_VK_VISIBLE_DEVICES="1")
    assert mark(tmp_path) == mark(tmp_path, EDITOR="vi")


def test_this_computer_has_one_and_it_holds() -> None:
    assert driver_mark() == driver_mark() != ""
