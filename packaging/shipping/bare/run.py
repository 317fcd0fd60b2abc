"""The bare-system test: does the package work where nothing but it was installed?

python3 snug.py package --test

It needs root, for a root folder of its own (chroot) and for mounts. All of it happens in a
mount namespace and a process namespace that end with it, so nothing stays mounted and nothing
keeps running, also when it is interrupted.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

from bootstrap.folder import ROOT
from bootstrap.talk import SetupError, say

TOOLS: Final = {
    "unshare": "util-linux",
    "debootstrap": "debootstrap",
    "zstd": "zstd",
    "Xvfb": "xvfb",
    "xdotool": "xdotool",
}
ALONE: Final = (
    *("unshare", "--mount", "--propagation", "private"),
    *("--pid", "--fork", "--kill-child", "--mount-proc"),
)


def run(package: Path, out: Path = ROOT / "dist" / "bare", *, only: tuple[str, ...] = ()) -> bool:
    """Whether every check passed; results.json and pictures go to `out`. Raises SetupError.

    `only`: words, of which a check's name must hold one.
    """
    _look_around(package)
    paths = os.pathsep.join([str(ROOT / "packaging"), str(ROOT)])
    words = [*ALONE, sys.executable, "-m", "shipping.bare", str(package), str(out), *only]
    environment = os.environ | {"PYTHONPATH": paths, "PYTHONDONTWRITEBYTECODE": "1"}
    with subprocess.Popen(words, env=environment, cwd=ROOT) as process:
        try:
            done = process.wait() == 0
        except BaseException:
            process.kill()  # and with it everything in its namespaces
            raise
    say(f"The bare-system test {'passed' if done else 'failed'}: {out / 'results.json'}")
    return done


def _look_around(package: Path) -> None:
    if sys.platform != "linux":
        raise SetupError("The bare-system test runs on Linux only.")
    if not package.is_file():
        raise SetupError(f"{package} is not there: run `python3 snug.py package deb` first.")
    if os.geteuid() != 0:
        raise SetupError(
            "The bare-system test makes a system of its own, which only root may: "
            "run it with sudo."
        )
    lacking = {package for tool, package in TOOLS.items() if shutil.which(tool) is None}
    if lacking:
        raise SetupError(
            f"The bare-system test needs more: run `apt-get install {' '.join(sorted(lacking))}`."
        )
