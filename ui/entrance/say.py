"""A sentence where a person will see it: on stderr, and in a box where nobody reads that.

The box is whatever this system can show without Qt, which may be what is broken: Windows and
macOS have one, of the Linux helpers the first that is there is taken.
"""

import os
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, Final

from launcher.identity import NAME
from launcher.sentences import Sentence

Run = Callable[[list[str]], int]

# Each with the words after which the text comes.
HELPERS: Final = (
    ("zenity", "--error", "--no-markup", f"--title={NAME}", "--text"),
    ("kdialog", "--title", NAME, "--error"),
    ("xmessage", "-center", "-title", NAME),
    ("notify-send", "--app-name", NAME, NAME),
)
_UNWRAPPED: Final = frozenset({"xmessage"})  # shows a line as long as it is
_COLUMNS: Final = 72
_ICON: Final = 0x10  # MB_ICONERROR
_FRONT: Final = 0x10000  # MB_SETFOREGROUND


def say(said: Sentence, *, box: bool) -> None:
    """Say it on stderr; with `box` also in one, where stderr is no terminal."""
    text = f"{said.what} {said.next}".strip()
    with suppress(OSError, ValueError):
        sys.stderr.write(text + "\n")
        sys.stderr.flush()
    if box and not _read_by_a_person():
        show_box(text)


def show_box(
    text: str,
    *,
    system: str = sys.platform,
    environment: Mapping[str, str] | None = None,
    find: Callable[[str], str | None] = shutil.which,
    run: Run | None = None,
) -> bool:
    """Show it and wait until it was seen; False where this system has nothing to show it with."""
    env = os.environ if environment is None else environment
    start = run or _run
    if system == "win32":
        return _message_box(text)
    if system == "darwin":
        return start(["osascript", "-e", _apple_script(text)]) == 0
    if not (env.get("DISPLAY") or env.get("WAYLAND_DISPLAY")):
        return False
    for name, *words in HELPERS:
        program = find(name)
        shown = textwrap.fill(text, _COLUMNS) if name in _UNWRAPPED else text
        # kdialog and xmessage end with what was pressed: that they ran is enough.
        if program and start([program, *words, shown]) >= 0:
            return True
    return False


def _apple_script(text: str) -> str:
    quoted = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'display alert "{NAME}" message "{quoted}" as critical'


def _message_box(text: str) -> bool:
    import ctypes  # noqa: PLC0415  only here

    system: Any = vars(ctypes).get("windll")  # None elsewhere
    return bool(system and system.user32.MessageBoxW(None, text, NAME, _ICON | _FRONT))


def _run(words: list[str]) -> int:
    """The exit status; -1 where it could not be started."""
    try:
        done = subprocess.run(
            words,
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
    except OSError:
        return -1
    return done.returncode


def _read_by_a_person() -> bool:
    try:
        return sys.stderr.isatty()
    except (AttributeError, ValueError):
        return False
