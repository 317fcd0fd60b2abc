"""The glossary as a book: all entries, one of them, those a question is about."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Final

from launcher.errors import UnknownTerm
from launcher.glossary.entry import Entry, Step
from launcher.glossary.spelling import ALIKE, SHORTEST, alike, parts, plain
from launcher.glossary.tables import steps, terms
from launcher.glossary.type_entries import type_entries

NEAR: Final = 5  # terms offered where none matches
_DECORATED: Final = (  # makers' names for mixes of their own, and another engine's types
    (re.compile(r"UD[-_]?[IT]?Q\d.*", re.IGNORECASE), "UD"),
    (re.compile(r"I?Q\d.*_R\d+", re.IGNORECASE), "ik_llama.cpp types"),
    (re.compile(r"IQ\d_(K|KS|KSS|KL|KT|BN)", re.IGNORECASE), "ik_llama.cpp types"),
    (re.compile(r"I?Q\d_(K_)?X{0,2}L", re.IGNORECASE), "_L and _XL"),
)
_WEIGHTED: Final = re.compile(r"^i1[-_.]", re.IGNORECASE)
_NAMED: Final = 6  # the rank of a question whose words all stand in title, aliases or short
_TEXT: Final = 7  # and of one whose words stand only in all that is said


@cache
def entries() -> tuple[Entry, ...]:
    """All entries: words by subject, then types."""
    return (*terms(), *type_entries())


def first_steps() -> tuple[Step, ...]:
    """What to do, in order, for somebody who has never done this."""
    return steps()


def entry(words: str) -> Entry:
    """The entry of a term in any spelling: 'q4_k_m', 'KV-cache'. Raises UnknownTerm."""
    found = _exact(words) or _exact(words.strip().removesuffix("s"))
    if found is None:
        asked = " ".join(words.split())
        raise UnknownTerm(asked, tuple(near.term for near in _nearest(words)))
    return found


def type_entry(name: str) -> Entry | None:
    """The entry of a quantization as files and headers name it; None for an unknown name."""
    found = _exact(name)
    if found is None or found.bits_per_weight is not None or found.needs_imatrix is not None:
        return found
    return found if _decoration(name) else None


def search(words: str) -> tuple[Entry, ...]:
    """Entries for a question, the best first: by title, then alias, then what they say.

    All entries for an empty question. Where no entry has all the words, those with any; small
    slips in a single word are forgiven.
    """
    asked = parts(words)
    if not asked:
        return entries() if not words.strip() else ()
    found = _ranked(asked)
    exact = _exact(words) or _exact("".join(asked))
    if exact is not None:
        found = tuple(dict.fromkeys((exact, *found)))
    if found or len(asked) == 1:
        return found or _nearest(words)
    return tuple(dict.fromkeys(one for word in asked for one in _ranked((word,))))


def _ranked(asked: tuple[str, ...]) -> tuple[Entry, ...]:
    """Entries in which all the words stand, the best first."""
    whole = "".join(asked)
    ranks = [(_rank(each, asked, whole), n) for n, each in enumerate(entries())]
    return tuple(
        entries()[n] for _, n in sorted((rank, n) for rank, n in ranks if rank is not None)
    )


@cache
def _index() -> Mapping[str, Entry]:
    """Entries by the plain form of their titles and aliases; a title goes before an alias."""
    index = {plain(each.term): each for each in entries()}
    for each in entries():
        for alias in each.aliases:
            index.setdefault(plain(alias), each)
    return index


def _exact(words: str) -> Entry | None:
    name = words.strip()
    found = _index().get(plain(name)) or _index().get(plain(_WEIGHTED.sub("", name)))
    if found is None and (title := _decoration(_WEIGHTED.sub("", name))):
        return _index()[plain(title)]
    return found


def _decoration(name: str) -> str | None:
    wanted = name.strip()
    return next((title for pattern, title in _DECORATED if pattern.fullmatch(wanted)), None)


def _rank(one: Entry, asked: tuple[str, ...], whole: str) -> int | None:
    """Where the question stands in an entry, 0 being its title; None where it does not."""
    title = plain(one.term)
    aliases = tuple(plain(alias) for alias in one.aliases)
    tests = (
        title == whole,
        whole in aliases,
        title.startswith(whole),
        any(alias.startswith(whole) for alias in aliases),
        len(whole) >= SHORTEST and whole in title,
        len(whole) >= SHORTEST and any(whole in alias for alias in aliases),
    )
    if any(tests):
        return tests.index(True)
    named = _words(" ".join((one.term, one.short, *one.aliases)))
    if all(_said(word, named) for word in asked):
        return _NAMED
    said = named | _words(one.text)
    return _TEXT if all(_said(word, said) for word in asked) else None


@cache
def _words(text: str) -> frozenset[str]:
    """The plain words of an entry."""
    return frozenset(plain(word) for word in text.split())


def _said(word: str, said: frozenset[str]) -> bool:
    if len(word) < SHORTEST:
        return word in said
    return any(each.startswith(word) for each in said)


def _nearest(words: str) -> tuple[Entry, ...]:
    """Entries spelled much alike, the likest first."""
    whole = plain(words)
    if len(whole) < SHORTEST:
        return ()
    scored: dict[str, float] = {}
    for key, one in _index().items():
        score = alike(whole, key)
        if score >= ALIKE:
            scored[one.term] = max(score, scored.get(one.term, 0.0))
    best = sorted(scored, key=lambda term: -scored[term])[:NEAR]
    return tuple(_index()[plain(term)] for term in best)
