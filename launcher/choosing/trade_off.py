"""The board from weighed files: who is beaten by whom, and the best file inside the budget.

A file is beaten where another takes no more (or answers no slower) and stands at least as
high. Of one model, a larger file that keeps no measurable share more is beaten too: memory
for more than eight bits buys nothing.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from launcher.choosing.board import Axis, Board, Point
from launcher.choosing.so_what import because, so_what
from launcher.choosing.standing import Standing, standing_of
from launcher.choosing.weighed import Weighed
from launcher.choosing.winner import best_of, keeps_as_much

MIXTURES: Final = (
    "A mixture of experts counts as the geometric mean of all its weights and those a token"
    " uses, which is a rule of thumb."
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
    notes: Sequence[str] = (),
    weights: Mapping[str, float] | None = None,
) -> Board:
    """All files as points, the largest models last, and the answer in words.

    `budget` is bytes of memory at the context, or, with `of_file`, of the file alone; None
    where no limit is known. Models without the score that the others have are left out, and
    a note says so. `weights` by model are those it thinks with, where these are not all.
    """
    standing = standing_of(files, weights)
    shown = [standing.on(file) for file in files if file.model not in standing.unscored]
    shown.sort(key=lambda file: (file.parameters, file.model, file.size))
    scene = _Scene(standing=standing, axis=axis, files=tuple(shown))
    within = [file for file in shown if _within(file, budget, of_file=of_file)]
    inside = {file.key for file in within}
    winner = best_of(within, standing)
    return Board(
        family=family,
        axis=axis,
        context=context,
        ordinate=standing.words,
        points=tuple(_point(scene, file, within=file.key in inside) for file in shown),
        budget=budget,
        budget_words=budget_words,
        winner=winner.key if winner else None,
        so_what=so_what(
            shown, within, winner, standing, budget=budget, words=budget_words, of_file=of_file
        ),
        notes=(*notes, *_notes(standing)),
    )


def _within(file: Weighed, budget: int | None, *, of_file: bool) -> bool:
    return budget is None or (file.size if of_file else file.memory) <= budget


def _notes(standing: Standing) -> Iterator[str]:
    for model in standing.unscored:
        yield f"{model} is left out: no {standing.benchmark} score of it is known here."
    if standing.weights:
        yield MIXTURES


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scene:
    """Files on one axis by one measure."""

    standing: Standing
    axis: Axis
    files: tuple[Weighed, ...]

    def across(self, file: Weighed) -> float:
        """Bytes, or tokens a second; not a number where no speed is known."""
        if self.axis is Axis.SPEED:
            return file.speed.middle if file.speed else math.nan
        return float(file.size if self.axis is Axis.SIZE else file.memory)

    def cost(self, file: Weighed) -> float:
        """Less is better on every axis."""
        return -self.across(file) if self.axis is Axis.SPEED else self.across(file)

    def beats(self, one: Weighed, other: Weighed) -> bool:
        """Whether there is no reason left to take the other."""
        if one is other:
            return False
        costs, theirs = self.cost(one), self.cost(other)
        if one.model == other.model:
            return costs < theirs and keeps_as_much(one, other)
        rank, their_rank = self.standing.rank(one), self.standing.rank(other)
        return costs <= theirs and rank >= their_rank and (costs < theirs or rank > their_rank)

    def rival(self, file: Weighed) -> Weighed | None:
        """What beats it most clearly: the highest of those that nothing beats."""
        rivals = [one for one in self.files if self.beats(one, file)]
        unbeaten = [one for one in rivals if not any(self.beats(two, one) for two in rivals)]
        return max(
            unbeaten or rivals,
            key=lambda one: (self.standing.rank(one), -self.cost(one), one.key),
            default=None,
        )


def _point(scene: _Scene, file: Weighed, *, within: bool) -> Point:
    rival = scene.rival(file)
    return Point(
        file=file,
        across=scene.across(file),
        up=scene.standing.up(file),
        within=within,
        frontier=rival is None and not math.isnan(scene.across(file)),
        dominated_by=rival.key if rival else None,
        because=because(rival, file, scene.standing, scene.axis) if rival else "",
    )
