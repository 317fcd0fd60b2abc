"""A repository opened: its files as variants, and what their headers say.

One header is read per repository; the other variants are derived from it. The
variant a person chooses has its own header read, so its figures are exact.
"""

import re
from dataclasses import dataclass, field, replace
from typing import Final

from launcher.actions.estimate import slim_file
from launcher.actions.parts import Parts
from launcher.errors import BadModelFile, RepoEmpty, RepoNotFound, SnugError
from launcher.hub.card import read_card
from launcher.hub.files import Listing, list_files
from launcher.hub.header import remote_facts
from launcher.models.facts import ModelFacts
from launcher.models.names import decode_name
from launcher.models.siblings import agrees, scaled, with_types
from launcher.models.slim import f16_header
from launcher.models.variants import RepoEntry, Variant, group_variants

NAME: Final = re.compile(r"\w[\w.-]*(/\w[\w.-]*)?")  # 'owner/name'; a few old ones have no owner


@dataclass(frozen=True, slots=True, kw_only=True)
class Repository:
    """A repository at one commit, its files joined into variants."""

    listing: Listing
    variants: tuple[Variant, ...]

    @property
    def repo(self) -> str:
        """'owner/name'."""
        return self.listing.repo

    @property
    def models(self) -> tuple[Variant, ...]:
        """The variants that can be chatted with, largest first."""
        return tuple(v for v in self.variants if v.role == "model" and v.complete)


@dataclass(frozen=True, slots=True, kw_only=True)
class Headers:
    """What is known of each variant's header: its own, a sibling's, or what is wrong with it."""

    own: dict[str, ModelFacts] = field(default_factory=dict)
    derived: dict[str, ModelFacts] = field(default_factory=dict)
    bad: dict[str, BadModelFile] = field(default_factory=dict)

    def of(self, variant: Variant) -> ModelFacts | None:
        """The best there is for a variant."""
        return self.own.get(variant.name) or self.derived.get(variant.name)


def open_repository(parts: Parts, repo: str) -> Repository:
    """The files of a repository as variants. Raises HubError; RepoEmpty where no GGUF is in it."""
    repo = repo.strip("/")
    if not NAME.fullmatch(repo):
        raise RepoNotFound(repo)  # asking would be another question than for a repository
    listing = list_files(parts.hub, repo)
    entries = [RepoEntry(path=file.path, size=file.size) for file in listing.files]
    variants = group_variants(entries)
    if not variants:
        raise RepoEmpty(repo)
    return Repository(listing=listing, variants=variants)


def card_of(parts: Parts, repository: Repository) -> str:
    """The model card as Markdown, empty where there is none. Raises HubError."""
    return read_card(parts.hub, repository.repo, repository.listing.commit)


def facts_of(parts: Parts, repository: Repository, variant: Variant) -> ModelFacts:
    """A variant's own header, by ranged reads of its first bytes, or from the cache."""
    return remote_facts(parts.hub, repository.listing, variant.files)


def read_headers(parts: Parts, repository: Repository) -> Headers:
    """One header read, the siblings derived; those found damaged on the way are kept as such.

    Raises HubError, and the last BadModelFile where no file is any good.
    """
    models = repository.models
    if not models:
        raise RepoEmpty(repository.repo)
    reference_variant, reference, bad = _reference(parts, repository)
    derived = {
        variant.name: _derive(parts, repository.repo, reference, variant)
        for variant in models
        if variant is not reference_variant and variant.name not in bad
    }
    return Headers(own={reference_variant.name: reference}, derived=derived, bad=bad)


def headers_with(
    parts: Parts, repository: Repository, headers: Headers, variant: Variant
) -> Headers:
    """The same with this variant's own header read, or what is wrong with it. Raises HubError."""
    derived = {name: facts for name, facts in headers.derived.items() if name != variant.name}
    try:
        own = headers.own | {variant.name: facts_of(parts, repository, variant)}
    except BadModelFile as error:
        return replace(headers, derived=derived, bad=headers.bad | {variant.name: error})
    return replace(headers, own=own, derived=derived)


def _reference(
    parts: Parts, repository: Repository
) -> tuple[Variant, ModelFacts, dict[str, BadModelFile]]:
    """The variant whose header stands for all: the smallest in one file, as its mix is common.

    Where that one is no model, the next, and beside it what is wrong with those before; raises
    the last BadModelFile where none is.
    """
    bad: dict[str, BadModelFile] = {}
    ordered = sorted(repository.models, key=lambda v: (len(v.files) > 1, v.size))
    for variant in ordered:
        try:
            return variant, facts_of(parts, repository, variant), bad
        except BadModelFile as error:
            bad[variant.name] = error
    raise bad[ordered[-1].name]


def _derive(parts: Parts, repo: str, reference: ModelFacts, variant: Variant) -> ModelFacts:
    """A sibling's facts: the engine's own mix where it gives the listed size, else stretched."""
    name = decode_name(variant.files[0], repo=repo)
    try:
        path = slim_file(parts, f16_header(reference))
        answer = parts.planner.derive(path, variant.quantization or "", imatrix=bool(name.imatrix))
    except SnugError:
        return scaled(reference, variant.size)
    derived = with_types(reference, answer.types)
    return derived if agrees(derived, variant.size) else scaled(reference, variant.size)
