import shutil
import subprocess
from pathlib import Path, PurePosixPath

import pytest
from bootstrap.talk import SetupError
from PySide6.QtGui import QImage
from shipping import windows
from shipping.icons import ICO_SIDES, MAC, WINDOWS, pictures_of, png
from shipping.windows_resources import version4, version_info

from launcher.identity import VERSION

needs_nsis = pytest.mark.skipif(shutil.which("makensis") is None, reason="NSIS is not installed")


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A small stand-in for a frozen program; names with spaces and letters beyond ASCII."""
    tree = tmp_path / "Snug"
    for name in ("Snug.exe", "snug-worker.exe", "_internal/contents.json", "_internal/a b/ä.dll"):
        file = tree / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"x" * 1500)
    return tree


def lines_of(macro: str, script: str) -> list[str]:
    inside = script.partition(f"!macro {macro}\n")[2].partition("!macroend")[0]
    return [line.strip() for line in inside.splitlines()]


def test_every_file_that_is_installed_is_removed_again(tree: Path) -> None:
    payload = windows.payload_of(tree)
    script = windows.script(payload)
    removed = {
        line[len('Delete "') : -1]
        for line in lines_of("REMOVE_FILES", script)
        if line.startswith("Delete")
    }
    assert removed == {"$INSTDIR\\" + "\\".join(one.target.parts) for one in payload}
    assert "$INSTDIR\\_internal\\a b\\ä.dll" in removed
    assert "$INSTDIR\\bin\\snug.cmd" in removed


def test_no_folder_is_removed_with_what_a_person_put_into_it(repository: Path, tree: Path) -> None:
    script = windows.script(windows.payload_of(tree))
    assert "/r" not in script
    recipes = [file.read_text(encoding="utf-8") for file in windows.RECIPE.glob("*.ns?")]
    recursive = [line.strip() for text in recipes for line in text.splitlines() if "/r " in line]
    assert recursive == ['RMDir /r "${DATA}"']  # the data folder, and only with a tick


def test_folders_are_removed_from_the_deepest_up_and_the_installations_own_is_not(
    tree: Path,
) -> None:
    found = windows.folders(windows.payload_of(tree))
    assert found == [
        PurePosixPath("_internal/a b"),
        PurePosixPath("_internal"),
        PurePosixPath("bin"),
    ]


def test_a_tree_that_was_not_frozen_on_windows_is_refused(tmp_path: Path) -> None:
    (tmp_path / "snug").touch()
    with pytest.raises(SetupError, match=r"has no Snug\.exe and no snug-worker\.exe: freeze on"):
        windows.payload_of(tmp_path)


def test_a_tree_with_a_file_of_the_uninstallers_name_is_refused(tree: Path) -> None:
    (tree / "uninstall.exe").touch()
    with pytest.raises(SetupError, match="the uninstaller takes that name"):
        windows.payload_of(tree)


def test_a_name_that_the_script_would_read_as_something_else_is_refused() -> None:
    one = windows.Payload(target=PurePosixPath("_internal/$x.txt"), source=Path("x.txt"))
    with pytest.raises(SetupError, match="cannot be installed on Windows"):
        windows.script([one])


def test_the_size_counts_whole_kilobytes_a_file(tree: Path) -> None:
    payload = windows.payload_of(tree)
    assert len(payload) == 5
    assert windows.size_kb(payload) == 4 * 2 + 1


def test_a_missing_compiler_is_named_with_the_command_that_installs_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(windows, "PLACES", ())
    with pytest.raises(SetupError, match=r"winget install NSIS\.NSIS"):
        windows.compiler()


@needs_nsis
def test_the_installer_holds_exactly_the_files_of_the_tree(tree: Path, tmp_path: Path) -> None:
    made = windows.make(tree, tmp_path / "out", windows.Options(quick=True))
    assert made.name == f"Snug-{VERSION}-windows-x64-setup.exe"
    assert made.read_bytes()[:2] == b"MZ"
    if shutil.which("7z") is None:
        pytest.skip("7z is not installed: the installer was built, but not looked into")
    listed = subprocess.run(["7z", "l", "-slt", str(made)], check=True, capture_output=True)
    paths = [
        line.partition(" = ")[2]
        for line in listed.stdout.decode().splitlines()
        if line.startswith("Path = ") and str(made) not in line
    ]
    inside = {path for path in paths if "PLUGINSDIR" not in path}
    wanted = {str(one.target) for one in windows.payload_of(tree)} | {"uninstall.exe"}
    assert {path.replace("\\", "/") for path in inside} == wanted


@needs_nsis
def test_the_installer_is_unicode_compresses_with_lzma_and_asks_for_no_administrator(
    repository: Path,
) -> None:
    recipe = (windows.RECIPE / "snug.nsi").read_text(encoding="utf-8")
    for line in (
        "Unicode true",
        "RequestExecutionLevel user",
        "SetCompressor /SOLID /FINAL lzma",
        'InstallDir "$LOCALAPPDATA\\Programs\\${NAME}"',
    ):
        assert line in [one.strip() for one in recipe.splitlines()]


@needs_nsis
def test_a_recipe_with_a_mistake_is_told_in_makensiss_own_words(
    tree: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recipe = tmp_path / "recipe"
    recipe.mkdir()
    (recipe / "snug.nsi").write_text("NoSuchCommand\n")
    shutil.copy(windows.RECIPE / "snug.cmd", recipe)
    monkeypatch.setattr(windows, "RECIPE", recipe)
    with pytest.raises(SetupError, match="NoSuchCommand"):
        windows.make(tree, tmp_path / "out")


def test_windows_own_four_numbers_come_from_the_version() -> None:
    assert version4("0.1.0") == (0, 1, 0, 0)
    assert version4("1.2") == (1, 2, 0, 0)
    assert version4("0.2.0rc1") == (0, 2, 0, 0)
    assert version4("1.2.3.4.5") == (1, 2, 3, 4)


def test_the_version_resource_is_one_expression_with_the_version_in_it() -> None:
    compile(version_info("7.8.9"), "version_info.txt", "eval")
    assert "filevers=(7, 8, 9, 0)" in version_info("7.8.9")
    assert "StringStruct('ProductVersion', '7.8.9')" in version_info("7.8.9")


def test_the_icons_are_those_that_the_products_drawing_gives(qapp: object) -> None:
    kept = pictures_of(WINDOWS.read_bytes())
    assert [side for side, _ in kept] == list(ICO_SIDES)
    for side, data in kept:
        old, new = QImage.fromData(data), QImage.fromData(png(side))
        assert (old.width(), old.height()) == (side, side)
        differ = sum(
            abs(old.pixelColor(x, side // 2).red() - new.pixelColor(x, side // 2).red())
            for x in range(side)
        )
        assert differ <= 4 * side  # another version of Qt may round an edge otherwise
    assert MAC.read_bytes()[:4] == b"icns"
    assert int.from_bytes(MAC.read_bytes()[4:8], "big") == MAC.stat().st_size


def test_the_terminals_command_passes_every_word_to_the_workers_terminal() -> None:
    text = (windows.RECIPE / "snug.cmd").read_bytes()
    assert text == b'@"%~dp0..\\snug-worker.exe" --terminal %*\r\n'
