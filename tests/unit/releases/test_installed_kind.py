from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest

from launcher.releases.installed import Installation, this_installation
from launcher.releases.release import PackageKind


def kind(folder: str, system: str = "linux", **environment: str) -> PackageKind | None:
    parts = PureWindowsPath(folder) if system == "win32" else PurePosixPath(folder)
    found = this_installation(
        system=system, machine="x86_64", parts=parts, environment=environment
    )
    return found.kind


def test_a_source_checkout_is_no_package() -> None:
    assert this_installation(environment={}).kind is None


def test_the_folder_tells_the_package() -> None:
    assert kind("/opt/snug/_internal") is PackageKind.DEB
    assert kind("/home/ann/Snug/_internal") is PackageKind.PORTABLE
    assert kind("/opt/snugger/_internal") is PackageKind.PORTABLE
    assert kind("/Applications/Snug.app/Contents/Frameworks", "darwin") is PackageKind.DMG
    assert kind(r"C:\Users\Ann\AppData\Local\Programs\Snug\_internal", "win32") is PackageKind.NSIS


def test_an_appimage_is_known_by_its_own_runtime() -> None:
    mounted = {"APPIMAGE": "/home/ann/Snug.AppImage", "APPDIR": "/tmp/.mount_Snug"}  # noqa: S108
    assert kind("/tmp/.mount_Snug/opt/snug/_internal", **mounted) is PackageKind.APPIMAGE  # noqa: S108
    # Started from within another program's AppImage, whose variables it inherits.
    assert kind("/opt/snug/_internal", **mounted) is PackageKind.DEB


def test_a_folder_reached_by_a_link_is_known_too(tmp_path: Path) -> None:
    (tmp_path / "here").symlink_to("/opt/snug")
    found = this_installation(
        system="linux", machine="x86_64", parts=tmp_path / "here" / "_internal", environment={}
    )
    assert found.kind is PackageKind.DEB


@pytest.mark.parametrize(
    ("system", "machine", "named"),
    [
        ("linux", "x86_64", "linux-x86_64"),
        ("linux", "aarch64", "linux-aarch64"),
        ("win32", "AMD64", "windows-x86_64"),
        ("win32", "ARM64", "windows-arm64"),
        ("darwin", "arm64", "macos-arm64"),
    ],
)
def test_systems_are_named_alike_everywhere(system: str, machine: str, named: str) -> None:
    found = this_installation(system=system, machine=machine, environment={})
    assert found == Installation(system=named, kind=None)
