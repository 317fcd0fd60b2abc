"""What a model's name says, for the tooltip wherever a name is shown. No Qt."""

from functools import lru_cache

from launcher.models.names import decode_name, notes, plain_sentence, visible
from ui.text.tips import tip


@lru_cache(maxsize=256)
def name_lines(name: str, *, repo: str | None = None) -> tuple[str, ...]:
    """'Gemma 3, 12 billion weights, tuned to follow instructions …' and what one must know of it.

    `name` is a file's name or a repository's; nothing where it tells nothing.
    """
    decoded = decode_name(name, repo=repo)
    if not decoded.parts:
        return ()
    return tuple(map(visible, (plain_sentence(decoded), *notes(decoded))))


def name_tip(name: str, *, repo: str | None = None) -> str:
    """The same as a tooltip; '' where the name tells nothing."""
    return tip(*name_lines(name, repo=repo))
