"""One entry of the glossary in words: what it means, its figures, what this computer makes of it.

No Qt.
"""

from dataclasses import dataclass
from typing import Final

from launcher.glossary.entry import Entry
from launcher.hardware.facts import Machine
from ui.pages.learn.kernels_view import here_title, kernel_notes, note_words
from ui.pages.learn.types_view import quality_facts
from ui.pages.learn.view import TABLE, TABLE_TITLE, Link, links

ALIASES: Final = 6  # other names that are said


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryView:
    """An entry. `facts` are pairs of a label and a value, `here` sentences of this computer."""

    slug: str
    title: str
    short: str
    text: str
    also: str
    facts: tuple[tuple[str, str], ...]
    here_title: str
    here: tuple[str, ...]
    links: tuple[Link, ...]
    source: str
    url: str


def entry_view(entry: Entry, machine: Machine | None, *, slug: str) -> EntryView:
    """The entry, and where it is a type what the machine's kernels make of it."""
    kind = is_type(entry)
    judged = kernel_notes(entry.term, machine) if kind else ()
    ways = links(entry.see_also)
    if kind:
        ways = (*ways, Link(words=TABLE_TITLE, slug=TABLE))
    source = entry.source
    return EntryView(
        slug=slug,
        title=entry.term,
        short=entry.short,
        text=entry.text,
        also=", ".join(entry.aliases[:ALIASES]),
        facts=_facts(entry),
        here_title=here_title(machine) if judged else "",
        here=tuple(note_words(note, machine) for note in judged),
        links=ways,
        source=f"{source.name}, {source.year}" if source else "",
        url=source.url if source else "",
    )


def is_type(entry: Entry) -> bool:
    """Whether it is a tensor type or a file type."""
    return entry.bits_per_weight is not None or entry.needs_imatrix is not None


def _facts(entry: Entry) -> tuple[tuple[str, str], ...]:
    facts: list[tuple[str, str]] = []
    if entry.bits_per_weight is not None:
        facts.append(("Bits per weight", f"{entry.bits_per_weight:g}"))
    if entry.block is not None:
        each = "each weight by itself" if entry.block == 1 else f"{entry.block} weights"
        facts.append(("Block", each))
    if entry.needs_imatrix is not None:
        needed = "needed to make it" if entry.needs_imatrix else "not needed to make it"
        facts.append(("Importance matrix", needed))
    facts += quality_facts(entry.term)
    if not entry.loads:
        facts.append(("Loads here", "no"))
    return tuple(facts)
