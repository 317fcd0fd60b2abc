"""Programs that are not ours get the environment they would have without us.

The start program of a frozen Snug puts its own folder into LD_LIBRARY_PATH, for itself, and
keeps what was there in LD_LIBRARY_PATH_ORIG. A browser, a file manager or a driver's tool that
inherited that folder would load our libraries instead of its own. Our own programs need
nothing of it: they are told to start afresh, and set it again for themselves.
Source: PyInstaller's manual, "LD_LIBRARY_PATH / LIBPATH considerations" and "Independent
subprocess with PYINSTALLER_RESET_ENVIRONMENT".
"""

import os
import sys
from collections.abc import MutableMapping
from typing import Final

_SEARCHED: Final = "LD_LIBRARY_PATH"
_BEFORE: Final = "LD_LIBRARY_PATH_ORIG"
# Without it a start program takes the path for set already where a parent of the same
# installation started it, and finds only the system's libraries.
_AFRESH: Final = "PYINSTALLER_RESET_ENVIRONMENT"


def restore_library_path(
    environment: MutableMapping[str, str] | None = None, *, ours: str | None = None
) -> None:
    """Make the search path for libraries what it was before a frozen Snug was started.

    Before anything is started; doing it again changes nothing. `ours` is the folder of the
    program's parts, by itself where this program is frozen.
    """
    env = os.environ if environment is None else environment
    folder = ours or getattr(sys, "_MEIPASS", None)
    if folder is None or env.get(_SEARCHED, "").split(":")[0] != folder:
        return
    env[_AFRESH] = "1"
    before = env.pop(_BEFORE, None)
    del env[_SEARCHED]
    if before:
        env[_SEARCHED] = before
