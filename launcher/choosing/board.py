"""Bigger at fewer bits, or smaller at more? Every size and variant as a point, and who wins."""

from dataclasses import dataclass
from enum import StrEnum

from launcher.choosing.weighed import Weighed


class Axis(StrEnum):
    """What the points are set against."""

    MEMORY = "memory"  # at the chosen context
    SIZE = "size"  # of the download
    SPEED = "speed"  # of answers; here more is better


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One file on the board. `dominated_by` is the key of the point that beats it."""

    file: Weighed
    across: float  # bytes, or tokens a second (not a number: unknown), as the board's axis says
    # The expected score (0 to 100), or 100 × kept where no score is known; not a number where
    # nothing is known of what so small a model keeps.
    up: float
    within: bool  # inside the budget
    frontier: bool
    dominated_by: str | None = None
    divided: bool = False  # inside the budget, with a part in RAM beside the GPU
    because: str = ""  # 'Gemma 3 12B IQ4_XS needs 0.46 GiB less and is expected at 58.9.'


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """All points of a family (or of some repositories), the budget, and the answer in words.

    `budget` is bytes (None: no limit known); `winner` the key of the best point inside it.
    """

    family: str
    axis: Axis
    context: int
    ordinate: str  # 'Expected MMLU-Pro: what guessing gives + …'
    points: tuple[Point, ...]
    budget: int | None
    budget_words: str  # 'free on RTX 4070'
    winner: str | None
    so_what: str  # one or two sentences
    of_catalog: bool = False  # whether headers are the built-in catalog's, not files' own
    notes: tuple[str, ...] = ()  # what is left out and why, a sentence each
