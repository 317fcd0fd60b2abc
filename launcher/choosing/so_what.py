"""What a board comes to, in one or two sentences with its figures."""

from typing import Final

from launcher.choosing.board import Axis
from launcher.choosing.scene import Scene
from launcher.choosing.standing import Standing
from launcher.choosing.weighed import Weighed
from launcher.choosing.winner import doubt
from launcher.units import size_text

UNKNOWN: Final = "what so small a model keeps of its score is not published"
LEAST_BITS: Final = 0.05  # bits per weight that tell two files apart
NEXT_STEP: Final = 1.2  # times the weights, from which a model is a larger one


def because(rival: Weighed, file: Weighed, standing: Standing, axis: Axis) -> str:
    """'Gemma 3 12B IQ4_XS needs 0.46 GiB less and is expected at 58.9.'"""
    return f"{rival.key} {_cheaper(rival, file, axis)} and {_higher(rival, file, standing)}."


def so_what(scene: Scene, winner: Weighed | None) -> str:
    """Which file to take and what the next model would come to, or what is the smallest."""
    if not scene.files:
        return "There is nothing to compare."
    limit = scene.limit
    if winner is None:
        least = min(scene.files, key=limit.counted)
        return (
            f"Nothing here fits into {limit.told(scene.files)}: the smallest is {least.key} with"
            f" {size_text(limit.counted(least))}."
        )
    taken = f"Take {winner.key}: {_worth(winner, scene.standing)}"
    if limit.size is not None:
        taken += f"; {limit.taken(winner)}"
    return f"{taken}. {_other(scene, winner)}".strip()


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
        share = _share(rival)
        return f"keeps as much of the score ({share})" if share else "is as close to the original"
    if standing.benchmark is None:
        return _stronger(rival, file)
    return f"is expected at {standing.up(rival):.1f} instead of {standing.up(file):.1f}"


def _stronger(rival: Weighed, file: Weighed) -> str:
    """Without scores: by size, by what is kept, or by the weights a token uses."""
    if rival.parameters > file.parameters:
        share = _share(rival)
        return f"is the larger model{f', with {share} of its score kept' if share else ''}"
    if rival.expected.share > file.expected.share:
        mine, theirs = _share(rival), _share(file)
        if not mine or not theirs:
            return "has more bits for each weight"
        return f"keeps {mine} of its score instead of {theirs}"
    return "thinks with more weights for each token"


def _worth(file: Weighed, standing: Standing) -> str:
    if standing.benchmark is None:
        share = _share(file)
        return f"it keeps about {share} of its score" if share else UNKNOWN
    return f"expected {standing.benchmark} {standing.up(file):.1f}"


def _share(file: Weighed) -> str:
    """'97 %'; '' where nothing is published of models so small."""
    kept = file.expected.kept
    return "" if kept is None else f"{kept * 100:.0f} %"


def _other(scene: Scene, winner: Weighed) -> str:
    """The larger model and the smaller one, whichever fit beside it, each in its best file."""
    within = scene.within
    larger = scene.best([one for one in within if _is_larger(one, winner)])
    smaller = scene.best([one for one in within if _is_larger(winner, one)])
    said = []
    if larger is not None:
        said.append(
            f"the larger model{_bits(larger, winner)}, {_comes_to(larger, scene.standing)}"
            f"{_yet(larger, winner, scene)}"
        )
    elif any(_is_larger(one, winner) for one in scene.files):
        said.append("no larger model fits at any number of bits")
    if smaller is not None:
        said.append(
            f"the smaller one{_bits(smaller, winner)}, {_comes_to(smaller, scene.standing)}"
        )
    if not said:
        return ""
    text = ", and ".join(said)
    return f"{text[0].upper()}{text[1:]}."


def _is_larger(one: Weighed, other: Weighed) -> bool:
    return one.parameters > other.parameters * NEXT_STEP


def _bits(one: Weighed, winner: Weighed) -> str:
    """' at fewer bits', where it has fewer."""
    more = one.bits_per_weight - winner.bits_per_weight
    if abs(more) < LEAST_BITS:
        return ""
    return " at more bits" if more > 0 else " at fewer bits"


def _comes_to(best: Weighed, standing: Standing) -> str:
    if standing.benchmark is None:
        share = _share(best)
        return (
            f"{best.key}, keeps about {share}" if share else f"{best.key}, has no published figure"
        )
    return f"{best.key}, comes to {standing.up(best):.1f}"


def _yet(best: Weighed, winner: Weighed, scene: Scene) -> str:
    """Why a file that promises more is not taken."""
    standing = scene.standing
    if standing.rank(best) <= standing.rank(winner):
        return ""
    if doubt(best) > doubt(winner):
        return f" ({best.judged.words.lower()}: its figure is not to be relied on)"
    if scene.limit.is_divided(best) and not scene.limit.is_divided(winner):
        return f" (but a part of it would lie in RAM{_pace(best)})"
    if standing.alike(best, winner):
        return " (too near to tell, and damage shows in code and long reasoning first)"
    return ""


def _pace(file: Weighed) -> str:
    if file.speed is None:
        return ""
    return (
        f": about {file.speed.middle:.0f} tokens a second"
        if file.speed.middle >= 2
        else (": two tokens a second or less")
    )
