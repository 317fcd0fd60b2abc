"""A name from its first character to its last, cut into parts that do not overlap."""

import re
from dataclasses import dataclass
from typing import Final

from launcher.models.naming.encoding_words import DYNAMIC, encoding_words
from launcher.models.naming.encodings import Encoding, encodings_in, told
from launcher.models.naming.makers import CONVERTERS, INSIDE, author_prefix, maker_words
from launcher.models.naming.meanings import ADDED, QAT, RECIPE, sorted_part
from launcher.models.naming.places import Place
from launcher.models.naming.reading import Reading, Token, read
from launcher.models.naming.roles import IMATRIX_WORDS, MATRIX, role_words
from launcher.models.naming.sizes import glued_size, sizes_in
from launcher.models.naming.spans import LONGEST_WORD, NamePart, Word, between, piece, stretch
from launcher.models.naming.tunings import EMPTY, FOREIGN

FRONT: Final = re.compile(r"(?:mmproj|mtp|ggml|imatrix)[-_.]", re.IGNORECASE | re.ASCII)
TOO_LONG: Final = "Too long to be a word of a name."
SIGNS: Final = "Characters that say nothing of the model."
ALSO: Final = "The type of some tensors, or of the file it was made from. "


@dataclass(frozen=True, slots=True, kw_only=True)
class Dissected:
    """The name itself, without its place and its end."""

    parts: tuple[NamePart, ...]
    reading: Reading
    encoding: Encoding | None
    author: str | None
    base: str


def dissect(text: str, place: Place, role: str) -> Dissected:
    """The name between its place and its end."""
    start, end = place.start, place.end
    parts: list[NamePart] = []
    found = encodings_in(text, start, end)
    author = _author(text, start, found[0].start if found else end)
    if author:
        parts.append(piece(author, "maker", maker_words(author.text, owner=False)))
    main = told(found)
    parts += _encoding_parts(found, main)
    taken = [stretch(text, one.start, one.word.end) for one in found]
    taken += [author] if author else []
    covered = {place for one in taken for place in range(one.start, one.end)}
    sized = [one for one in sizes_in(text, start, end) if one.word.start not in covered]
    words = between(text, start, end, [*taken, *(one.word for one in sized)])
    left, known = _known(words, role)
    parts += known
    core, behind = _core([*left, *sized], main)
    parts += [_behind(word) for word in behind]
    reading = read(core)
    base = base_of(text, reading.of("base"))
    parts += [sorted_part(item, base, reading.size) for item in reading.items]
    return Dissected(
        parts=tuple(sorted(parts, key=lambda part: part.start)),
        reading=reading,
        encoding=main,
        author=author.text if author else None,
        base=base,
    )


def base_of(text: str, words: list[Word]) -> str:
    """The family's name: its words as written, joined by a hyphen where others stand between."""
    name, end = "", None
    for word in words:
        glue = "" if end is None else "-"
        if end is not None and word.start - end <= 1:
            glue = text[end : word.start]
        name += glue + word.text
        end = word.end
    return name


def _author(text: str, start: int, end: int) -> Word | None:
    """The author in front, or behind a word that says what the file is for."""
    front = FRONT.match(text, start, end)
    start = front.end() if front else start
    length = author_prefix(text, start, end)
    return stretch(text, start, start + length) if length else None


def _encoding_parts(found: list[Encoding], main: Encoding | None) -> list[NamePart]:
    parts = []
    for one in found:
        if one.prefix:
            parts.append(piece(one.prefix, "dynamic", DYNAMIC))
        said = encoding_words(one.type, dynamic=one.prefix is not None)
        same = main is not None and one.type == main.type
        parts.append(piece(one.word, "quantization", said if same else ALSO + said))
    return parts


def _known(words: list[Word], role: str) -> tuple[list[Token], list[NamePart]]:
    """The words that are known wherever they stand, as parts; and the others."""
    left: list[Token] = []
    parts: list[NamePart] = []
    for word in words:
        part = _known_word(word, role)
        if part is not None:
            parts.append(part)
            continue
        glued = glued_size(word)
        left += list(glued) if glued else [word]
    return left, parts


def _known_word(word: Word, role: str) -> NamePart | None:
    lower = word.lower
    if len(word.text) > LONGEST_WORD:
        return piece(word, "unknown", TOO_LONG)
    maker = lower in INSIDE or lower in CONVERTERS
    meant = {
        "qat": QAT if lower == "qat" else None,
        "role": role_words(lower, role),
        "imatrix": MATRIX if lower in IMATRIX_WORDS else None,
        "ending": EMPTY.get(lower) if lower.startswith("gg") else None,
        "quantization": FOREIGN.get(lower),
        "maker": maker_words(word.text, owner=False) if maker else None,
        "unknown": EMPTY.get(lower, None if _has_letters(word) else SIGNS),
    }
    return next((piece(word, kind, said) for kind, said in meant.items() if said), None)


def _has_letters(word: Word) -> bool:
    return any(one.isalnum() for one in word.text)


def _core(tokens: list[Token], main: Encoding | None) -> tuple[list[Token], list[Token]]:
    """What says which model it is, and what stands behind the type (all, where nothing leads)."""
    ordered = sorted(tokens, key=_start)
    if main is None:
        return ordered, []
    before = [token for token in ordered if _start(token) < main.start]
    if not before:
        return ordered, []
    return before, ordered[len(before) :]


def _start(token: Token) -> int:
    return token.start if isinstance(token, Word) else token.word.start


def _behind(token: Token) -> NamePart:
    word = token if isinstance(token, Word) else token.word
    recipe = word.lower == "v2"
    return piece(word, "unknown", RECIPE if recipe else ADDED)
