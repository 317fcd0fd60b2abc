"""Whether there is a display, told before Qt would end the process for want of one.

Qt aborts where none of its platform plugins can start. Its last message comes just before
that, so whoever listens then can still say why in a person's words, and look for the
library that was missing.
"""

import ctypes
import os
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from PySide6.QtCore import QLibraryInfo, QMessageLogContext, QtMsgType, qInstallMessageHandler

from launcher.errors import DisplayRefused, SnugError, SystemLibraryMissing
from launcher.system_libraries import missing_library

_MARK: Final = re.compile(r"could not connect|failed to create|could not find", re.IGNORECASE)


@contextmanager
def telling_of_refusal(end: Callable[[SnugError], None]) -> Iterator[None]:
    """While the application is made: `end` is called with the reason before Qt aborts.

    It should not come back. What Qt says otherwise is written to stderr, as ever.
    """
    said: list[str] = []

    def hear(kind: QtMsgType, _context: QMessageLogContext, text: str) -> None:
        said.append(text)
        if kind is QtMsgType.QtFatalMsg:
            end(refusal(said))
        elif kind is QtMsgType.QtCriticalMsg:
            sys.stderr.write(text + "\n")

    before = qInstallMessageHandler(hear)
    try:
        yield
    finally:
        qInstallMessageHandler(before)


def refusal(said: Sequence[str]) -> SnugError:
    """Why no window can be opened: a library that is missing, else what Qt complained of."""
    library = next(filter(None, map(_unloadable, _plugins(os.environ))), None)
    if library is not None:
        return library
    telling = next((line for line in said if _MARK.search(line)), said[-1] if said else "")
    return DisplayRefused(telling)


def _plugins(environment: Mapping[str, str]) -> list[Path]:
    """The files of the platform plugins that Qt would try here."""
    folder = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath)) / "platforms"
    named = environment.get("QT_QPA_PLATFORM", "")
    wanted = [one.partition(":")[0] for one in named.split(";") if one]
    if not wanted:
        wanted = ["wayland"] if environment.get("WAYLAND_DISPLAY") else []
        wanted += ["xcb"] if environment.get("DISPLAY") else []
    files = [folder / f"libq{name}.so" for name in wanted]
    return [file for file in files if file.exists()]


def _unloadable(plugin: Path) -> SystemLibraryMissing | None:
    """The library that keeps a plugin from being loaded, if one does."""
    try:
        ctypes.CDLL(str(plugin))
    except OSError as error:
        return missing_library(str(error))
    return None
