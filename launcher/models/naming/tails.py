"""The end of a name: the file's ending, and which part of several it is.

`gguf-split` writes '-00001-of-00003' and the engine joins such shards itself. Plain cuts of a
file ('.part1of2', '-split-b', '.gguf.a') must be joined by hand before anything can load them.
"""

import re
from dataclasses import dataclass
from typing import Final

from launcher.models.naming.spans import NamePart, piece, stretch

BYTE_SPLIT: Final = (
    re.compile(
        r"(?P<mark>\.part(?P<part>\d{1,5})of(?P<count>\d{1,5}))\Z", re.IGNORECASE | re.ASCII
    ),
    re.compile(
        r"(?P<mark>-chunk-(?P<part>\d{1,5})-of-(?P<count>\d{1,5}))\Z", re.IGNORECASE | re.ASCII
    ),
    re.compile(
        r"(?<=\.gguf)(?P<mark>[-.]split[-_.](?P<letters>a?[a-z]))\Z", re.IGNORECASE | re.ASCII
    ),
    re.compile(r"(?<=\.gguf)(?P<mark>\.(?P<letters>a?[a-z]))\Z", re.IGNORECASE | re.ASCII),
)
SHARD: Final = re.compile(
    r"(?P<word>-split)?(?P<mark>-(?P<part>\d{5})-of-(?P<count>\d{5}))(?P<ending>\.gguf)?\Z",
    re.IGNORECASE | re.ASCII,
)
ENDING: Final = re.compile(
    r"\.(gguf_file|gguf|safetensors|imatrix|ggml|dat|bin|onnx|pt|pth|llamafile)\Z",
    re.IGNORECASE | re.ASCII,
)
LONGEST: Final = 80  # characters an end can take; no search goes further back
MEANINGS: Final = {
    "gguf": "The file format of llama.cpp, which loads here.",
    "gguf_file": "A GGUF under another ending, so that it is not taken for a model.",
    "imatrix": "An importance matrix, made by llama.cpp.",
    "dat": "A data file; beside models it is usually an importance matrix.",
    "safetensors": "The format of Hugging Face; it must be converted to GGUF to load here.",
    "ggml": "A format older than GGUF; it no longer loads.",
}
FOREIGN: Final = "A file that is no GGUF; it does not load here."
JOINED: Final = "The shards load together from the first."


@dataclass(frozen=True, slots=True, kw_only=True)
class Tail:
    """What the end of a name says; `end` is where the rest of it stops.

    `stem` is where it stops for telling files apart: only GGUF's own ending counts there.
    """

    end: int
    stem: int
    shard: tuple[int, int | None] | None
    split: str  # 'none', 'gguf-split', 'byte-split'
    parts: tuple[NamePart, ...]

    @property
    def is_file(self) -> bool:
        """The name has a file's ending or a mark only files bear."""
        return bool(self.parts)


def tail_of(text: str) -> Tail:
    """The end of a name, taken off."""
    from_here = max(0, len(text) - LONGEST)
    for pattern in BYTE_SPLIT:
        found = pattern.search(text, from_here)
        if found and found.start() > 0:
            return _byte_split(text, found)
    shard = _shard(text, from_here)
    if shard is not None:
        return shard
    end, endings = _ending(text, len(text))
    stem = end if text[end:].lower() == ".gguf" else len(text)
    return Tail(end=end, stem=stem, shard=None, split="none", parts=endings)


def _byte_split(text: str, found: re.Match[str]) -> Tail:
    groups = found.groupdict()
    if "letters" in groups:
        number: tuple[int, int | None] = (_letters(groups["letters"]), None)
    else:
        number = (int(groups["part"]), int(groups["count"]))
    end, endings = _ending(text, found.start())
    of = f" of {number[1]}" if number[1] else ""
    meaning = f"Part {number[0]}{of} of a file cut in pieces; they must be joined first."
    mark = piece(stretch(text, found.start() + 1, found.end()), "split", meaning)
    parts = (*endings, mark)
    return Tail(end=end, stem=end, shard=number, split="byte-split", parts=parts)


def _shard(text: str, from_here: int) -> Tail | None:
    found = SHARD.search(text, from_here)
    if found is None or found.start() == 0:
        return None
    part, count = int(found["part"]), int(found["count"])
    if not 1 <= part <= count:
        return None
    start, parts = found.start(), []
    if found["word"]:
        word = stretch(text, found.start("word") + 1, found.end("word"))
        parts.append(piece(word, "split", "Cut into shards by llama.cpp."))
    said = f"Shard {part} of {count}. {JOINED}"
    mark = stretch(text, found.start("mark") + 1, found.end("mark"))
    parts.append(piece(mark, "shard", said))
    if found["ending"]:
        ending = stretch(text, found.start("ending") + 1, found.end("ending"))
        parts.append(piece(ending, "ending", MEANINGS["gguf"]))
    end, endings = _ending(text, start)
    number = (part, count)
    whole = (*endings, *parts)
    return Tail(end=end, stem=end, shard=number, split="gguf-split", parts=whole)


def _ending(text: str, end: int) -> tuple[int, tuple[NamePart, ...]]:
    found = ENDING.search(text, max(0, end - LONGEST), end)
    if found is None:
        return end, ()
    kind = found[1].lower()
    word = stretch(text, found.start() + 1, end)
    return found.start(), (piece(word, "ending", MEANINGS.get(kind, FOREIGN)),)


def _letters(letters: str) -> int:
    """The number of a part named by `split`: a is 1, ab is 2."""
    number = 0
    for letter in letters.lower():
        number = number * 26 + ord(letter) - ord("a")
    return number + 1
