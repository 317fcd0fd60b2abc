"""What stands in for the Hub while it cannot be asked: the models of the catalog.

Only where nothing was said of what was asked: a repository that is not there, or that asks
for access, stays an error. Names of files are made up here, and sizes are the catalog's.
"""

from dataclasses import dataclass
from typing import Final

from launcher.actions.repository import Headers, Repository
from launcher.errors import HubRefused, NoNetwork, RateLimited, UnknownChoice
from launcher.hub.client import DEFAULT_ENDPOINT
from launcher.hub.files import Listing
from launcher.hub.search import FoundModel, repo_in
from launcher.models.catalog import Known, catalog, facts_of, known_as
from launcher.models.names import decode_name
from launcher.models.starters import starters
from launcher.models.variants import Variant

FOREIGN_ANSWERS: Final = (0, 200)  # what `HubRefused` says of a sign-in page, or of no hub at all
BROKEN: Final = 500  # and above: a server that is in no state to answer
SUFFIX: Final = "-gguf"


@dataclass(frozen=True, slots=True, kw_only=True)
class StandIn:
    """A model of the catalog. `files` is the repository that is named for its GGUF files, if any.

    `variants` are those that this repository has, as far as is known; else all of the catalog's.
    """

    known: Known
    files: str | None
    variants: tuple[str, ...]
    qat: bool = False

    @property
    def repo(self) -> str:
        """Where its files lie; the maker's repository where nobody is named for them."""
        return self.files or self.known.repo

    @property
    def usual(self) -> str:
        """The variant to begin with."""
        return self.known.usual if self.known.usual in self.variants else self.variants[0]

    @property
    def usual_size(self) -> int:
        """Bytes of that variant's file, predicted."""
        return self.known.sizes[self.known.variants.index(self.usual)]


def may_stand_in(error: BaseException) -> bool:
    """Whether the Hub said nothing of what was asked: out of reach, busy, or another answered."""
    if isinstance(error, HubRefused):
        return error.status in FOREIGN_ANSWERS or error.status >= BROKEN
    return isinstance(error, NoNetwork | RateLimited)


def stand_ins() -> tuple[StandIn, ...]:
    """All of them: those worth beginning with, the newest first, then the others.

    Raises BadModelFile where the catalog is damaged.
    """
    good = sorted(starters(), key=lambda one: -one.released)
    first = [
        StandIn(known=one.known, files=one.files, variants=one.variants, qat=one.qat)
        for one in good
    ]
    named = {one.known.repo for one in first}
    others = [known for known in catalog() if known.repo not in named]
    return (
        *first,
        *(StandIn(known=known, files=None, variants=known.variants) for known in others),
    )


def stand_ins_for(query: str) -> tuple[StandIn, ...]:
    """Those whose name, maker, family or repository has every word, whole words first.

    Raises BadModelFile.
    """
    words = _plain(repo_in(query.strip(), DEFAULT_ENDPOINT) or query).split()
    found = [one for one in stand_ins() if _has_all(one, words)]
    return tuple(sorted(found, key=lambda one: -len(set(words) & set(_text(one).split()))))


def found_models(query: str) -> tuple[FoundModel, ...]:
    """The same as a search tells of them; what only the Hub knows is None."""
    return tuple(
        FoundModel(
            repo=one.repo,
            architecture=one.known.architecture,
            parameters=one.known.parameters,
            context_length=one.known.context_length,
        )
        for one in stand_ins_for(query)
    )


def stand_in_of(repo: str) -> StandIn | None:
    """The model this repository is of, by its name; None where the catalog has none so called.

    Of a repository nobody is named for, nothing is known but what the model itself is.
    """
    repo = repo.strip("/")
    for one in stand_ins():
        if one.repo.casefold() == repo.casefold():
            return one
    short = repo.rpartition("/")[2]
    stem = short[: -len(SUFFIX)] if short.casefold().endswith(SUFFIX) else short
    for words in (repo, stem, stem.replace("_", "/", 1)):  # some write 'owner_name-GGUF'
        known = _known(words)
        if known is not None:
            is_makers = known.repo.casefold() == repo.casefold()
            return StandIn(known=known, files=None if is_makers else repo, variants=known.variants)
    return None


def repository_from(one: StandIn, repo: str) -> tuple[Repository, Headers]:
    """The model as if its files had been read. Raises BadModelFile for a damaged catalog."""
    stem = repo.rpartition("/")[2]
    stem = stem[: -len(SUFFIX)] if stem.casefold().endswith(SUFFIX) else stem
    facts = {kind: facts_of(one.known, kind) for kind in one.variants}
    variants = tuple(
        Variant(
            name=f"{stem}-{kind}",
            files=(f"{stem}-{kind}.gguf",),
            role="model",
            quantization=kind,
            size=facts[kind].file_size,
            complete=True,
        )
        for kind in one.variants
    )
    listing = Listing(repo=repo, commit="", gated=False, files=())
    headers = Headers(own={v.name: facts[v.quantization or ""] for v in variants})
    return Repository(listing=listing, variants=variants, known=one.known), headers


def variant_of(one: StandIn, words: str) -> str | None:
    """The quantization that a file's name, or its own name, stands for; None for other files."""
    if words.upper() in one.known.variants:
        return words.upper()
    name = decode_name(words)
    kind = (name.label or "").upper()
    return kind if name.role == "model" and kind in one.known.variants else None


def _known(words: str) -> Known | None:
    try:
        return known_as(words)
    except UnknownChoice:
        return None


def _has_all(one: StandIn, words: list[str]) -> bool:
    """With its spaces and without: 'llama3' is 'Llama 3' too."""
    text = _text(one)
    return all(word in text or word in text.replace(" ", "") for word in words)


def _text(one: StandIn) -> str:
    known = one.known
    return _plain(f"{known.repo} {known.name} {known.family} {one.files or ''}")


def _plain(words: str) -> str:
    for sign in "-_/":
        words = words.replace(sign, " ")
    return " ".join(words.casefold().split())
