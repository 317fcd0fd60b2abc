import hashlib
import json
import sys
from pathlib import Path

import pytest

from launcher.errors import InstallationDamaged, InstallationIncomplete
from launcher.shipped import (
    check_start,
    damage_found,
    damaged_files,
    installation,
    read_contents,
)

FILES = {
    "snug": b"the program",
    "_internal/libQt6Gui.so.6": b"a library of Qt",
    "_internal/PySide6/QtGui.abi3.so": b"its binding",
    "_internal/engine/libllama.so": b"the engine",
    "_internal/resources/catalog/index.json": b"{}",
}


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A very small installation that this process takes for its own."""
    root = tmp_path / "opt" / "Snug with spaces ü"
    told = {}
    for name, data in FILES.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        told[name] = {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    contents = {"format": 1, "version": "0.1.0", "system": "linux-x86_64", "files": told}
    (root / "_internal" / "contents.json").write_text(json.dumps(contents))
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "_MEIPASS", str(root / "_internal"), raising=False)
    monkeypatch.setattr(sys, "executable", str(root / "snug"))
    return root


def names(root: Path, *, thorough: bool = False) -> list[str]:
    contents = read_contents(root, root / "_internal")
    return [one.name for one in damaged_files(contents, thorough=thorough)]


def test_from_source_there_is_nothing_to_be_missing() -> None:
    assert installation() is None
    assert check_start() == ()
    assert damage_found() is None


def test_a_macs_app_is_counted_from_its_own_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = tmp_path / "Snug.app"
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "_MEIPASS", str(app / "Contents" / "Frameworks"), raising=False)
    monkeypatch.setattr(sys, "executable", str(app / "Contents" / "MacOS" / "snug"))
    assert installation() == app


def test_a_whole_installation_has_no_damage(installed: Path) -> None:
    assert installation() == installed
    assert names(installed, thorough=True) == []
    assert check_start() == ()
    assert damage_found() is None


def test_a_missing_library_keeps_the_window_from_opening_and_is_named(installed: Path) -> None:
    (installed / "_internal" / "libQt6Gui.so.6").unlink()
    with pytest.raises(InstallationDamaged) as caught:
        check_start()
    assert caught.value.names == ("_internal/libQt6Gui.so.6",)


def test_a_library_that_ends_too_early_is_found_before_it_is_loaded(installed: Path) -> None:
    (installed / "_internal" / "PySide6" / "QtGui.abi3.so").write_bytes(b"its bin")
    with pytest.raises(InstallationDamaged):
        check_start()


def test_zeros_of_the_right_size_are_found_by_their_hash_alone(installed: Path) -> None:
    library = installed / "_internal" / "PySide6" / "QtGui.abi3.so"
    library.write_bytes(bytes(len(FILES["_internal/PySide6/QtGui.abi3.so"])))
    assert names(installed) == []
    assert names(installed, thorough=True) == ["_internal/PySide6/QtGui.abi3.so"]
    damage = damage_found()
    assert isinstance(damage, InstallationDamaged)
    assert damage.names == ("_internal/PySide6/QtGui.abi3.so",)


@pytest.mark.parametrize(
    "name", ["_internal/resources/catalog/index.json", "_internal/engine/libllama.so"]
)
def test_what_the_window_opens_without_is_told_in_it(installed: Path, name: str) -> None:
    (installed / name).unlink()
    (notice,) = check_start()
    assert isinstance(notice, InstallationDamaged)
    assert notice.names == (name,)


def test_an_installation_that_did_not_finish_is_told(installed: Path) -> None:
    (installed / "_internal" / "contents.json").unlink()
    (notice,) = check_start()
    assert isinstance(notice, InstallationIncomplete)
    assert isinstance(damage_found(), InstallationIncomplete)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"files": {"snug": {}}}', "\0" * 40])
def test_a_list_that_is_damaged_itself_is_told(installed: Path, text: str) -> None:
    (installed / "_internal" / "contents.json").write_text(text)
    (notice,) = check_start()
    assert isinstance(notice, InstallationDamaged)
    assert notice.names == ("contents.json",)


def test_a_folder_in_a_librarys_place_is_damage(installed: Path) -> None:
    library = installed / "_internal" / "libQt6Gui.so.6"
    library.unlink()
    library.mkdir()
    with pytest.raises(InstallationDamaged):
        check_start()
