"""What an engine must be to fit this program: the bindings' structs are of one llama.cpp alone.

The commit is the one that llama-cpp-python of this version carries (vendor/llama.cpp).
"""

import platform
import sys
from typing import Final

BINDINGS: Final = "0.3.36"
COMMIT: Final = "0c1e57098bba43ac29e6e3b677cdceebdd22334f"

_SYSTEMS: Final = {"linux": "linux", "darwin": "macos", "win32": "windows"}
_MACHINES: Final = {"amd64": "x86_64", "x64": "x86_64"}


def this_system(system: str = sys.platform, machine: str = "") -> str:
    """As 'linux-x86_64', 'linux-aarch64', 'windows-x86_64', 'macos-arm64'."""
    found = (machine or platform.machine()).lower()
    return f"{_SYSTEMS.get(system, system)}-{_MACHINES.get(found, found)}"
