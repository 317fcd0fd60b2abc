"""The frozen program: one folder with two programs and everything they need.

PyInstaller makes the folder, with the resources and the engine; then come the notices, and
last the list of everything (contents.json).
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from bootstrap.folder import ROOT
from bootstrap.logged import explain_failure, run_logged
from bootstrap.talk import SetupError
from shipping import contents, icu, notices, windows_resources

from launcher.identity import VERSION

SPEC = ROOT / "packaging" / "frozen" / "snug.spec"
WORK = ROOT / "build" / "freeze"
# Libraries PyInstaller may miss: GTK's theme is left out anyway, Windows' own are elsewhere.
MAY_BE_ABSENT = re.compile(r"libg[td]k-3|api-ms-win|ext-ms-")


def make(python: Path, *, engine: Path, source: Path | None, out: Path) -> Path:
    """Freeze with this environment's Python; the new tree in `out`. Raises SetupError."""
    if sys.platform == "win32":
        windows_resources.make()
    run_pyinstaller(python, engine=engine)
    tree = WORK / ("Snug.app" if sys.platform == "darwin" else "Snug")
    parts, data = places(tree)
    (data / "notices").mkdir()
    notices.make(python, source, data / "notices" / "notices.json", tree=parts)
    if sys.platform == "linux":
        strip(parts)
        icu.trim(parts / "PySide6" / "Qt" / "lib")
    contents.write(tree, version=VERSION, parts=data)
    if data != parts:
        for name in ("notices", contents.NAME):
            (parts / name).symlink_to(Path("..") / data.name / name)
    return _put_in_place(tree, out / tree.name)


def places(tree: Path) -> tuple[Path, Path]:
    """Where the program looks for its parts, and where files that are no code are put."""
    if tree.suffix == ".app":  # a signature covers code in one folder and the rest in the other
        return tree / "Contents" / "Frameworks", tree / "Contents" / "Resources"
    return tree / contents.PARTS, tree / contents.PARTS


def _put_in_place(tree: Path, target: Path) -> Path:
    """Whole or not at all: a tree that is half made must not be packed."""
    shutil.rmtree(target, ignore_errors=True)
    target.parent.mkdir(parents=True, exist_ok=True)
    return tree.rename(target)


def run_pyinstaller(python: Path, *, engine: Path) -> None:
    """Make the folder anew. Raises SetupError."""
    log = WORK / "freeze.log"
    WORK.mkdir(parents=True, exist_ok=True)
    log.unlink(missing_ok=True)
    words = [str(python), "-m", "PyInstaller", "--noconfirm", "--distpath", str(WORK)]
    work = WORK / "work"
    words += ["--workpath", str(work), str(SPEC)]
    told = {"SNUG_FREEZE_ENGINE": str(engine), "SNUG_FREEZE_VERSION": VERSION}
    # The path is for this Python's makers; PyInstaller's own finds the program by the recipe.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    label = "Freezing the program"
    if not run_logged(words, label=label, log=log, environment=environment | told):
        raise explain_failure(log, what="Freezing the program")
    missing = missing_libraries(log.read_text(encoding="utf-8"))
    if missing:
        raise SetupError(
            f"This machine lacks libraries that belong into the program: {', '.join(missing)}. "
            "Install them, then run this again."
        )
    records = sorted(work.rglob("PYZ-*.toc"))
    check_apart([file.read_text(encoding="utf-8") for file in records])


def modules(toc: str) -> frozenset[str]:
    """The modules of one program, from PyInstaller's record of it."""
    return frozenset(re.findall(r"^ ?[\[ ]\('([\w.]+)',$", toc, re.MULTILINE))


def check_apart(records: Iterable[str]) -> None:
    """The window holds no engine and the worker no Qt. Raises SetupError."""
    for found in map(modules, records):
        if not found:
            raise SetupError("PyInstaller's records of the programs cannot be read.")
        if {"PySide6", "llama_cpp"} <= found:
            raise SetupError("One program holds both Qt and the engine: see packaging/frozen.")


def missing_libraries(log: str) -> tuple[str, ...]:
    """What PyInstaller looked for and did not find, of what the program needs."""
    found = re.findall(r"could not resolve '(.+?)'", log)
    return tuple(sorted({name for name in found if not MAY_BE_ABSENT.search(name)}))


def strip(parts: Path) -> None:
    """Some libraries carry debugging records; what Qt's wheels bring has none.

    NumPy's stay as they are: `strip` breaks libraries that were patched to be moved.
    """
    patterns = ("libpython*.so*", "python3*/lib-dynload/*.so", "cryptography/**/*.so")
    for file in (file for pattern in patterns for file in parts.glob(pattern)):
        if not file.is_symlink():
            subprocess.run(["strip", "--strip-unneeded", str(file)], check=True)
