"""Models that were trained in the type their files are stored in."""

from functools import cache

from launcher.choosing.evidence import rows
from launcher.choosing.same_model import plain_model


def is_native(model: str, type_name: str) -> bool:
    """Whether this model was published in this type, so that storing it so loses nothing."""
    name = f"{plain_model(model)} "
    return any(name.startswith(f"{known} ") and type_name == kind for known, kind in _known())


@cache
def _known() -> tuple[tuple[str, str], ...]:
    return tuple((plain_model(row["model"]), row["type"]) for row in rows("native_types"))
