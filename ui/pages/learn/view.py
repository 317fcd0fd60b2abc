"""What the Learn page says: first steps, the list of words, one entry. No Qt."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from launcher.glossary.book import entries, first_steps, search
from launcher.glossary.entry import Entry
from launcher.glossary.tables import SUBJECTS, table
from launcher.models.names import decode_name
from ui.text.terms import explained, slug


class Section(StrEnum):
    """The three parts of the page."""

    STEPS = "First steps"
    WORDS = "Words"
    NAME = "A name"


TABLE: Final = "all-quantizations"  # the key of the row that leads to the table
TABLE_TITLE: Final = "All quantizations"
TABLE_LINE: Final = "Every file type with its bits, its quality and its use."
TYPES: Final = "Quantizations"
_GROUPS: Final = MappingProxyType(
    {
        "models": "Models",
        "quantization": "How weights are stored",
        "files": "Files",
        "memory": "Memory",
        "speed": "Speed",
        "quality": "Quality",
        "talking": "Talking",
    }
)
EXAMPLES: Final = (
    "google_gemma-3-12b-it-Q4_K_M.gguf",
    "unsloth/Qwen3-30B-A3B-Instruct-2507-GGUF:UD-Q4_K_XL",
    "gemma-3-4b-it-qat-q4_0.gguf",
    "Llama-3.3-70B-Instruct-IQ3_XXS-00001-of-00002.gguf",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Words that lead to an entry, and its slug."""

    words: str
    slug: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StepView:
    """One of the first steps; `number` begins with 1."""

    number: int
    title: str
    text: str
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WordRow:
    """A row of the list: a term with its line, or (without a key) the heading of a group."""

    title: str
    key: str = ""
    detail: str = ""

    @property
    def is_heading(self) -> bool:
        """Whether it heads a group and cannot be chosen."""
        return not self.key


def step_views() -> tuple[StepView, ...]:
    """The first steps in their order."""
    return tuple(
        StepView(number=number, title=step.title, text=step.text, links=links(step.see_also))
        for number, step in enumerate(first_steps(), 1)
    )


def all_rows() -> tuple[WordRow, ...]:
    """Every entry under the heading of its group."""
    rows: list[WordRow] = []
    for subject in SUBJECTS:
        named = [explained(row["term"]) for row in table(f"terms-{subject}")["terms"]]
        rows.append(WordRow(title=_GROUPS[subject]))
        rows += _rows(one for one in named if one is not None)
        if subject == "quantization":
            rows += _type_rows()
    return tuple(rows)


def found_rows(words: str) -> tuple[WordRow, ...]:
    """What a search finds, the best first; every entry where nothing is asked."""
    return tuple(_rows(search(words))) if words.strip() else all_rows()


def links(terms: Iterable[str]) -> tuple[Link, ...]:
    """Terms as ways to their entries."""
    return tuple(Link(words=one, slug=slug(one)) for one in terms)


def nothing_found(words: str) -> tuple[str, str]:
    """What an empty search says, and its button."""
    asked = words.strip()
    shown = asked if len(asked) <= 40 else f"{asked[:40]}…"
    return f"No word here is like “{shown}”.", NAME_BUTTON if is_name(asked) else ALL_BUTTON


ALL_BUTTON: Final = "Show all words"
NAME_BUTTON: Final = "Take it apart as a name"


def is_name(words: str) -> bool:
    """Whether it looks like the name of a model rather than a word."""
    name = decode_name(words)
    return bool(name.quantization or name.size_label or name.of("ending")) and len(name.parts) > 1


def _type_rows() -> list[WordRow]:
    known = {row["term"] for subject in SUBJECTS for row in table(f"terms-{subject}")["terms"]}
    types = _rows(one for one in entries() if one.term not in known)
    return [
        WordRow(title=TYPES),
        WordRow(title="All in one table", key=TABLE, detail=TABLE_LINE),
        *types,
    ]


def _rows(found: Iterable[Entry]) -> list[WordRow]:
    return [WordRow(title=one.term, key=slug(one.term), detail=one.short) for one in found]
