"""What a board comes to, in one or two sentences with its figures."""

from collections.abc import Sequence
from typing import Final

from launcher.choosing.board import Axis
from launcher.choosing.standing import Standing
from launcher.choosing.weighed import Weighed
from launcher.choosing.winner import best_of
from launcher.units import size_text

NEXT_STEP: Final = 1.2  # times the weights, from which a model is a larger one


def because(rival: Weighed, file: Weighed, standing: Standing, axis: Axis) -> str:
    """'Gemma 3 12B IQ4_XS needs 0.46 GiB less and is expected at 58.9.'"""
    return f"{rival.key} {_cheaper(rival, file, axis)} and {_higher(rival, file, standing)}."


def so_what(
    files: Sequence[Weighed],
    within: Sequence[Weighed],
    winner: Weighed | None,
    standing: Standing,
    *,
    budget: int | None,
    words: str,
    of_file: bool,
) -> str:
    """Which file to take and what the next model would come to, or what is the smallest."""
    if not files:
        return "There is nothing to compare."
    if winner is None:
        return _nothing(files, budget, words, of_file=of_file)
    taken = f"Take {winner.key}: {_worth(winner, standing)}"
    if budget is not None:
        size = winner.size if of_file else winner.memory
        takes = "its file has" if of_file else "it takes"
        taken += f"; {takes} {size_text(size)} of the {size_text(budget)} {words}"
    other = _other(files, within, winner, standing)
    return f"{taken}. {other}".strip()


def _cheaper(rival: Weighed, file: Weighed, axis: Axis) -> str:
    if axis is Axis.SPEED:
        ours = rival.speed.middle if rival.speed else 0.0
        theirs = file.speed.middle if file.speed else 0.0
        if ours - theirs < _LEAST_SPEED:
            return "answers as fast"
        return f"answers {ours - theirs:.1f} tokens a second faster"
    spared = file.size - rival.size if axis is Axis.SIZE else file.memory - rival.memory
    if not spared:
        return "needs no more"
    return f"{'is' if axis is Axis.SIZE else 'needs'} {size_text(spared)} {_LESS[axis]}"


_LESS: Final = {Axis.SIZE: "smaller", Axis.MEMORY: "less"}
_LEAST_SPEED: Final = 0.05  # tokens a second that show


def _higher(rival: Weighed, file: Weighed, standing: Standing) -> str:
    if rival.model == file.model:
        return f"keeps as much of the score ({_percent(rival)})"
    if standing.benchmark is None:
        return _stronger(rival, file)
    return f"is expected at {standing.up(rival):.1f} instead of {standing.up(file):.1f}"


def _stronger(rival: Weighed, file: Weighed) -> str:
    """Without scores: by size, by what is kept, or by the weights a token uses."""
    if rival.parameters > file.parameters:
        return f"is the larger model, with {_percent(rival)} of its score kept"
    if rival.expected.kept > file.expected.kept:
        return f"keeps {_percent(rival)} of its score instead of {_percent(file)}"
    return "thinks with more weights for each token"


def _worth(file: Weighed, standing: Standing) -> str:
    if standing.benchmark is None:
        return f"it keeps about {_percent(file)} of its score"
    return f"expected {standing.benchmark} {standing.up(file):.1f}"


def _percent(file: Weighed) -> str:
    return f"{file.expected.kept * 100:.0f} %"


def _nothing(files: Sequence[Weighed], budget: int | None, words: str, *, of_file: bool) -> str:
    least = min(files, key=lambda file: file.size if of_file else file.memory)
    size = least.size if of_file else least.memory
    room = f"{size_text(budget)} {words}".strip() if budget is not None else words
    return f"Nothing here fits into {room}: the smallest is {least.key} with {size_text(size)}."


def _other(
    files: Sequence[Weighed], within: Sequence[Weighed], winner: Weighed, standing: Standing
) -> str:
    """The larger model at fewer bits and the smaller one at more, whichever fit beside it."""
    larger = [one for one in within if one.parameters > winner.parameters * NEXT_STEP]
    smaller = [one for one in within if one.parameters * NEXT_STEP < winner.parameters]
    said = []
    if larger:
        over = _yet(best_of(larger, standing), winner, standing)
        said.append(f"the larger model at fewer bits, {_comes_to(larger, standing)}{over}")
    elif any(one.parameters > winner.parameters * NEXT_STEP for one in files):
        said.append("no larger model fits at any number of bits")
    if smaller:
        said.append(f"the smaller one at more bits, {_comes_to(smaller, standing)}")
    if not said:
        return ""
    text = ", and ".join(said)
    return f"{text[0].upper()}{text[1:]}."


def _comes_to(files: Sequence[Weighed], standing: Standing) -> str:
    best = best_of(files, standing)
    if best is None:
        return ""
    if standing.benchmark is None:
        return f"{best.key}, keeps about {_percent(best)}"
    return f"{best.key}, comes to {standing.up(best):.1f}"


def _yet(best: Weighed | None, winner: Weighed, standing: Standing) -> str:
    """Why a file that promises more is not taken."""
    if best is None or standing.rank(best) <= standing.rank(winner):
        return ""
    if standing.alike(best, winner):
        return " (too near to tell, and damage shows in code and long reasoning first)"
    return f" ({best.judged.words.lower()}: its figure is not to be relied on)"
