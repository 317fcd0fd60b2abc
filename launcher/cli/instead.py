"""What the terminal says where the catalog answered instead of the Hub."""

from typing import Final

from launcher.actions.target import Target
from launcher.errors import HubError
from launcher.models.catalog import is_from_catalog
from launcher.sentences import sentence_of

HUB: Final = "hub"
CATALOG: Final = "catalog"
SIZES: Final = (
    "This is from the built-in catalog: sizes are worked out by the engine from published"
    " dimensions, and the real ones take their place once the Hub answers."
)
MODELS: Final = (
    "These are models of the built-in catalog: repositories usual for their files, or their"
    " makers' own. What the Hub lists takes their place once it answers."
)
FILES: Final = "Which of these files {repo} has is not known until then."
MADE: Final = (
    "This header was made from the model's published dimensions: a maker's own file may differ a"
    " little in its types, and so in its weights."
)


def basis(unasked: HubError | None) -> str:
    """Who answered."""
    return HUB if unasked is None else CATALOG


def notes(unasked: HubError | None, *, repo: str = "") -> tuple[str, ...]:
    """Why the catalog answered, and what that means for the files of `repo`, or where there is
    none for a list of models; () where it did not.

    What a person can do about it stands with the errors, not here: there is an answer.
    """
    if unasked is None:
        return ()
    why = sentence_of(unasked).what
    return (why, SIZES, FILES.format(repo=repo)) if repo else (why, MODELS)


def target_notes(target: Target) -> tuple[str, ...]:
    """What must be known of a header that no file has."""
    why = () if target.unasked is None else (sentence_of(target.unasked).what,)
    return (*why, MADE) if is_from_catalog(target.facts) else ()


def above(lines: tuple[str, ...]) -> str:
    """Such lines before an answer in words."""
    return "\n".join(lines) + "\n\n" if lines else ""
