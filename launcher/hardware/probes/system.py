"""The name of the system, for a person: 'Ubuntu 24.04 LTS, x86_64'."""

import platform
import sys
from pathlib import Path
from typing import Final

from launcher.hardware.probes.files import text
from launcher.hardware.probes.sources import Sources

FIRST_WINDOWS_11: Final = 22000  # build number; the version still says 10


def name(sources: Sources) -> str:
    """System and kind of processor."""
    if sources.system == "win32":
        found = _windows()
    elif sources.system == "darwin":
        found = f"macOS {platform.mac_ver()[0]}"
    else:
        found = _linux(sources.root)
    return f"{found.strip()}, {platform.machine()}"


def _linux(root: Path) -> str:
    for path in ("etc/os-release", "usr/lib/os-release"):
        for line in (text(root / path) or "").splitlines():
            key, _, value = line.partition("=")
            if key == "PRETTY_NAME":
                return value.strip("\"'")
    return f"Linux {platform.release()}"


def _windows() -> str:
    ask = getattr(sys, "getwindowsversion", None)  # only there on Windows
    if ask is None:
        return "Windows"
    build = int(ask().build)
    return f"Windows {'11' if build >= FIRST_WINDOWS_11 else '10'} (build {build})"
