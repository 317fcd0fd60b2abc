"""A repository opened: its files as variants, and what their headers say.

One header is read per repository; the other variants are derived from it. The
variant a person chooses has its own header read, so its figures are exact.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Final

from launcher.actions.estimate import slim_file
from launcher.actions.parts import Parts
from launcher.errors import (
    BadModelFile,
    ForeignType,
    HubError,
    RepoEmpty,
    RepoIncomplete,
    RepoNotFound,
    SnugError,
)
from launcher.hub.card import read_card
from launcher.hub.files import Listing, list_files
from launcher.hub.header import remote_facts
from launcher.models.catalog import Known
from launcher.models.facts import ModelFacts
from launcher.models.names import decode_name
from launcher.models.naming.encodings import Standing, standing
from launcher.models.shards import shard_name
from launcher.models.siblings import agrees, scaled, with_types
from launcher.models.slim import f16_header
from launcher.models.variants import RepoEntry, Variant, group_variants

NAME: Final = re.compile(r"\w[\w.-]*(/\w[\w.-]*)?")  # 'owner/name'; a few old ones have no owner


@dataclass(frozen=True, slots=True, kw_only=True)
class Repository:
    """A repository at one commit, its files joined into variants.

    `known` where the Hub could not be asked: then they are those of this model of the catalog,
    whatever the repository has, and there is nothing to download yet.
    """

    listing: Listing
    variants: tuple[Variant, ...]
    known: Known | None = None

    @property
    def repo(self) -> str:
        """'owner/name'."""
        return self.listing.repo

    @property
    def commit(self) -> str | None:
        """The commit that was listed; None where none was."""
        return self.listing.commit or None

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
        raise nothing_loadable(repository)
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


def nothing_loadable(repository: Repository) -> HubError:
    """Why there is no model to choose: parts are missing or must be joined, or there is none."""
    problems = tuple(
        words for variant in repository.variants if (words := incomplete_words(variant))
    )
    if problems:
        return RepoIncomplete(repository.repo, problems)
    return RepoEmpty(repository.repo)


def incomplete_words(variant: Variant) -> str:
    """'Qwen3-32B-Q8_0 lacks part 2 of 3'; '' for a model that is whole, and for side files."""
    if variant.complete or variant.role != "model":
        return ""
    if variant.split == "byte-split":
        return f"{variant.name} lies in pieces that must be joined first"
    there = [shard_name(file) for file in variant.files]
    count = max((shard.count for shard in there if shard), default=0)
    have = {shard.part for shard in there if shard}
    missing = [str(part) for part in range(1, count + 1) if part not in have]
    parts = "part" if len(missing) == 1 else "parts"
    return f"{variant.name} lacks {parts} {', '.join(missing)} of {count}"


def _foreign(variants: Iterable[Variant]) -> dict[str, BadModelFile]:
    """Those whose type, by its name, the engine here does not load."""
    found: dict[str, BadModelFile] = {}
    for variant in variants:
        name = (variant.quantization or "").removeprefix("UD-")
        what = standing(name)
        if what in (Standing.FORK, Standing.REMOVED):
            removed = what is Standing.REMOVED
            found[variant.name] = ForeignType(variant.files[0], name, removed)
    return found


def _reference(
    parts: Parts, repository: Repository
) -> tuple[Variant, ModelFacts, dict[str, BadModelFile]]:
    """The variant whose header stands for all: the smallest in one file, as its mix is common.

    Where that one is no model, the next, and beside it what is wrong with those before; raises
    the last BadModelFile where none is.
    """
    bad = _foreign(repository.models)
    ordered = sorted(repository.models, key=lambda v: (len(v.files) > 1, v.size))
    for variant in ordered:
        if variant.name in bad:
            continue
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
    derived = with_types(reference, answer.types, quantization=name.quantization)
    return derived if agrees(derived, variant.size) else scaled(reference, variant.size)
