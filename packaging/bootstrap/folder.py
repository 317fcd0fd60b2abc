"""Where the clone and its environment are."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"


def scripts(venv: Path) -> Path:
    """The folder of an environment's programs."""
    return venv / ("Scripts" if os.name == "nt" else "bin")


def program(venv: Path, name: str) -> Path:
    """One of an environment's programs, `python` above all."""
    return scripts(venv) / (f"{name}.exe" if os.name == "nt" else name)


def site_packages(venv: Path) -> Path | None:
    """Where an environment keeps its packages; None before it has any."""
    found = sorted(venv.glob("[Ll]ib/python*/site-packages")) or sorted(
        venv.glob("[Ll]ib/site-packages")
    )
    return found[0] if found else None


def build_log(venv: Path) -> Path:
    """What pip and the compiler said, in full."""
    return venv / "build.log"
