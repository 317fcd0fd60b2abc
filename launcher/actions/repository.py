"""A model's page: its files as variants, each judged on this machine, and one of them recommended.

One header is read per repository; the other variants are derived from it. The
variant a person chooses has its own header read, so its figures are exact.
"""

import re
from dataclasses import dataclass, field, replace
from typing import Final

from launcher.actions.estimate import slim_file
from launcher.actions.parts import Parts
from launcher.errors import BadModelFile, RepoEmpty, RepoNotFound, SnugError
from launcher.hardware.facts import Machine
from launcher.hub.card import read_card
from launcher.hub.files import Listing, list_files
from launcher.hub.header import remote_facts
from launcher.memory.choices import Choices
from launcher.memory.estimate import Estimate, estimate
from launcher.memory.fit import Fit, judge, largest_context
from launcher.models.facts import ModelFacts
from launcher.models.names import decode_name
from launcher.models.siblings import agrees, scaled, with_types
from launcher.models.slim import f16_header
from launcher.models.variants import RepoEntry, Variant, group_variants
from launcher.planning.quality_words import Judged, quality_words
from launcher.planning.recommend import Candidate, Recommendation, recommend
from launcher.sentences import sentence_of

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
class VariantRow:
    """One variant as judged: absent figures are None, never 0.

    `problem` is why its own file cannot be used; then there is nothing to judge, and
    `reason` says it.
    """

    variant: Variant
    bits_per_weight: float | None = None
    estimate: Estimate | None = None
    fit: Fit | None = None
    longest: int | None = None  # tokens that would fit; looked for where no variant fits
    quality: Judged | None = None
    recommended: bool = False
    reason: str | None = None
    problem: BadModelFile | None = None


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


def rows_of(
    repository: Repository, headers: Headers, choices: Choices, machine: Machine, *, reserve: int
) -> tuple[VariantRow, ...]:
    """Every variant judged at these choices, by arithmetic (fast enough for a slider)."""
    rows = [
        _row(repository.repo, variant, headers, choices, machine, reserve=reserve)
        for variant in repository.models
    ]
    least = min((row for row in rows if row.fit), key=lambda row: row.variant.size, default=None)
    if least is not None and all(row.fit in (None, Fit.TOO_BIG) for row in rows):
        facts = headers.of(least.variant)
        if facts is not None:
            longest = largest_context(facts, choices, machine, reserve=reserve)
            rows[rows.index(least)] = replace(least, longest=longest)
    advice = _advice(repository.repo, rows, headers)
    return tuple(
        replace(row, recommended=True, reason=advice.reason)
        if row.variant.name == advice.name
        else row
        for row in rows
    )


def advice_of(
    repository: Repository, rows: tuple[VariantRow, ...], headers: Headers
) -> Recommendation:
    """Which variant we would take, and why; no name where nothing fits."""
    return _advice(repository.repo, list(rows), headers)


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


def _row(
    repo: str,
    variant: Variant,
    headers: Headers,
    choices: Choices,
    machine: Machine,
    *,
    reserve: int,
) -> VariantRow:
    problem = headers.bad.get(variant.name)
    if problem is not None:
        return VariantRow(variant=variant, problem=problem, reason=sentence_of(problem).what)
    facts = headers.of(variant)
    if facts is None:
        return VariantRow(variant=variant)
    bits = (variant.size - facts.header_size) * 8 / facts.parameters if facts.parameters else None
    predicted = estimate(facts, choices, machine, reserve=reserve)
    return VariantRow(
        variant=variant,
        bits_per_weight=bits,
        estimate=predicted,
        fit=judge(predicted, reserve=reserve),
        quality=_quality(repo, variant, bits, facts),
    )


def _quality(repo: str, variant: Variant, bits: float | None, facts: ModelFacts) -> Judged | None:
    if bits is None:
        return None
    qat = bool(decode_name(variant.files[0], repo=repo).qat)
    return quality_words(variant.quantization or "", bits, facts.parameters, qat=qat)


def _advice(repo: str, rows: list[VariantRow], headers: Headers) -> Recommendation:
    candidates = []
    for row in rows:
        facts = headers.of(row.variant)
        if facts is None or row.fit is None or row.bits_per_weight is None:
            continue
        candidates.append(
            Candidate(
                name=row.variant.name,
                quantization=row.variant.quantization or "",
                bits_per_weight=row.bits_per_weight,
                size=row.variant.size,
                fit=row.fit,
                parameters=facts.parameters,
                qat=bool(decode_name(row.variant.files[0], repo=repo).qat),
                longest=row.longest,
            )
        )
    on_gpu = any(row.estimate is not None and row.estimate.gpu_layers for row in rows)
    return recommend(candidates, on_gpu=on_gpu)
