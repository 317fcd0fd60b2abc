"""Which of several files to take, of one model and of models of different sizes.

Between models the score decides, or what stands for it; where two are as good as equal it
is the smaller model at more bits, since what was measured is multiple choice and tools, code
and long reasoning lose more. Of one model it is the smallest file that keeps as much as its
best: memory beyond eight bits buys nothing.
"""

from collections.abc import Sequence
from typing import Final

from launcher.choosing.file_types import base_name
from launcher.choosing.quality_words import Quality
from launcher.choosing.standing import Standing
from launcher.choosing.weighed import Weighed

SAME: Final = 0.001  # of the score kept: less than this no one has measured
ORIGINALS: Final = frozenset({"F32", "F16", "BF16"})
# Others keep more for the same room: llama.cpp, tools/perplexity/README.md (divergence by type).
SUPERSEDED: Final = frozenset({"Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q3_K_S", "Q2_K_S"})


def best_of(files: Sequence[Weighed], standing: Standing) -> Weighed | None:
    """The file to take; None where there is none.

    A last resort, and a type that others have superseded, only where nothing else is there.
    """
    sound = [file for file in files if not _is_last_resort(file)] or list(files)
    current = [file for file in sound if not is_superseded(file)] or sound
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
    return min(same, key=lambda one: (one.size, one.key))


def keeps_as_much(one: Weighed, other: Weighed) -> bool:
    """Whether a file of the same model is as good as another, as far as anyone has measured."""
    if one.judged.quality > other.judged.quality:
        return False
    if base_name(one.variant) == "Q8_0" and base_name(other.variant) in ORIGINALS:
        return True
    return one.expected.kept >= other.expected.kept - SAME


def is_superseded(file: Weighed) -> bool:
    """Whether another type keeps more for the same room; not so of a model trained for it."""
    return base_name(file.variant) in SUPERSEDED and not _is_trained_for_it(file)


def _is_trained_for_it(file: Weighed) -> bool:
    return file.judged.quality <= Quality.CLOSE


def _is_last_resort(file: Weighed) -> bool:
    return file.judged.quality is Quality.LAST_RESORT
