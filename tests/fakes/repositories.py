"""Repositories made of the catalog's headers, without a hub."""

from collections.abc import Sequence

from launcher.actions.repository import Headers, Repository
from launcher.hub.files import Listing
from launcher.models.catalog import facts_of, known_as
from launcher.models.variants import Variant


def repository_of(repo: str, kinds: Sequence[str] = ()) -> tuple[Repository, Headers]:
    """A model of the catalog in these quantizations (all of the catalog's unless said)."""
    known = known_as(repo)
    facts = {kind: facts_of(known, kind) for kind in kinds or known.variants}
    stem = repo.rpartition("/")[2]
    variants = tuple(
        Variant(
            name=f"{stem}-{kind}",
            files=(f"{stem}-{kind}.gguf",),
            role="model",
            quantization=kind,
            size=one.file_size,
            complete=True,
        )
        for kind, one in facts.items()
    )
    listing = Listing(repo=repo, commit="c0ffee", gated=False, files=())
    headers = Headers(own={one.name: facts[one.quantization or ""] for one in variants})
    return Repository(listing=listing, variants=variants), headers
