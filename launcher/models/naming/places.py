"""Where a name says a model lies: a site, an owner, a repository, folders; and the name itself."""

import re
from dataclasses import dataclass
from typing import Final

from launcher.models.naming.makers import maker_words
from launcher.models.naming.spans import NamePart, Word, piece, stretch

SITE: Final = re.compile(
    r"(?:https?://)?(?:www\.)?(?P<site>huggingface\.co|hf\.co|modelscope\.cn|ollama\.com)/",
    re.IGNORECASE | re.ASCII,
)
PREFIX: Final = re.compile(r"(?P<site>hf):(?=[^/\\:]+/)", re.IGNORECASE | re.ASCII)
SEGMENT: Final = re.compile(r"[^/\\]+")
PASSAGES: Final = frozenset({"blob", "resolve", "main", "tree", "library", "models"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The parts before the name itself, and where that begins and ends."""

    start: int
    end: int
    folders: tuple[Word, ...]
    parts: tuple[NamePart, ...]


def place_of(text: str, end: int, *, is_file: bool) -> Place:
    """A name's surroundings; `end` is where its ending begins."""
    start, parts = 0, []
    site = SITE.match(text, 0, end) or PREFIX.match(text, 0, end)
    if site:
        parts.append(_site(text, site))
        start = site.end()
    segments = [stretch(text, *found.span()) for found in SEGMENT.finditer(text, start, end)]
    if not segments:
        return Place(start=start, end=end, folders=(), parts=tuple(parts))
    *before, name = segments
    owned = bool(before) and (site is not None or (len(before) == 1 and not is_file))
    for number, word in enumerate(before):
        parts.append(_owner(word) if owned and number == 0 else _folder(word))
    return Place(start=name.start, end=name.end, folders=tuple(before), parts=tuple(parts))


def _site(text: str, found: re.Match[str]) -> NamePart:
    named = "Ollama" if "ollama" in found["site"].lower() else "Hugging Face"
    if "modelscope" in found["site"].lower():
        named = "ModelScope"
    word = stretch(text, 0, found.end("site"))
    return piece(word, "folder", f"Where it lies: {named}.")


def _owner(word: Word) -> NamePart:
    return piece(word, "maker", maker_words(word.text, owner=True))


def _folder(word: Word) -> NamePart:
    passage = word.lower in PASSAGES
    said = "A step of the address." if passage else "The folder or repository the file lies in."
    return piece(word, "folder", said)
