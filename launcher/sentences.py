"""What a person is told of an error: one sentence that says what happened, and one next step.

The window and the terminal say the same, and the program may not import its
face; so the words stand here, below both. Errors carry the data, `launcher.sayings`
has the table of words, and a test sees to it that no class is without.
"""

import errno
import re
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Final

from launcher.errors import SnugError
from launcher.sayings.table import saying_of
from launcher.units import duration_text, size_text

LONGEST: Final = 240  # characters of a sentence
LONGEST_PATH: Final = 70
LONGEST_WORDS: Final = 90
LONGEST_CHOICE: Final = 160  # of all that is allowed
_PATHS: Final = frozenset({"path", "folder", "kept"})
_BYTES: Final = frozenset({"needed", "free", "expected", "actual"})
_HASH: Final = 12  # characters of a SHA-256 that tell two apart
_TELLING: Final = re.compile(r"assert|error|fail|abort|terminate|out of memory", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Sentence:
    """What happened, and what to do about it. `actions` are words for buttons that would."""

    what: str
    next: str
    actions: tuple[str, ...] = ()


def sentence_of(error: SnugError) -> Sentence:
    """The error in a person's words, with its figures."""
    said, words = saying_of(error), _words(error)
    return Sentence(
        _ended(said.what.format_map(words)), _ended(said.next.format_map(words)), said.actions
    )


def unexpected(error: BaseException) -> Sentence:
    """Words for an error nobody foresaw; where the system names a reason, that."""
    if isinstance(error, OSError) and error.strerror:
        return _of_system(error)
    text = _short(str(error), LONGEST_WORDS)
    detail = f"{type(error).__name__}: {text}" if text else type(error).__name__
    return Sentence(
        _ended(f"Something happened that was not foreseen ({detail})"),
        "Try it again; if it comes back, close the program and start it once more.",
    )


def _of_system(error: OSError) -> Sentence:
    place = "" if error.filename is None else f" ({_path(str(error.filename))})"
    what = _ended(f"The system refused: {_short(str(error.strerror), LONGEST_WORDS)}{place}")
    if error.errno == errno.ENOSPC:
        return Sentence(what, "Make room on the disk, then try again.", ("My models",))
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return Sentence(what, "Choose a place you may write to, or change its permissions.")
    return Sentence(what, "Try it again; if it comes back, check that the disk is there.")


# --- the data in words ------------------------------------------------------------------------


def _words(error: SnugError) -> dict[str, str]:
    return {each.name: _word(each.name, getattr(error, each.name)) for each in fields(error)}


def _word(name: str, value: object) -> str:
    if isinstance(value, tuple):
        lines = [str(one) for one in value]
        if name == "last_words":
            return _short(_best(lines), LONGEST_WORDS)
        return _listed(lines, LONGEST_CHOICE if name == "allowed" else LONGEST_WORDS)
    if isinstance(value, int | float):
        return _figure(name, value)
    if name in _PATHS:
        return _path(str(value))
    text = str(value)
    if name in _BYTES:
        text = text[:_HASH]
    elif name == "what":  # a choice's own name: gpu_layers
        text = text.replace("_", " ")
    return _short(text, LONGEST_WORDS)


def _listed(words: Sequence[str], longest: int) -> str:
    """All words, or as many whole ones as there is room for, and how many more there are."""
    text = ", ".join(words)
    shown = len(words)
    while len(text) > longest and shown > 1:
        shown -= 1
        text = f"{', '.join(words[:shown])} and {len(words) - shown} more"
    return _short(text, longest)


def _figure(name: str, value: float) -> str:
    if name == "seconds":
        return duration_text(value)
    return size_text(int(value)) if name in _BYTES else f"{value:,}"


def _best(lines: list[str]) -> str:
    """The line that tells most of why something ended: the first that complains, or the last."""
    said = [line for line in lines if line.strip()]
    return next((line for line in said if _TELLING.search(line)), said[-1] if said else "")


def _path(text: str) -> str:
    """A path with its end, which tells most."""
    clean = "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text)
    return clean if len(clean) <= LONGEST_PATH else "…" + clean[1 - LONGEST_PATH :]


def _short(text: str, longest: int) -> str:
    """Foreign words on one line, without the stop or the cry at their end."""
    line = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    line = line.rstrip(".!?… ")
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def _ended(text: str) -> str:
    stop = "" if text.endswith(".") else "."
    return text + stop if len(text + stop) <= LONGEST else text[: LONGEST - 2].rstrip() + "…."
