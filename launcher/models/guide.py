"""Snug's little guide: the very small model that ships with the program.

It lies among the resources and is read there. A damaged installation may lack it, and
everything else works then as well.
"""

import hashlib
from pathlib import Path
from typing import Final

from launcher.errors import GuideDamaged, GuideMissing
from launcher.models.facts import ModelFacts
from launcher.paths import RESOURCES

WORD: Final = "guide"  # stands for it wherever a file is asked for
FILE: Final = RESOURCES / "models" / "snug-little-guide-F16.gguf"
SUMS: Final = "SHA256SUMS"  # beside it: its hash as sha256sum writes it
NAME: Final = "Snug's little guide"  # in its header, and in that of every file made from it
QUESTIONS: Final = ("What is a KV cache?", "Which file should I take?", "What can you do?")


def guide_file() -> Path | None:
    """Where it lies; None where this installation lacks it."""
    return FILE if FILE.is_file() else None


def required_guide() -> Path:
    """Where it lies, the file that shipped. Raises GuideMissing, GuideDamaged."""
    found = guide_file()
    if found is None:
        raise GuideMissing(str(FILE))
    if not _is_whole(found):
        raise GuideDamaged(str(found))
    return found


def file_named(words: str) -> Path:
    """The model file a person means: the word alone is the guide, anything else a path.

    A file that is called so as well is meant by `./guide`. Raises GuideMissing, GuideDamaged.
    """
    return required_guide() if words == WORD else Path(words).expanduser()


def is_guide(facts: ModelFacts | None) -> bool:
    """Whether a header is the guide's own, in whatever quantization and wherever it lies."""
    return facts is not None and facts.name == NAME


def is_promised(sha256: str) -> bool:
    """Whether a file of this hash is the one that shipped; so is any where the list is gone."""
    return promised_hash() in (None, sha256)


def promised_hash() -> str | None:
    """The SHA-256 the guide shipped with, in hexadecimal; None where the list of it is gone."""
    try:
        lines = FILE.with_name(SUMS).read_text("utf-8").splitlines()
    except (OSError, ValueError):
        return None
    pairs = (line.split(maxsplit=1) for line in lines)
    named = {pair[1].lstrip("*"): pair[0].lower() for pair in pairs if len(pair) == 2}
    return named.get(FILE.name)


def _is_whole(path: Path) -> bool:
    """A few milliseconds; whoever reads it says why it cannot be read."""
    try:
        with path.open("rb") as stream:
            return is_promised(hashlib.file_digest(stream, "sha256").hexdigest())
    except OSError:
        return True
