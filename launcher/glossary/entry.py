"""One explained term, as a value."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a figure or a rule stands in public."""

    name: str
    url: str
    year: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A term and what it means.

    `short` suits a tooltip (90 characters at most), `text` says it in a few sentences,
    `see_also` are terms of other entries, spelled as theirs. `bits_per_weight` and `block`
    (weights) are a tensor type's own and exact; `needs_imatrix` is a file type's. `loads`
    is False for what this engine cannot read.
    """

    term: str
    aliases: tuple[str, ...] = ()
    short: str
    text: str
    see_also: tuple[str, ...] = ()
    source: Source | None = None
    bits_per_weight: float | None = None
    block: int | None = None
    needs_imatrix: bool | None = None
    loads: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One of the first steps for somebody who has never done this."""

    title: str
    text: str
    see_also: tuple[str, ...]
