"""What a person means by `FILE`, `guide`, `hf:owner/repo/path` or `catalog:owner/repo[:type]`.

One model: on this disk, on the Hub, or one whose dimensions are known without either.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from launcher.actions.parts import Parts
from launcher.actions.repository import Repository, facts_of, open_repository
from launcher.actions.stand_in import may_stand_in, stand_in_of, variant_of
from launcher.errors import FileNotInRepo, HubError, NotAChatModel, UnknownChoice
from launcher.models.catalog import facts_of as catalog_facts
from launcher.models.catalog import known_as
from launcher.models.facts import ModelFacts
from launcher.models.gguf import read_facts
from launcher.models.guide import file_named
from launcher.models.roles import role_of
from launcher.models.variants import Variant

PREFIX: Final = "hf:"
CATALOG: Final = "catalog:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One model somewhere: `path` for a file here, `repo` and `variant` for one on the Hub.

    `unasked` is why the catalog stands in for a file on the Hub.
    """

    facts: ModelFacts
    path: Path | None = None
    repo: str | None = None
    variant: Variant | None = None
    unasked: HubError | None = None


def resolve(parts: Parts, words: str) -> Target:
    """The model meant. Raises BadModelFile (GuideMissing too), HubError.

    A garbled address raises UnknownChoice.
    """
    if words.startswith(CATALOG):
        return _of_catalog(words[len(CATALOG) :])
    if not words.startswith(PREFIX):
        path = file_named(words)
        return Target(facts=read_facts(path), path=path)
    repo, inner = _address(words)
    repository = open_repository(parts, repo)
    variant = variant_named(repository, inner)
    return Target(
        facts=facts_of(parts, repository, variant), repo=repository.repo, variant=variant
    )


def resolve_or_known(parts: Parts, words: str) -> Target:
    """The same; a well-known model of the catalog where the Hub cannot be asked about it."""
    try:
        return resolve(parts, words)
    except HubError as error:
        if not may_stand_in(error):
            raise
        repo, inner = _address(words)
        one = stand_in_of(repo)
        kind = variant_of(one, inner) if one else None
        if one is None or kind is None:
            raise
        return Target(facts=catalog_facts(one.known, kind), repo=repo, unasked=error)


def _address(words: str) -> tuple[str, str]:
    """'owner/repo' and what is meant inside it."""
    owner, _, rest = words[len(PREFIX) :].partition("/")
    name, _, inner = rest.partition("/")
    if not owner or not name or not inner:
        raise UnknownChoice("address", words, ("hf:owner/repo/file.gguf",))
    return f"{owner}/{name}", inner


def _of_catalog(words: str) -> Target:
    """A well-known model, without a network; its usual quantization where none is named."""
    name, _, quantization = words.partition(":")
    known = known_as(name)
    wanted = quantization.upper() or known.usual
    return Target(facts=catalog_facts(known, wanted), repo=known.repo)


def variant_named(repository: Repository, words: str) -> Variant:
    """The variant with this file, this name, or this quantization. Raises FileNotInRepo."""
    for variant in repository.variants:
        if words in variant.files or words == variant.name:
            return variant
    wanted = words.upper()
    same = [v for v in repository.models if (v.quantization or "").upper() == wanted]
    if len(same) == 1:
        return same[0]
    raise FileNotInRepo(repository.repo, words)


def require_chat_model(path: Path) -> ModelFacts:
    """The facts of a file that can be chatted with. Raises BadModelFile, NotAChatModel."""
    facts = read_facts(path)
    role = role_of(facts)
    if role != "model":
        raise NotAChatModel(str(path), role)
    return facts
