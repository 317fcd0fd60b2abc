"""Whether anything names a display at all: known without Qt."""

import os
import sys
from collections.abc import Mapping
from typing import Final

from launcher.errors import NoDisplay

_NAMES: Final = ("QT_QPA_PLATFORM", "WAYLAND_DISPLAY", "WAYLAND_SOCKET", "DISPLAY")


def check_display(
    environment: Mapping[str, str] | None = None, *, system: str = sys.platform
) -> None:
    """Raises NoDisplay where nothing names one. Windows and macOS need no naming."""
    env = os.environ if environment is None else environment
    if system in ("win32", "darwin"):
        return
    if not any(env.get(name) for name in _NAMES):
        raise NoDisplay
