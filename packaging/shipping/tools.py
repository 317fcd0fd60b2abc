"""The programs a package is made with: found, installed where we may, or named."""

import os
import shutil
import subprocess
import sys

from bootstrap.packages import MANAGERS
from bootstrap.system import find_manager
from bootstrap.talk import SetupError, say

# Debian's package of each; elsewhere the program's own name is the best guess.
DEBIAN = {
    "cmake": "cmake",
    "ninja": "ninja-build",
    "ccache": "ccache",
    "glslc": "glslc",
    "dpkg-deb": "dpkg",
    "zstd": "zstd",
    "strip": "binutils",
    "readelf": "binutils",
    "cc": "gcc",
    "apt-get": "apt",
}


def require(*names: str) -> None:
    """See to these programs. Raises SetupError with the command where we may not install them."""
    missing = [name for name in names if shutil.which(name) is None]
    if not missing:
        return
    command = install_command(missing)
    if command and sys.platform == "linux" and os.geteuid() == 0:
        say(f"Installing {', '.join(missing)}: {' '.join(command)}")
        subprocess.run(command, check=False, stdout=sys.stderr)
        missing = [name for name in missing if shutil.which(name) is None]
    if missing:
        how = f"run `sudo {' '.join(command)}`" if command else "install them"
        raise SetupError(f"{', '.join(missing)} is missing: {how}, then run this again.")


def install_command(names: list[str], manager: str | None = None) -> list[str]:
    """How the system's package manager installs them; empty where there is none we know."""
    found = manager or find_manager()
    if found is None:
        return []
    known = MANAGERS[found]
    packages = [DEBIAN.get(name, name) if found == "apt-get" else name for name in names]
    return [*known.install, *known.unasked, *dict.fromkeys(packages)]
