"""What the first page says of the model that is built in. No Qt."""

from collections.abc import Sequence
from dataclasses import dataclass

from launcher.library.built_in import BUILT_IN
from launcher.library.store import LocalModel
from launcher.units import size_text


@dataclass(frozen=True, slots=True, kw_only=True)
class GuideView:
    """The offer to talk at once, and what to expect of it."""

    title: str
    words: str
    button: str = "Talk to it"


def built_in(models: Sequence[LocalModel]) -> LocalModel | None:
    """The model that ships with the program, where it is there, undamaged and not hidden."""
    return next((one for one in models if one.origin == BUILT_IN and not one.problem), None)


def guide_view(model: LocalModel) -> GuideView:
    """The offer, with the file's own size."""
    return GuideView(
        title=f"Talk to Snug's little guide: {size_text(model.size)}, works offline",
        words="Already here, nothing to download. It is tiny and knows only about running models.",
    )
