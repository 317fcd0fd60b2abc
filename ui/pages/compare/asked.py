"""What a person wants to see on the board. No Qt."""

import re
from dataclasses import dataclass
from typing import Final

from launcher.choosing.board import Axis
from launcher.choosing.wish import USUAL_CONTEXT
from launcher.units import GIB

AXES: Final = (
    (Axis.MEMORY, "Memory"),
    (Axis.SIZE, "Download size"),
    (Axis.SPEED, "Tokens per second"),
)
_REPOSITORY: Final = re.compile(r"[\w.-]+/[\w.-]+")
_BEFORE: Final = re.compile(r"^(https?://)?(huggingface\.co|hf\.co)/")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A family ('' for none), repositories beside it, the axis, the context, the budget (GiB)."""

    family: str
    repositories: tuple[str, ...] = ()
    axis: Axis = Axis.MEMORY
    context: int = USUAL_CONTEXT
    budget: float | None = None  # None: what the computer has free

    @property
    def what(self) -> tuple[str, ...]:
        """Everything that is compared, by name."""
        return ((self.family,) if self.family else ()) + self.repositories

    @property
    def budget_bytes(self) -> int | None:
        """The named budget in bytes."""
        return None if self.budget is None else round(self.budget * GIB)


def repository_in(text: str) -> str | None:
    """'owner/name' in what was typed or pasted, an address included; None where there is none."""
    bare = _BEFORE.sub("", text.strip()).split("?")[0].strip("/")
    parts = bare.split("/")
    found = "/".join(parts[:2])
    pasted = len(parts) == 2 or (len(parts) > 2 and parts[2] in ("tree", "blob", "resolve"))
    return found if pasted and _REPOSITORY.fullmatch(found) else None
