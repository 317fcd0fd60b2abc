"""Which generation a graphics card is of, by its name."""

import re
from functools import cache
from typing import Final

from launcher.glossary.tables import table

_SIGNS: Final = re.compile(r"\((?:TM|R|C)\)", re.IGNORECASE)  # 'Radeon(TM) 780M Graphics'


def compute_capability(name: str) -> float | None:
    """NVIDIA's number for a card's generation, 8.9 for an RTX 4070; None for an unknown name."""
    found = _found("nvidia", name)
    return found if isinstance(found, float) else None


def amd_generation(name: str) -> str | None:
    """'RDNA3', 'CDNA', 'GCN' …; None for an unknown name."""
    found = _found("amd", name)
    return found if isinstance(found, str) else None


def _found(maker: str, name: str) -> float | str | None:
    plain = _SIGNS.sub("", name)
    return next((said for pattern, said in _rows(maker) if pattern.search(plain)), None)


@cache
def _rows(maker: str) -> tuple[tuple[re.Pattern[str], float | str], ...]:
    return tuple(
        (re.compile(pattern, re.IGNORECASE), said) for pattern, said in table("gpus")[maker]
    )
