"""Libraries of the system that Qt needs, read from what the loader says when one is missing."""

import re
from types import MappingProxyType
from typing import Final

from launcher.errors import SystemLibraryMissing

# Names of Debian 12 and Ubuntu 24.04: packages.debian.org and packages.ubuntu.com, contents of
# packages, 2026.
PACKAGES: Final = MappingProxyType(
    {
        "libEGL": "libegl1",
        "libGL": "libgl1",
        "libGLX": "libglx0",
        "libOpenGL": "libopengl0",
        "libX11": "libx11-6",
        "libX11-xcb": "libx11-xcb1",
        "libICE": "libice6",
        "libSM": "libsm6",
        "libxcb": "libxcb1",
        "libxcb-cursor": "libxcb-cursor0",
        "libxcb-glx": "libxcb-glx0",
        "libxcb-icccm": "libxcb-icccm4",
        "libxcb-image": "libxcb-image0",
        "libxcb-keysyms": "libxcb-keysyms1",
        "libxcb-randr": "libxcb-randr0",
        "libxcb-render": "libxcb-render0",
        "libxcb-render-util": "libxcb-render-util0",
        "libxcb-shape": "libxcb-shape0",
        "libxcb-shm": "libxcb-shm0",
        "libxcb-sync": "libxcb-sync1",
        "libxcb-util": "libxcb-util1",
        "libxcb-xfixes": "libxcb-xfixes0",
        "libxcb-xkb": "libxcb-xkb1",
        "libxkbcommon": "libxkbcommon0",
        "libxkbcommon-x11": "libxkbcommon-x11-0",
        "libfontconfig": "libfontconfig1",
        "libfreetype": "libfreetype6",
        "libdbus-1": "libdbus-1-3",
        "libglib-2.0": "libglib2.0-0",
        "libwayland-client": "libwayland-client0",
        "libwayland-cursor": "libwayland-cursor0",
        "libwayland-egl": "libwayland-egl1",
        "libgomp": "libgomp1",
        "libstdc++": "libstdc++6",
        "libz": "zlib1g",
    }
)
_MISSING: Final = re.compile(
    r"(?:^|[\s'\"])([^\s/'\"]+\.so(?:\.\d+)*): cannot open shared object file"
)


def missing_library(said: str) -> SystemLibraryMissing | None:
    """Which library of the system the loader did not find; None where it says something else."""
    found = _MISSING.search(said)
    if found is None:
        return None
    library = found[1]
    return SystemLibraryMissing(library, PACKAGES.get(library.partition(".so")[0], ""))
