"""Which of several files to take, of one model and of models of different sizes.

Between models the score decides, or what stands for it; where two are as good as equal it
is the smaller model at more bits, since what was measured is multiple choice and tools, code
and long reasoning lose more. Of one model it is the smallest file that keeps as much as its
best: memory beyond eight bits buys nothing.
"""

import math
from collections.abc import Callable, Sequence
from typing import Final, TypeAlias

from launcher.choosing.file_types import ORIGINALS, base_name
from launcher.choosing.quality_words import Quality
from launcher.choosing.sound import SUPERSEDED
from launcher.choosing.standing import Standing
from launcher.choosing.weighed import Weighed

ENOUGH: Final = 0.997  # of the score kept: MMLU with its 14,000 questions tells no more apart
FAIR_WEIGHTS: Final = 0.3  # of the best's: less is no alternative to it
FAIR_SCORE: Final = 0.7  # of the best's above chance

Cost: TypeAlias = Callable[[Weighed], float]  # less is better; not a number where unknown


def best_of(files: Sequence[Weighed], standing: Standing, cost: Cost) -> Weighed | None:
    """The file to take; None where there is none.

    A last resort, and a type that others have superseded, only where nothing else is there.
    Of one model the cheapest file that keeps as much as its best is enough.
    """
    least = min((doubt(file) for file in files), default=0)
    current = [file for file in files if doubt(file) == least]
    tops: dict[str, Weighed] = {}
    for file in current:
        best = tops.get(file.model)
        if best is None or standing.rank(file) > standing.rank(best):
            tops[file.model] = file
    if not tops:
        return None
    highest = max(tops.values(), key=standing.rank)
    equals = [one for one in tops.values() if one is highest or standing.alike(one, highest)]
    chosen = min(equals, key=lambda one: (one.parameters, -standing.rank(one), one.key))
    same = [one for one in current if one.model == chosen.model and keeps_as_much(one, chosen)]
    return _unbeaten(min(same, key=lambda one: _cheap(one, cost)), current, standing, cost)


def settled(
    files: Sequence[Weighed], standing: Standing, cost: Cost, lies_badly: Callable[[Weighed], bool]
) -> Weighed | None:
    """The best of what lies well, unless what lies badly is worth far more."""
    every = best_of(files, standing, cost)
    well = best_of([file for file in files if not lies_badly(file)], standing, cost)
    if every is None or well is None:
        return every
    return well if _is_fair(well, every, standing) else every


def _is_fair(one: Weighed, best: Weighed, standing: Standing) -> bool:
    """Whether it is an alternative to the best: by the score above chance, or by weights."""
    base, other = one.expected.base, best.expected.base
    if standing.benchmark is None or base is None or other is None:
        return standing.rank(one) >= FAIR_WEIGHTS * standing.rank(best)
    above = standing.rank(best) - other.chance
    return standing.rank(one) - base.chance >= FAIR_SCORE * above


def beats(one: Weighed, other: Weighed, standing: Standing, cost: Cost) -> bool:
    """Whether there is no reason left to take the other.

    What one would not take itself beats nothing that one would; and a larger model at fewer
    bits that is as good as equal does not beat the smaller one, since damage shows late.
    """
    if one is other or doubt(one) > doubt(other):
        return False
    ours, theirs = cost(one), cost(other)
    if one.model == other.model:
        return ours < theirs and keeps_as_much(one, other)
    rank, their_rank = standing.rank(one), standing.rank(other)
    if not (ours <= theirs and rank >= their_rank and (ours < theirs or rank > their_rank)):
        return False
    return one.parameters <= other.parameters or not standing.alike(one, other)


def doubt(file: Weighed) -> int:
    """More is worse: a last resort, and what others have superseded; 0 for what may be taken."""
    return 2 * _is_last_resort(file) + is_superseded(file)


def _unbeaten(file: Weighed, files: Sequence[Weighed], standing: Standing, cost: Cost) -> Weighed:
    """The file, or what beats it: no cheaper one of these is as good as what is left."""
    rivals = [one for one in files if beats(one, file, standing, cost)]
    while rivals:
        file = max(rivals, key=lambda one: (standing.rank(one), -cost(one), one.key))
        rivals = [one for one in files if beats(one, file, standing, cost)]
    return file


def _cheap(file: Weighed, cost: Cost) -> tuple[bool, float, int, str]:
    """For an order by what a file costs; where that is unknown, by its size."""
    known = not math.isnan(cost(file))
    return not known, cost(file) if known else 0.0, file.size, file.key


def keeps_as_much(one: Weighed, other: Weighed) -> bool:
    """Whether a file of the same model is as good as another, as far as anyone has measured."""
    if one.judged.quality > other.judged.quality:
        return False
    if base_name(one.variant) == "Q8_0" and base_name(other.variant) in ORIGINALS:
        return True
    return one.expected.share >= min(other.expected.share, ENOUGH)


def is_superseded(file: Weighed) -> bool:
    """Whether another type keeps more for the same room; not so of a model trained for it."""
    return base_name(file.variant) in SUPERSEDED and not _is_trained_for_it(file)


def _is_trained_for_it(file: Weighed) -> bool:
    return file.judged.quality <= Quality.CLOSE


def _is_last_resort(file: Weighed) -> bool:
    return file.judged.quality is Quality.LAST_RESORT
