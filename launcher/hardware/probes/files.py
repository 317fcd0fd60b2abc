"""Small files of the system, read so that none of them can do harm.

Everything under /proc and /sys is text that a driver wrote; it may be absent,
empty, huge or nonsense, and reading may fail where existing did not.
"""

from pathlib import Path
from typing import Final

SMALL: Final = 64 * 1024
LONGEST_NUMBER: Final = 18  # digits; no size of a computer needs more


def content(path: Path, most: int = SMALL) -> bytes | None:
    """The first bytes of a file, or None where it cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(most)
    except (OSError, ValueError):
        return None


def text(path: Path, most: int = SMALL) -> str | None:
    """A file's text without the spaces around it, or None where it cannot be read."""
    found = content(path, most)
    return None if found is None else found.decode("utf-8", "replace").strip("\0 \t\r\n")


def number(path: Path) -> int | None:
    """The whole number a file holds, or None."""
    found = text(path, 64)
    return None if found is None else whole(found)


def whole(word: str) -> int | None:
    """A word as a number, or None where it is not a plain one."""
    if not (word.isascii() and word.isdigit()) or len(word) > LONGEST_NUMBER:
        return None
    return int(word)


def folders(path: Path) -> list[Path]:
    """What lies in a folder, by name; nothing where it cannot be listed."""
    try:
        return sorted(path.iterdir())
    except (OSError, ValueError):
        return []
