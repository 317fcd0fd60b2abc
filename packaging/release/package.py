"""`python3 snug.py package`, on a builder that has nothing but Python.

    python packaging/release/package.py STEP [OPTIONS]     as `snug.py package --help` says

The set-up of a clone compiles an engine for the machine it runs on; a release has its own, so
here only an empty environment is made for the makers to work with.
"""

import os
import subprocess
import sys
import venv
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "packaging")]

from bootstrap.folder import VENV, program  # noqa: E402  after the path, as a command


def main(words: Sequence[str]) -> int:
    """The makers' exit status."""
    python = program(VENV, "python")
    if not python.exists():
        venv.create(VENV, with_pip=True)
    paths = os.pathsep.join(str(folder) for folder in (ROOT / "packaging", ROOT))
    call = [str(python), "-m", "shipping.package", *words]
    return subprocess.run(
        call, check=False, cwd=ROOT, env=os.environ | {"PYTHONPATH": paths}
    ).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
