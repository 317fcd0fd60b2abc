"""A model's name taken apart, as the window shows it: pieces in their places, and sentences.

No Qt. Names come from strangers: what is invisible in them is written out, and of a name with
thousands of parts only the first are shown.
"""

import re
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from launcher.glossary.book import type_entry
from launcher.models.names import (
    DecodedName,
    NamePart,
    decode_name,
    notes,
    plain_sentence,
    visible,
)
from ui.text.terms import explained

MOST: Final = 40  # pieces shown
LONGEST: Final = 160  # characters of a piece shown
LONGEST_SENTENCE: Final = 400
FAMILY: Final = "The family"  # so begins what is said of a family that is known
WIDEST_CAPTION: Final = 38  # characters that stand under a piece
_JOINT: Final = 3  # characters between two pieces
_CLAUSE_END: Final = re.compile(r"[:;]|,(?!\d)|\.(?=\s|$)")
_ASIDE: Final = re.compile(r"\s*\([^)]*\)")
_KINDS: Final = MappingProxyType(
    {
        "maker": "maker",
        "base": "family",
        "version": "version",
        "size": "size",
        "finetune": "tuning",
        "quantization": "type of its weights",
        "dynamic": "Unsloth Dynamic",
        "qat": "trained for 4 bits",
        "imatrix": "importance matrix",
        "shard": "shard",
        "split": "piece of a file",
        "role": "what it is for",
        "folder": "folder",
        "ending": "file format",
        "date": "date",
        "unknown": "says nothing",
    }
)
# Of these the meaning says more than the kind, where it is short enough.
_TOLD: Final = frozenset({"size", "finetune", "quantization", "shard", "split", "role", "date"})
_TERMS: Final = MappingProxyType(
    {
        "size": "Parameter",
        "dynamic": "UD",
        "qat": "QAT",
        "imatrix": "imatrix",
        "shard": "Shard",
        "split": "Byte-split",
    }
)
_BY_TEXT: Final = frozenset({"finetune", "role", "ending"})  # explained where their text is


@dataclass(frozen=True, slots=True, kw_only=True)
class PieceView:
    """A piece of a name: what stands before it, itself, a few words under it, its sentence.

    `strong`: it says what the weights are stored as. `term` is the entry of the glossary that
    explains it, '' where there is none.
    """

    joint: str
    text: str
    caption: str
    meaning: str
    strong: bool = False
    term: str = ""

    @property
    def sentence(self) -> str:
        """The piece for those who hear it."""
        return f"{self.text}: {self.meaning}"


@dataclass(frozen=True, slots=True, kw_only=True)
class NameView:
    """A name. `further` counts the pieces that are not shown; `warnings` are plain sentences."""

    text: str
    pieces: tuple[PieceView, ...]
    sentence: str
    warnings: tuple[str, ...]
    further: int = 0

    @property
    def further_words(self) -> str:
        """'and 4,960 more parts', or ''."""
        if not self.further:
            return ""
        return f"and {self.further:,} more part{'s' if self.further > 1 else ''}"


def name_view(text: str, *, repo: str | None = None) -> NameView:
    """A file's name, a repository or a tag as people paste it."""
    return of_decoded(decode_name(text.strip(), repo=repo))


def of_decoded(name: DecodedName) -> NameView:
    """A name that was taken apart before."""
    shown = name.parts[:MOST]
    ends = [0, *(part.end for part in shown)]
    return NameView(
        text=_short(name.text),
        pieces=tuple(
            _piece(part, name.text[end : part.start])
            for end, part in zip(ends, shown, strict=False)
        ),
        sentence=_short(plain_sentence(name), LONGEST_SENTENCE),
        warnings=tuple(_short(note, LONGEST_SENTENCE) for note in notes(name)),
        further=len(name.parts) - len(shown),
    )


def _piece(part: NamePart, before: str) -> PieceView:
    return PieceView(
        joint=visible(before.strip())[:_JOINT],
        text=_short(part.text),
        caption=caption(part),
        meaning=visible(part.meaning),
        strong=part.kind == "quantization",
        term=_term(part),
    )


def _term(part: NamePart) -> str:
    if part.kind == "quantization":
        found = type_entry(part.text)
    elif part.kind == "size" and "active" in part.meaning:
        found = explained("Active parameters")
    else:
        found = explained(part.text if part.kind in _BY_TEXT else _TERMS.get(part.kind, ""))
    return found.term if found else ""


def caption(part: NamePart) -> str:
    """A few words for under the piece: 'family', '12 billion weights'."""
    kind = _KINDS.get(part.kind, part.kind)
    if part.kind == "base" and not part.meaning.startswith(FAMILY):
        return "part of the name"
    if part.kind not in _TOLD:
        return kind
    clause = _CLAUSE_END.split(_ASIDE.sub("", part.meaning), maxsplit=1)[0]
    words = clause[:1].lower() + clause[1:]
    return words if 0 < len(words) <= WIDEST_CAPTION else kind


def _short(text: str, longest: int = LONGEST) -> str:
    return visible(text) if len(text) <= longest else f"{visible(text[:longest])}…"
