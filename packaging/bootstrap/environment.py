"""The clone's own environment: made whole, or made again."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

from bootstrap.folder import build_log, program, site_packages
from bootstrap.logged import explain_failure, run_logged
from bootstrap.stamp import python_version
from bootstrap.talk import SetupError


def is_whole(venv: Path) -> bool:
    """Whether the environment was made to its end, and its Python is still there and runs."""
    packages = site_packages(venv)
    if packages is None or not is_new_enough(python_version(venv)):
        return False
    if not any(packages.glob("pip-*.dist-info/RECORD")):  # what pip writes last
        return False
    try:
        words = [str(program(venv, "python")), "-m", "pip", "--version"]
        return subprocess.run(words, check=False, capture_output=True).returncode == 0
    except OSError:
        return False


def is_new_enough(version: str) -> bool:
    """Whether Snug runs on this version of Python; an empty one is none."""
    numbers = re.findall(r"\d+", version)[:2]
    return [int(one) for one in numbers] >= [3, 11]


def make(venv: Path) -> None:
    """Make the environment, clearing away what an interrupted run left, with a pip of today."""
    try:
        venv.mkdir(exist_ok=True)
    except OSError as error:
        raise SetupError(
            f"{venv} cannot be made ({error.strerror}): put the clone where you may write."
        ) from error
    words = [base_python(), "-m", "venv", "--clear", str(venv)]
    result = subprocess.run(words, check=False, capture_output=True, text=True, errors="replace")
    log = build_log(venv)
    if result.returncode != 0:
        raise SetupError(
            f"Making {venv} failed: {(result.stdout + result.stderr).strip() or 'no reason given'}"
        )
    # An old pip will do where this does not work.
    words = [*pip(venv), "install", "--quiet", "--upgrade", "pip"]
    run_logged(words, label="Updating pip", log=log)


def clear_remains(venv: Path) -> None:
    """Away with what an interrupted pip left: it would believe it, or refuse to replace it."""
    packages = site_packages(venv)
    if packages is None:
        return
    unfinished = (one for one in packages.glob("*.dist-info") if not (one / "RECORD").is_file())
    for left in [*unfinished, *packages.glob("~*")]:
        shutil.rmtree(left, ignore_errors=True)


def base_python() -> str:
    """The Python below any environment this runs in."""
    return str(getattr(sys, "_base_executable", None) or sys.executable)


def pip(venv: Path) -> list[str]:
    """The start of every call of the environment's pip."""
    return [
        str(program(venv, "python")),
        "-m",
        "pip",
        "--disable-pip-version-check",
        "--no-input",
    ]


def install_packages(venv: Path, *, root: Path, dev: bool) -> None:
    """What pyproject.toml asks for and is not there yet, and Snug itself where it lies."""
    what = f"{root}[dev]" if dev else str(root)
    words = [*pip(venv), "install", "--editable", what]
    label = "Installing the other parts" + (" and the developers' tools" if dev else "")
    if not run_logged(words, label=label, log=build_log(venv)):
        raise explain_failure(build_log(venv), what="Installing the parts Snug is made of")
