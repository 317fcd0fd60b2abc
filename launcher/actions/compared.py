"""The files that a board compares: of a family of the catalog, of its models, of repositories.

The catalog needs no network. Of a repository one header is read and the other files are
derived from it, so this may take seconds; what it gives serves every context and machine.
Where the Hub cannot be asked, the catalog stands in for repositories of its models.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Final

from launcher.actions.parts import Parts
from launcher.actions.repository import Repository, open_repository, read_headers
from launcher.actions.stand_in import StandIn, may_stand_in, stand_in_of
from launcher.actions.target import CATALOG
from launcher.choosing.base_scores import base_scores
from launcher.errors import HubError, UnknownChoice
from launcher.models.catalog import Known, catalog, facts_of, known_as
from launcher.models.facts import ModelFacts
from launcher.models.names import decode_name
from launcher.models.naming.encodings import Standing, standing
from launcher.models.variants import Variant
from launcher.sentences import sentence_of

OTHER_PURPOSE: Final = ("Coder", "QwQ", "Base")  # words of models that do not chat of everything
INSTEAD: Final = "Its files are the built-in catalog's; their sizes are worked out by the engine."
NEAR: Final = 5  # names offered where none matches


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """One file to be compared. `size` is what the repository lists (bytes), if it does."""

    repo: str
    model: str
    variant: str
    facts: ModelFacts
    qat: bool = False
    size: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """The files of one board; `notes` say what is left out and why.

    `unasked` is why the catalog stands in for a repository.
    """

    family: str
    files: tuple[File, ...]
    notes: tuple[str, ...] = ()
    unasked: HubError | None = None


def families() -> tuple[str, ...]:
    """The families of the catalog, in its order."""
    return tuple(dict.fromkeys(known.family for known in catalog()))


def is_family(words: str) -> bool:
    """Whether this names a family of the catalog, however written."""
    return _family(words) is not None


def family_models(family: str) -> tuple[Known, ...]:
    """The models of a family that chat, small ones first; one of each shape.

    Of one shape it is the model whose published score is comparable with most others of the
    family, then the one named as the family is, then the newer. Raises UnknownChoice with
    names that are near.
    """
    name = _family(family)
    if name is None:
        raise UnknownChoice("family", family, _near(family))
    models = [known for known in catalog() if known.family == name]
    chatting = [known for known in models if not set(known.name.split()) & set(OTHER_PURPOSE)]
    by_shape: dict[str, list[Known]] = {}
    for known in chatting or models:
        by_shape.setdefault(known.entry, []).append(known)
    chosen = [max(reversed(alike), key=_place_among(models)) for alike in by_shape.values()]
    return tuple(sorted(chosen, key=lambda known: known.parameters))


def _family(words: str) -> str | None:
    return {_plain(name): name for name in families()}.get(_plain(words))


def _place_among(models: Sequence[Known]) -> Callable[[Known], tuple[int, bool]]:
    scores = [score for known in models for score in base_scores(known.repo)]

    def place(known: Known) -> tuple[int, bool]:
        own = base_scores(known.repo)
        covered = max((sum(one.comparable(other) for other in scores) for one in own), default=0)
        return covered, known.name.startswith(known.family)

    return place


def compared_of(parts: Parts, asked: str | Sequence[str]) -> Compared:
    """What is meant by a family's name, or by one or more of these: 'owner/name' of a
    repository with GGUF files, 'catalog:owner/name' or a name of the catalog.

    Raises UnknownChoice with names that are near, HubError, BadModelFile.
    """
    words = (asked,) if isinstance(asked, str) else tuple(dict.fromkeys(asked))
    found = [_of(parts, word.strip()) for word in words]
    if not found:
        raise UnknownChoice("family", "", families())
    return together(found)


def together(found: Sequence[Compared]) -> Compared:
    """Several findings as one board's."""
    return Compared(
        family=" · ".join(one.family for one in found),
        files=_told_apart([file for one in found for file in one.files]),
        notes=tuple(note for one in found for note in one.notes),
    )


def from_catalog(word: str) -> Compared:
    """A family, or a model by 'catalog:owner/name', 'owner/name' or name, without a network.

    Raises UnknownChoice with names that are near.
    """
    if word.startswith(CATALOG):
        return _of_models(*_known(word[len(CATALOG) :]))
    if is_family(word):
        models = family_models(word)
        return _of_models(models[0].family, models)
    try:
        return _of_models(*_known(word))
    except UnknownChoice:
        raise UnknownChoice("family", word, _near(word)) from None


def _of(parts: Parts, word: str) -> Compared:
    makers = {known.repo.casefold() for known in catalog()}
    if "/" not in word or word.startswith(CATALOG) or word.casefold() in makers:
        return from_catalog(word)
    try:
        return _of_repository(parts, word)
    except HubError as error:
        one = stand_in_of(word) if may_stand_in(error) else None
        if one is None:
            raise
        return _of_stand_in(word, one, error)


def _known(word: str) -> tuple[str, Sequence[Known]]:
    known = known_as(word)
    return known.name, (known,)


def _of_models(name: str, models: Sequence[Known]) -> Compared:
    files = tuple(
        File(
            repo=known.repo,
            model=known.name,
            variant=variant,
            facts=facts_of(known, variant),
        )
        for known in models
        for variant in known.variants
    )
    return Compared(family=name, files=files)


def _of_repository(parts: Parts, repo: str) -> Compared:
    """Files the engine can load; the others in a note. Raises HubError, BadModelFile."""
    opened = open_repository(parts, repo)
    usable = tuple(v for v in opened.models if _why_not(v) is None)
    notes = _left_out(opened, [v for v in opened.models if v not in usable])
    if not usable and notes:
        return Compared(family=opened.repo, files=(), notes=notes)
    headers = read_headers(parts, replace(opened, variants=usable))
    bad = tuple(
        f"{opened.repo}: {name} is left out, its header is damaged." for name in headers.bad
    )
    files = [
        _file(opened.repo, variant, facts)
        for variant in usable
        if (facts := headers.of(variant)) is not None
    ]
    return Compared(family=opened.repo, files=tuple(files), notes=(*notes, *bad))


def _of_stand_in(repo: str, one: StandIn, error: HubError) -> Compared:
    files = tuple(
        File(
            repo=repo,
            model=one.known.name,
            variant=variant,
            facts=facts_of(one.known, variant),
            qat=one.qat,
        )
        for variant in one.variants
    )
    note = f"{repo}: {sentence_of(error).what} {INSTEAD}"
    return Compared(family=repo, files=files, notes=(note,), unasked=error)


def _file(repo: str, variant: Variant, facts: ModelFacts) -> File:
    return File(
        repo=repo,
        model=facts.name or repo.rpartition("/")[2],
        variant=variant.quantization or variant.name,
        facts=facts,
        qat=bool(decode_name(variant.files[0], repo=repo).qat),
        size=variant.size,
    )


def _why_not(variant: Variant) -> Standing | None:
    """What keeps the engine from loading this type of file."""
    name = (variant.quantization or "").removeprefix("UD-")
    found = standing(name)
    return found if found in (Standing.FORK, Standing.REMOVED) else None


def _left_out(repository: Repository, variants: Sequence[Variant]) -> tuple[str, ...]:
    reasons = {
        Standing.FORK: "only the fork ik_llama.cpp loads this type",
        Standing.REMOVED: "the engine no longer loads this type",
    }
    notes = []
    for reason, words in reasons.items():
        names = [v.quantization or v.name for v in variants if _why_not(v) is reason]
        if names:
            verb = "is" if len(names) == 1 else "are"
            listed = ", ".join(dict.fromkeys(names))
            notes.append(f"{repository.repo}: {listed} {verb} left out, {words}.")
    return tuple(notes)


def _told_apart(files: Sequence[File]) -> tuple[File, ...]:
    """The files with every pair of model and variant once: by its repository where need be."""
    owners: dict[str, set[str]] = {}
    for file in files:
        owners.setdefault(file.model, set()).add(file.repo)
    named = [
        replace(file, model=f"{file.model} ({file.repo.partition('/')[0]})")
        if len(owners[file.model]) > 1
        else file
        for file in files
    ]
    counted = Counter((file.model, file.variant) for file in named)
    seen: Counter[tuple[str, str]] = Counter()
    found = []
    for file in named:
        key = (file.model, file.variant)
        seen[key] += 1
        again = counted[key] > 1 and seen[key] > 1
        found.append(replace(file, variant=f"{file.variant} ({seen[key]})") if again else file)
    return tuple(found)


def _near(family: str) -> tuple[str, ...]:
    """Families that share a word with what was asked, then those spelled alike."""
    wanted = set(family.casefold().replace("-", " ").split())
    sharing = [name for name in families() if wanted & set(name.casefold().split())]
    alike = get_close_matches(family, families(), n=NEAR, cutoff=0.5)
    return tuple(dict.fromkeys([*sharing, *alike]))[:NEAR] or families()


def _plain(name: str) -> str:
    return "".join(letter for letter in name.casefold() if letter.isalnum() or letter == ".")
