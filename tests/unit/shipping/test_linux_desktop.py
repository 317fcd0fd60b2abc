"""What a Linux desktop is told: valid, in step with the program, drawn from its own icon."""

import gzip
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from xml.etree import ElementTree

import pytest
from bootstrap.talk import SetupError
from PySide6.QtGui import QImage
from shipping import linux_share

from launcher.identity import APP_ID, VERSION

LARGEST_DIFFERENCE = 2  # of 255 in any channel: another release of Qt may round otherwise


@pytest.fixture
def sources(repository: Path) -> Path:
    return repository / "packaging" / "linux"


def entry(sources: Path) -> dict[str, str]:
    lines = (sources / f"{APP_ID}.desktop").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line)


def test_the_desktop_entry_opens_gguf_files_with_the_command(sources: Path) -> None:
    told = entry(sources)
    assert told["Exec"] == "snug %f"
    assert told["MimeType"] == "application/x-gguf;"
    assert told["Icon"] == APP_ID


def test_the_file_type_is_known_by_its_first_bytes_and_by_its_name(sources: Path) -> None:
    space = "{http://www.freedesktop.org/standards/shared-mime-info}"
    kind = ElementTree.parse(sources / f"{APP_ID}.mime.xml").getroot()[0]  # noqa: S314  our own file
    assert kind.get("type") == "application/x-gguf"
    match = kind.find(f"{space}magic/{space}match")
    assert match is not None
    assert (match.get("offset"), match.get("value")) == ("0", "GGUF")
    glob = kind.find(f"{space}glob")
    assert glob is not None
    assert glob.get("pattern") == "*.gguf"


def test_the_description_names_this_version_first(sources: Path, repository: Path) -> None:
    root = ElementTree.parse(sources / f"{APP_ID}.metainfo.xml").getroot()  # noqa: S314  our own file
    release = root.find("releases/release")
    assert release is not None
    project = tomllib.loads((repository / "pyproject.toml").read_text())
    assert release.get("version") == VERSION == project["project"]["version"]
    assert root.findtext("id") == APP_ID
    assert root.findtext("launchable") == f"{APP_ID}.desktop"


@pytest.mark.parametrize(
    ("tool", "words", "file"),
    [
        ("desktop-file-validate", [], f"{APP_ID}.desktop"),
        ("appstreamcli", ["validate", "--no-net"], f"{APP_ID}.metainfo.xml"),
        ("shellcheck", [], "appimage.sh"),
    ],
)
def test_the_systems_own_checker_accepts_it(
    sources: Path, tool: str, words: list[str], file: str
) -> None:
    if shutil.which(tool) is None:
        pytest.skip(f"{tool} is not installed")
    answer = subprocess.run(
        [tool, *words, str(sources / file)], check=False, capture_output=True, encoding="utf-8"
    )
    assert answer.returncode == 0, answer.stdout + answer.stderr


def test_the_icons_are_the_products_own_in_every_size(sources: Path, tmp_path: Path) -> None:
    words = [sys.executable, str(sources / "icons.py"), str(tmp_path)]
    subprocess.run(words, check=True, capture_output=True)
    drawn = sorted(tmp_path.glob("*.png"))
    assert [one.name for one in drawn] == [
        one.name for one in sorted((sources / "icons").glob("*.png"))
    ]
    for one in drawn:
        now, kept = QImage(str(one)), QImage(str(sources / "icons" / one.name))
        assert kept.width() == kept.height() == int(one.stem)
        assert difference(now, kept) <= LARGEST_DIFFERENCE, one.name


def difference(one: QImage, other: QImage) -> int:
    kind = QImage.Format.Format_RGBA8888
    plain = [image.convertToFormat(kind) for image in (one, other)]  # they hold the bytes
    pairs = zip(*(bytes(image.constBits()) for image in plain), strict=True)
    return max(abs(a - b) for a, b in pairs)


def test_the_manual_carries_the_version_and_names_the_folders(tmp_path: Path) -> None:
    linux_share.lay_out(tmp_path / "usr", version="9.8.7")
    manual = gzip.decompress((tmp_path / "usr/share/man/man1/snug.1.gz").read_bytes()).decode()
    assert "Snug 9.8.7" in manual
    assert "~/.local/share/Snug" in manual
    assert not re.search("@[A-Z]+@", manual)


def appimage(sources: Path, appdir: Path, out: Path, **environment: str) -> "tuple[int, str]":
    words = ["bash", str(sources / "appimage.sh"), str(appdir), str(out)]
    answer = subprocess.run(
        words,
        check=False,
        capture_output=True,
        encoding="utf-8",
        env={"PATH": "/usr/bin:/bin", **environment},
    )
    return answer.returncode, answer.stdout + answer.stderr


@pytest.fixture
def appdir(tmp_path: Path) -> Path:
    folder = tmp_path / "Snug.AppDir"
    home = folder / "opt" / "snug"
    (home / "_internal").mkdir(parents=True)
    (home / "snug").write_bytes(b"\x7fELF" + bytes(14) + b"\x3e\x00" + bytes(40))
    (home / "snug").chmod(0o755)
    (folder / "AppRun").symlink_to("opt/snug/snug")
    (home / "_internal" / "contents.json").write_text('{\n "version": "9.8.7"\n}\n')
    return folder


@pytest.mark.skipif(shutil.which("mksquashfs") is None, reason="mksquashfs is not installed")
def test_an_appimage_is_the_runtime_and_then_the_image(
    sources: Path, appdir: Path, tmp_path: Path
) -> None:
    runtime = tmp_path / "runtime"
    runtime.write_bytes(b"\x7fELF" + b"runtime" * 100)
    told = subprocess.run(["sha256sum", runtime], check=True, capture_output=True, text=True)
    given = {
        "APPIMAGE_RUNTIME": str(runtime),
        "APPIMAGE_RUNTIME_SHA256": told.stdout.split()[0],
    }
    status, said = appimage(sources, appdir, tmp_path / "out", **given)
    assert status == 0, said
    made = tmp_path / "out" / "Snug-9.8.7-x86_64.AppImage"
    data = made.read_bytes()
    assert data.startswith(runtime.read_bytes())
    assert data[runtime.stat().st_size :].startswith(b"hsqs")  # SquashFS' own mark
    assert made.stat().st_mode & 0o111
    _, _ = appimage(sources, appdir, tmp_path / "again", **given)
    assert (tmp_path / "again" / made.name).read_bytes() == data


@pytest.mark.skipif(shutil.which("mksquashfs") is None, reason="mksquashfs is not installed")
@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({}, "APPIMAGE_RUNTIME_URL"),
        ({"APPIMAGE_RUNTIME": "/bin/true"}, "APPIMAGE_RUNTIME_SHA256"),
        ({"APPIMAGE_RUNTIME": "/bin/true", "APPIMAGE_RUNTIME_SHA256": "0" * 64}, "not the one"),
    ],
)
def test_an_appimage_without_its_runtime_or_with_another_is_refused(
    sources: Path, appdir: Path, tmp_path: Path, given: dict[str, str], sentence: str
) -> None:
    status, said = appimage(sources, appdir, tmp_path / "out", **given)
    assert status == 1
    assert sentence in said
    assert not (tmp_path / "out").exists()


def test_a_missing_icon_is_not_passed_over_in_silence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(linux_share, "PICTURE", tmp_path / "none.svg")
    with pytest.raises((OSError, SetupError)):
        linux_share.lay_out(tmp_path / "usr")
