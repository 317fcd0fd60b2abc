import hashlib
import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from bootstrap.talk import SetupError
from shipping.release_feed import feed, packages_in

from launcher.releases.release import release_from

NAMES = (
    "snug_0.2.0_amd64.deb",
    "snug_0.2.0_arm64.deb",
    "Snug-0.2.0-linux-x86_64.tar.zst",
    "Snug-0.2.0-linux-aarch64.tar.zst",
    "Snug-0.2.0-x86_64.AppImage",
    "Snug-0.2.0-windows-x86_64.exe",
    "Snug-0.2.0-macos-arm64.dmg",
)
ADDRESS = "https://downloads.example/0.2.0/"
DAY = date(2027, 1, 15)


def put(folder: Path, *names: str) -> list[Path]:
    for name in names:
        (folder / name).write_bytes(name.encode())
    return packages_in(folder)


def test_every_package_is_offered_for_its_system(tmp_path: Path) -> None:
    put(tmp_path, "SHA256SUMS", "sbom.json")
    made = feed(put(tmp_path, *NAMES), notes="New.", address=ADDRESS, day=DAY, version="0.2.0")
    found = release_from(json.dumps(made).encode())
    assert {(one.system, str(one.kind)) for one in found.downloads} == {
        ("linux-x86_64", "deb"),
        ("linux-aarch64", "deb"),
        ("linux-x86_64", "portable"),
        ("linux-aarch64", "portable"),
        ("linux-x86_64", "appimage"),
        ("windows-x86_64", "nsis"),
        ("macos-arm64", "dmg"),
    }
    deb = next(one for one in found.downloads if one.url.endswith(NAMES[0]))
    assert deb.url == f"{ADDRESS}{NAMES[0]}"
    assert deb.sha256 == hashlib.sha256(NAMES[0].encode()).hexdigest()
    assert deb.size == len(NAMES[0])


@pytest.mark.parametrize(
    ("names", "address", "version"),
    [
        (("snug.deb",), ADDRESS, "0.2.0"),
        (("snug_1_amd64.deb", "snug_2_amd64.deb"), ADDRESS, "0.2.0"),
        ((), ADDRESS, "0.2.0"),
        (NAMES, "http://downloads.example", "0.2.0"),
        (NAMES, ADDRESS, "next"),
    ],
)
def test_a_feed_nobody_could_use_is_not_made(
    tmp_path: Path, names: tuple[str, ...], address: str, version: str
) -> None:
    found = put(tmp_path, *names)
    with pytest.raises(SetupError):
        feed(found, notes="", address=address, day=DAY, version=version)


def test_the_command_writes_what_the_program_reads(tmp_path: Path, repository: Path) -> None:
    notes = tmp_path / "notes.md"
    notes.write_text("- Größer.\n", encoding="utf-8")
    put(tmp_path, *NAMES)
    script = repository / "packaging" / "shipping" / "release_feed.py"
    words = [sys.executable, str(script), str(notes), ADDRESS, str(tmp_path)]
    done = subprocess.run(words, check=True, capture_output=True)
    assert release_from(done.stdout).notes == "- Größer.\n"
    words[-1] = str(tmp_path / "nowhere")
    failed = subprocess.run(words, check=False, capture_output=True)
    assert (failed.returncode, failed.stdout) == (1, b"")
    assert b"cannot be read" in failed.stderr
