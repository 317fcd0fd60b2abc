"""The program's front door: `main` opens the window, or hands the words to the terminal.

Nothing heavy is imported before it is known what is asked for: a command answers without Qt,
and a second start hands its file to the open window before Qt is read. Whatever keeps
the program from starting becomes a sentence on stderr and, where nobody looks there, a box.
"""

# ruff: noqa: PLC0415  what is not needed is not read
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from launcher.foreign import restore_library_path
from ui.entrance.wish import Wish, wish_of

if TYPE_CHECKING:
    from ui.entrance.door import Door


def main(words: Sequence[str] | None = None) -> int:
    """Do what the words ask for; the exit status. Without words the window is opened."""
    restore_library_path()
    open_missing_streams()
    wish = wish_of(sys.argv[1:] if words is None else words, commands=_commands)
    try:
        return _terminal(wish.command) if wish.command else _window(wish)
    except KeyboardInterrupt:
        return 130
    except Exception as error:  # noqa: BLE001  the last boundary: no exit is silent
        return _refuse(error, box=not wish.command)


def open_missing_streams() -> None:
    """A stream that is closed, or that a windowed program never had, takes everything."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115


def _commands() -> tuple[str, ...]:
    from launcher.cli.arguments import COMMANDS

    return COMMANDS


def _terminal(words: Sequence[str]) -> int:
    if words[0] == "window-test":  # `self-test --window` asks this of the program that has Qt
        from ui.entrance.window_test import window_test

        return window_test(words[1:])
    from launcher.cli.__main__ import main as terminal

    return terminal(words)


def _window(wish: Wish) -> int:
    from launcher.paths import places
    from ui.entrance.knock import come_in
    from ui.entrance.wish import existing

    files = existing(wish.files)
    door = come_in(places().data, files)
    if door is None:
        return 0  # the window that is open has them, and came forward
    try:
        status = _first(files, door)
    finally:
        door.close()
    return _leave(status)


def _leave(status: int) -> NoReturn:
    """End at once: everything was kept and closed, and the window is gone from sight.

    Taking Python and Qt apart takes seconds on a busy machine, and a fault in that would look
    like a crash of the program. Does not come back.
    """
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
    os._exit(status)


def _first(files: Sequence[Path], door: "Door") -> int:
    from launcher.shipped import check_start
    from ui.entrance.screen import check_display

    notices = check_start()
    check_display()
    from ui.app import main as window

    return window(files, door=door, notices=notices)


def _refuse(error: Exception, *, box: bool) -> int:
    from launcher.errors import OtherVersionOpen
    from launcher.why import why
    from ui.entrance.say import say

    say(why(error), box=box)
    return 0 if isinstance(error, OtherVersionOpen) else 1


if __name__ == "__main__":
    sys.exit(main())
