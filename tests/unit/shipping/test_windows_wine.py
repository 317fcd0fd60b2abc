"""The installer, really run: by Wine, where that is installed. Windows itself was never asked."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from shipping import windows

WINE = next(
    (
        name
        for name in ("/usr/lib/wine/wine64", shutil.which("wine"))
        if name and Path(name).exists()
    ),
    None,
)
pytestmark = [
    pytest.mark.full,  # making Wine's own Windows takes ten seconds, or a minute on a busy machine
    pytest.mark.timeout(400),
    pytest.mark.skipif(
        WINE is None or shutil.which("makensis") is None, reason="Wine or NSIS is not installed"
    ),
]
# A program for Windows that runs for some seconds, as makensis makes it.
LASTING = """Target amd64-unicode
Unicode true
OutFile "{out}"
SilentInstall silent
Section
  Sleep {ms}
SectionEnd
"""
LONG = ";".join(rf"C:\a folder\number {number}\bin" for number in range(200))
PROGRAMS = "AppData/Local/Programs/Snug"
STATUS_SYSTEM = 3


class Done(NamedTuple):
    """How a program ended, and what it said."""

    status: int
    said: str


class Machine:
    """A Windows of Wine's in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.prefix = folder / "prefix"
        home = folder / "home"
        home.mkdir()
        self.environment = os.environ | {
            "WINEPREFIX": str(self.prefix),
            "WINEDEBUG": "-all",
            "WINEDLLOVERRIDES": "mscoree,mshtml,winemenubuilder.exe=",
            "HOME": str(home),
            "USER": "someone",
        }
        self.environment.pop("DISPLAY", None)

    def run(self, *words: str, check: bool = True) -> Done:
        assert WINE is not None
        # A file, no pipe: Wine's services inherit it and live on for some seconds.
        with tempfile.TemporaryFile() as said:
            status = subprocess.run(
                [WINE, *words],
                check=False,
                stdout=said,
                stderr=subprocess.DEVNULL,
                env=self.environment,
                timeout=200,
            ).returncode
            said.seek(0)
            done = Done(status=status, said=said.read().decode("cp850"))
        assert not check or done.status == 0, done
        return done

    @property
    def home(self) -> Path:
        return next(
            folder
            for folder in (self.prefix / "drive_c" / "users").iterdir()
            if folder.name != "Public"
        )

    def value(self, key: str, name: str = "") -> str | None:
        """A value of the person's part of the registry."""
        named = ["/v", name] if name else ["/ve"]
        done = self.run("reg", "query", f"HKCU\\{key}", *named, check=False)
        lines = [line for line in done.said.splitlines() if "REG_" in line]
        return lines[0].partition("REG_")[2].partition("    ")[2].strip() if lines else None

    def set_value(self, key: str, name: str, kind: str, value: str) -> None:
        named = ["/v", name] if name else ["/ve"]
        self.run("reg", "add", f"HKCU\\{key}", *named, "/t", kind, "/d", value, "/f")

    def uninstall(self) -> None:
        # In its place, so that its end can be waited for.
        folder = self.home / PROGRAMS
        self.run(str(folder / "uninstall.exe"), "/S", f"_?={self.inside(folder)}")

    def inside(self, path: Path) -> str:
        return "C:\\" + "\\".join(path.relative_to(self.prefix / "drive_c").parts)


def lasting(out: Path, *, seconds: float) -> Path:
    script = out.with_suffix(".nsi")
    script.write_text(LASTING.format(out=out, ms=int(seconds * 1000)))
    subprocess.run(["makensis", "-V1", str(script)], check=True, capture_output=True)
    script.unlink()
    return out


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    made = Machine(tmp_path_factory.mktemp("wine"))
    made.run("wineboot", "-i")
    made.run("winecfg", "-v", "win10")
    yield made
    made.run("wineboot", "-e", "-f", check=False)
    subprocess.run(
        ["/usr/lib/wine/wineserver", "-w"], check=False, env=made.environment, timeout=60
    )


@pytest.fixture(scope="module")
def setup(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("setup")
    tree = folder / "Snug"
    (tree / "_internal" / "a b").mkdir(parents=True)
    (tree / "_internal" / "a b" / "ä.dll").write_text("x")
    lasting(tree / "Snug.exe", seconds=4)
    shutil.copy(tree / "Snug.exe", tree / "snug-worker.exe")
    return str(windows.make(tree, folder, windows.Options(quick=True, stub="amd64-unicode")))


def test_what_is_installed_silently_is_there_and_gone_again_with_everything_else_kept(
    machine: Machine, setup: str
) -> None:
    machine.set_value("Software\\Classes\\.gguf", "", "REG_SZ", "Other.Model")
    machine.set_value("Environment", "Path", "REG_EXPAND_SZ", LONG)
    data = machine.home / "AppData" / "Local" / "Snug" / "models"
    data.mkdir(parents=True)
    (data / "a.gguf").write_text("a model")
    folder = machine.home / PROGRAMS
    machine.run(setup, "/S", "/PATH")
    (folder / "mine.txt").write_text("a person's own file")
    assert (folder / "_internal" / "a b" / "ä.dll").read_text() == "x"
    assert (folder / "bin" / "snug.cmd").is_file()
    assert machine.value("Software\\Classes\\.gguf") == "Snug.gguf"
    assert machine.value("Environment", "Path") == f"{LONG};{machine.inside(folder)}\\bin"
    removal = "Software\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\app.snug.Snug"
    assert machine.value(removal, "DisplayName") == "Snug"
    assert machine.value(removal, "Publisher") == "The Snug authors"

    machine.uninstall()

    # The uninstaller was started in its place, so that it cannot remove itself.
    assert sorted(file.name for file in folder.iterdir()) == ["mine.txt", "uninstall.exe"]
    assert (data / "a.gguf").read_text() == "a model"
    assert machine.value("Software\\Classes\\.gguf") == "Other.Model"
    assert machine.value("Environment", "Path") == LONG
    assert machine.value(removal, "DisplayName") is None
    (folder / "mine.txt").unlink()


def test_an_upgrade_in_place_waits_for_the_open_program_and_removes_the_files_before(
    machine: Machine, setup: str, tmp_path: Path
) -> None:
    folder = machine.home / PROGRAMS
    machine.run(setup, "/S", "/NOGGUF")
    later = tmp_path / "Snug"
    (later / "_internal").mkdir(parents=True)
    lasting(later / "Snug.exe", seconds=0.1)
    shutil.copy(later / "Snug.exe", later / "snug-worker.exe")
    (later / "_internal" / "new.dll").write_text("new")
    new = windows.make(later, tmp_path, windows.Options(quick=True, stub="amd64-unicode"))
    assert WINE is not None
    with subprocess.Popen(
        [WINE, str(folder / "Snug.exe")], env=machine.environment, stderr=subprocess.DEVNULL
    ) as open_program:
        machine.run("cmd", "/c", "ver")  # by now the program has begun
        machine.run(str(new), "/S")
        assert open_program.wait(timeout=20) == 0
    assert (folder / "_internal" / "new.dll").is_file()
    assert not (folder / "_internal" / "a b").exists()
    assert machine.value("Software\\Classes\\.gguf") != "Snug.gguf"  # as chosen the first time
    machine.uninstall()
    assert not any(folder.rglob("*.dll"))


def test_path_entries_survive_whatever_they_are(machine: Machine, setup: str) -> None:
    for before in ("C:\\one", "%USERPROFILE%\\x;;C:\\two words;C:\\Übung"):
        machine.set_value("Environment", "Path", "REG_EXPAND_SZ", before)
        machine.run(setup, "/S", "/PATH")
        machine.run(setup, "/S", "/PATH")
        during = machine.value("Environment", "Path")
        assert during is not None
        assert during.count("Programs\\Snug\\bin") == 1
        machine.uninstall()
        assert machine.value("Environment", "Path") == before


def test_a_person_without_a_path_of_their_own_has_none_afterwards(
    machine: Machine, setup: str
) -> None:
    machine.run("reg", "delete", "HKCU\\Environment", "/v", "Path", "/f")
    machine.run(setup, "/S", "/PATH")
    found = machine.value("Environment", "Path")
    assert found is not None
    assert found.endswith("\\Programs\\Snug\\bin")
    machine.uninstall()
    assert machine.value("Environment", "Path") is None


def test_an_old_windows_is_refused_and_nothing_is_installed(machine: Machine, setup: str) -> None:
    machine.run("winecfg", "-v", "win81")
    try:
        assert machine.run(setup, "/S", check=False).status == STATUS_SYSTEM
        assert not (machine.home / PROGRAMS / "Snug.exe").exists()
    finally:
        machine.run("winecfg", "-v", "win10")
