"""The environment that the program is frozen from: what it needs to run, and PyInstaller.

The engine's bindings are installed without their libraries: they are Python only, and the
libraries come from the engine's folder.
"""

import hashlib
import json
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path

from bootstrap.environment import pip
from bootstrap.folder import ROOT, VENV, program
from bootstrap.logged import explain_failure, run_logged
from bootstrap.project import ENGINE
from bootstrap.talk import SetupError, say

FOLDER = ROOT / "build" / "frozen-env"
STAMP = "shipping.json"
EXTRA = "package"


def requirements(pyproject: Path) -> tuple[str, ...]:
    """What is frozen and what freezes it, the engine's bindings apart."""
    project = tomllib.loads(pyproject.read_text(encoding="utf-8"))["project"]
    asked = [*project["dependencies"], *project["optional-dependencies"][EXTRA]]
    return tuple(one for one in asked if not one.startswith(ENGINE))


def fingerprint(asked: Sequence[str], *, archive: str, python: str) -> str:
    """Changes when the environment must be made again."""
    words = json.dumps([list(asked), archive, python])
    return hashlib.sha256(words.encode()).hexdigest()


def make(archive: Path, folder: Path = FOLDER) -> Path:
    """The environment's Python, with everything installed; made only when something changed."""
    asked = requirements(ROOT / "pyproject.toml")
    wanted = fingerprint(asked, archive=archive.name, python=sys.version)
    stamp = folder / STAMP
    python = program(folder, "python")
    if python.exists() and stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
        return python
    _refuse_a_python_without_library()
    shutil.rmtree(folder, ignore_errors=True)
    say(f"Making the environment to freeze from in {folder}.")
    _run([str(program(VENV, "python")), "-m", "venv", str(folder)], folder, "Making it")
    install = [*pip(folder), "install", "--no-compile"]
    # Without CMake the bindings are installed as Python alone: a few seconds, no compiler.
    bindings = ["--config-settings=wheel.cmake=false", str(archive)]
    _run([*install, *asked, *bindings], folder, "Installing what is frozen")
    _run([*pip(folder), "check"], folder, "Looking whether all fits together")
    stamp.write_text(wanted, encoding="utf-8")
    return python


def _refuse_a_python_without_library() -> None:
    """PyInstaller puts Python's own library into the program; some builds have none."""
    words = [str(program(VENV, "python")), "-c"]
    words += ["import sysconfig; print(sysconfig.get_config_var('Py_ENABLE_SHARED'))"]
    said = subprocess.run(words, check=True, capture_output=True, text=True).stdout.strip()
    if sys.platform == "linux" and said != "1":
        raise SetupError(
            f"The Python of {VENV} has no shared library, so nothing can be frozen with it: set "
            "Snug up again with one that was built with --enable-shared."
        )


def _run(words: Sequence[str], folder: Path, label: str) -> None:
    log = folder.parent / f"{folder.name}.log"
    if not run_logged(words, label=label, log=log):
        raise explain_failure(log, what=label)
