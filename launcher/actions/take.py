"""A recommended model's file on the Hub: the very one, or the nearest there is."""

from collections.abc import Sequence
from dataclasses import dataclass

from launcher.actions.parts import Parts
from launcher.actions.repository import Repository, nothing_loadable, open_repository
from launcher.choosing.file_types import base_name
from launcher.choosing.pick import Pick
from launcher.models.variants import Variant


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """The file that stands for a pick; `exact` where its quantization is the one wanted."""

    repository: Repository
    variant: Variant
    exact: bool


def offered_for(parts: Parts, pick: Pick) -> Offered:
    """Ask the Hub for the pick's file. Raises HubError, RepoIncomplete where parts are missing."""
    repository = open_repository(parts, pick.files)
    if not repository.models:
        raise nothing_loadable(repository)
    variant = nearest(repository.models, pick.file.variant, pick.file.size)
    named = (variant.quantization or "").upper() == pick.file.variant.upper()
    return Offered(repository=repository, variant=variant, exact=named)


def nearest(models: Sequence[Variant], wanted: str, size: int) -> Variant:
    """Of these the quantization wanted; else of its kind; else the nearest in size (bytes).

    Nothing larger is taken where something smaller is there: what was judged to fit still does.
    """
    same = [one for one in models if (one.quantization or "").upper() == wanted.upper()]
    kind = [one for one in models if base_name(one.quantization or "") == base_name(wanted)]
    smaller = [one for one in models if one.size <= size]
    chosen = same or kind or smaller or list(models)
    return min(chosen, key=lambda one: (abs(one.size - size), one.name))
