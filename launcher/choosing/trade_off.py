"""The board from weighed files: who is beaten by whom, and the best file inside the budget.

A file is beaten where another takes no more (or answers no slower) and stands at least as
high. Of one model, a larger file that keeps no measurable share more is beaten too: memory
for more than eight bits buys nothing.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from launcher.choosing.board import Axis, Board, Point
from launcher.choosing.budget import Limit
from launcher.choosing.scene import Scene
from launcher.choosing.so_what import because, so_what
from launcher.choosing.standing import Standing, standing_of
from launcher.choosing.weighed import Weighed

MIXTURES: Final = (
    "A mixture of experts counts as the geometric mean of all its weights and those a token"
    " uses, which is a rule of thumb; embeddings that are only looked up do not count."
)


def board(
    files: Sequence[Weighed],
    *,
    family: str,
    axis: Axis,
    context: int,
    budget: int | None,
    budget_words: str,
    of_file: bool = False,
    by_fit: bool = False,
    of_catalog: bool = False,
    notes: Sequence[str] = (),
    weights: Mapping[str, float] | None = None,
) -> Board:
    """All files as points, the largest models last, and the answer in words.

    `budget` is bytes of memory at the context, or, with `of_file`, of the file alone; None
    where no limit is known. With `by_fit` a file is inside where it fits its computer, and
    the budget is what the GPUs have. Models without the score that the others have are left
    out, and a note says so. `weights` by model are those it thinks with, where these are not
    all.
    """
    standing = standing_of(files, weights)
    shown = [standing.on(file) for file in files if file.model not in standing.unscored]
    shown.sort(key=lambda file: (file.parameters, file.model, file.size))
    limit = Limit(
        size=budget, words=budget_words, of_file=of_file, by_fit=by_fit, mixtures=weights or ()
    )
    scene = Scene(standing=standing, axis=axis, limit=limit, files=tuple(shown))
    winner = scene.winner()
    return Board(
        family=family,
        axis=axis,
        context=context,
        ordinate=standing.words,
        points=tuple(_point(scene, file) for file in shown),
        budget=budget,
        budget_words=budget_words,
        winner=winner.key if winner else None,
        so_what=so_what(scene, winner),
        of_catalog=of_catalog,
        notes=(*notes, *_notes(standing)),
    )


def _notes(standing: Standing) -> Iterator[str]:
    for model in standing.unscored:
        yield f"{model} is left out: no {standing.benchmark} score of it is known here."
    if standing.weights:
        yield MIXTURES


def _point(scene: Scene, file: Weighed) -> Point:
    rival = scene.rival(file)
    return Point(
        file=file,
        across=scene.across(file),
        up=scene.standing.up(file),
        within=scene.limit.holds(file),
        divided=scene.limit.is_divided(file),
        frontier=rival is None and not math.isnan(scene.across(file)),
        dominated_by=rival.key if rival else None,
        because=because(rival, file, scene.standing, scene.axis) if rival else "",
    )
