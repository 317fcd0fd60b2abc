"""What a person wants measured: which files, how thoroughly, on which text.

The text is checked, cut to what can be needed, and copied, so that nobody changes it while a
measurement goes on.
"""

import codecs
import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from launcher.errors import NoSuchFile, UnreadableFile, UnusableText
from launcher.kept import write_bytes
from launcher.paths import RESOURCES
from launcher.units import MIB

WINDOW: Final = 512  # tokens, as llama.cpp's perplexity tool has it unless told otherwise
MOST_ANSWER: Final = 160  # tokens of an answer to a prompt
LEAST_CHARGE: Final = 0.4  # of the battery, below which nothing is begun unless asked
SAMPLE: Final = RESOURCES / "measuring" / "sample.txt"
SAMPLE_NAME: Final = "sample text"
MOST_TEXT: Final = MIB  # far more than the windows that are read can hold


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureWish:
    """Which files, compared with which, on which text.

    `make` are quantizations made from the reference (or from the only file), `imatrix` an
    importance matrix for them. `text` None: the sample text. `prompts` are answered by every
    file. `on_battery`: go on however little charge is left. `fresh`: measure again what is known.
    """

    files: tuple[Path, ...]
    reference: Path | None = None
    make: tuple[str, ...] = ()
    imatrix: Path | None = None
    text: Path | None = None
    quick: bool = False
    prompts: tuple[str, ...] = ()
    on_battery: bool = False
    fresh: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Thoroughness:
    """Tokens of a timed prompt and answer, repeats of each, and windows of the text at most."""

    prompt: int
    answer: int
    repeats: int
    windows: int

    @property
    def context(self) -> int:
        """Tokens of context that a timed run needs."""
        return self.prompt + self.answer


THOROUGH: Final = Thoroughness(prompt=512, answer=128, repeats=5, windows=16)
QUICK: Final = Thoroughness(prompt=256, answer=32, repeats=3, windows=4)


def thoroughness_of(wish: MeasureWish) -> Thoroughness:
    """Quick or thorough."""
    return QUICK if wish.quick else THOROUGH


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuringText:
    """A text to measure on: how it is called, its SHA-256, and its bytes in UTF-8."""

    name: str
    sha256: str
    data: bytes
    own: bool  # a person's own text, not the sample

    def copy_in(self, folder: Path) -> Path:
        """A file of this text that nobody else writes to. Raises NotSaved."""
        path = folder / "texts" / f"{self.sha256[:24]}.txt"
        if not path.exists() or path.stat().st_size != len(self.data):
            write_bytes(path, self.data)
        return path


def measuring_text(path: Path | None) -> MeasuringText:
    """The text in this file; None: the sample text.

    Raises NoSuchFile, UnreadableFile, UnusableText for what is empty or no text in UTF-8.
    """
    file = SAMPLE if path is None else path.expanduser()
    try:
        with file.open("rb") as stream:
            data = stream.read(MOST_TEXT + 1)
    except FileNotFoundError:
        raise NoSuchFile(str(file)) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UnreadableFile(str(file), reason) from error
    text = _checked(data, str(file))
    return MeasuringText(
        name=SAMPLE_NAME if path is None else file.name,
        sha256=hashlib.sha256(text).hexdigest(),
        data=text,
        own=path is not None,
    )


def _checked(data: bytes, path: str) -> bytes:
    """UTF-8 without a mark in front, not cut inside a character. Raises UnusableText."""
    if b"\0" in data:
        raise UnusableText(path, "binary")
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    try:
        text = decoder.decode(data[:MOST_TEXT], final=len(data) <= MOST_TEXT)
    except UnicodeDecodeError as error:
        raise UnusableText(path, "not UTF-8") from error
    if not text.strip():
        raise UnusableText(path, "empty")
    return text.encode()
