"""One saying: what happened, and one next step, with places for an error's data.

Its voice: short, plain, the exact term second, no exclamation, no blame.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Saying:
    """Words with {fields} of the error; `actions` are words for buttons."""

    what: str
    next: str
    actions: tuple[str, ...] = ()
