"""What the words after the program's name ask for: the window, files in it, or the terminal."""

import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ENDING: Final = ".gguf"
_ADDRESS: Final = "file:"
_SERIAL: Final = "-psn_"  # the process serial number the Finder of an older macOS hands over


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """`command` are the words for the terminal; empty where the window is wanted.

    `files` are absolute where the current folder is known.
    """

    command: tuple[str, ...] = ()
    files: tuple[Path, ...] = ()


def wish_of(words: Sequence[str], *, commands: Callable[[], Sequence[str]]) -> Wish:
    """What they ask for. `commands` names the terminal's commands, asked only when in doubt."""
    given = [word for word in words if not word.startswith(_SERIAL)]
    if not given:
        return Wish()
    first = given[0]
    if first.startswith("-") or not (_names_a_file(first) or _is_a_file(first, commands)):
        return Wish(command=tuple(given))
    return Wish(files=tuple(_absolute(file_of(word)) for word in given))


def existing(files: Sequence[Path]) -> tuple[Path, ...]:
    """All of them, where at least one is there. Raises NoSuchFile: then no window is worth it."""
    if files and not any(os.path.lexists(path) for path in files if "\0" not in str(path)):
        from launcher.errors import NoSuchFile  # noqa: PLC0415  most starts have no files

        raise NoSuchFile(str(files[0]))
    return tuple(files)


def file_of(word: str, *, windows: bool | None = None) -> Path:
    """The path of a word that is one, or that is a `file:` address as desktops write them."""
    if not word.lower().startswith(_ADDRESS):
        return Path(word)
    from urllib.parse import unquote_to_bytes  # noqa: PLC0415  10 ms that most starts do without

    rest = word[len(_ADDRESS) :]
    if rest.startswith("//"):
        host, slash, path = rest[2:].partition("/")
        far = host not in ("", "localhost")
        rest = (f"//{host}" if far else "") + slash + path
    text = os.fsdecode(unquote_to_bytes(rest))
    if sys.platform == "win32" if windows is None else windows:
        text = text.replace("/", "\\")
        text = text[1:] if text[2:3] == ":" else text  # /C:/models
    return Path(text)


def _names_a_file(word: str) -> bool:
    """By its looks, whether or not the file is there."""
    low = word.lower()
    apart = "/" in word or (os.sep != "/" and os.sep in word)
    return apart or low.startswith(_ADDRESS) or low.endswith(ENDING)


def _is_a_file(word: str, commands: Callable[[], Sequence[str]]) -> bool:
    """A name without ending or folder is a file where there is one and no command is called so."""
    try:
        there = os.path.lexists(word)
    except ValueError:  # a null byte
        return False
    return there and word not in commands()


def _absolute(path: Path) -> Path:
    try:
        return Path(os.path.abspath(path))  # noqa: PTH100  links stay what they are
    except OSError:  # the current folder was deleted
        return path
