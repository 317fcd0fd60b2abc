"""Boards of the catalog's models by arithmetic: no network, no engine, no home."""

from functools import cache
from typing import Any, cast

from launcher.actions.compared import Compared, compared_of
from launcher.actions.parts import Parts
from launcher.actions.tradeoff import board_from
from launcher.choosing.board import Axis, Board
from tests.fakes.machine_facts import machine_of

RESERVE = 1 << 29
GEMMA_12B = "Gemma 3 12B Instruct"
GEMMA_4B = "Gemma 3 4B Instruct"


def compared(*asked: str) -> Compared:
    """The files of families or models of the catalog; no part of the program is needed."""
    return compared_of(cast(Parts, None), asked)


@cache  # a board is a value, and many tests look at the same one
def board_for(*asked: str, gpu: float = 11.5, **changed: Any) -> Board:
    """Their board on a computer with 32 GiB and one such GPU (GiB, all of it free)."""
    wanted: dict[str, Any] = {
        "context": 8192,
        "axis": Axis.MEMORY,
        "machine": machine_of(32, *((gpu,) if gpu else ())),
        "reserve": RESERVE,
    }
    return board_from(compared(*(asked or ("Gemma 3",))), **(wanted | changed))
