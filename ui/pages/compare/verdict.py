"""What follows from the chosen files, in a sentence or two. No Qt."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from launcher.choosing.board import Axis, Board
from launcher.choosing.standing import AS_LARGE
from launcher.choosing.weighed import Weighed
from launcher.units import size_text
from ui.pages.compare.view import BoardView, PointView, rank
from ui.text.speed_words import range_words

LETTERS: Final = ("A", "B", "C")
A_TIE: Final = 0.5  # points of the score within which two files count as equally good
ABOUT_THE_SAME: Final = 0.03  # share of memory within which two files take the same
SLOW: Final = 3.0  # tokens a second, about as fast as one reads
FASTER: Final = 1.25  # times the speed, from which it is worth a word


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The words, and which of the chosen ones to take (its place; None for none of them)."""

    words: str
    take: int | None


def first_choice(view: BoardView) -> tuple[str, ...]:
    """What stands side by side before a person chose: the winner, and another size's best."""
    winner = view.point(view.board.winner)
    if winner is None:
        return ()
    others = [one for one in view.points if one.within and one.file.model != winner.file.model]
    whole = [one for one in others if not one.divided or winner.divided] or others
    rival = max(whole, key=lambda one: (rank(one, view), -one.file.memory), default=None)
    return (winner.key,) if rival is None else (winner.key, rival.key)


def verdict(view: BoardView, chosen: Sequence[PointView]) -> Verdict:
    """The board's own answer, unless a person set files side by side that say something else."""
    board = view.board
    keys = tuple(one.key for one in chosen)
    if len(chosen) < 2 or (keys and keys[0] == board.winner and keys == first_choice(view)):
        winner = view.point(board.winner)
        take = keys.index(winner.key) if winner is not None and winner.key in keys else None
        words = board.so_what if winner is None else f"{board.so_what}{_slow(winner, chosen)}"
        return Verdict(words=words, take=take)
    inside = [one for one in chosen if one.within]
    if not inside:
        least = min(chosen, key=lambda one: _cost(one, board))
        return Verdict(
            words=f"None of them is within the budget. {_letter(least, chosen)} needs least.",
            take=None,
        )
    best = _best(inside, view)
    others = [one for one in chosen if one is not best]
    reasons = " ".join(_against(best, one, chosen, view) for one in others)
    words = f"Take {_letter(best, chosen)}. {reasons}{_slow(best, chosen)}"
    return Verdict(words=words, take=chosen.index(best))


def _slow(taken: PointView, chosen: Sequence[PointView]) -> str:
    """What speaks against a file that answers slower than one reads; '' where nothing does."""
    rate = _rate(taken.file)
    if rate is None or rate >= SLOW:
        return ""
    name = _letter(taken, chosen) if taken in chosen else "it"
    words = f" But {name} answers at {_range(taken.file)} tokens a second, slower than one reads"
    others = [one for one in chosen if one.within and (_rate(one.file) or 0.0) >= FASTER * rate]
    if not others:
        return f"{words}."
    faster = max(others, key=lambda one: _rate(one.file) or 0.0)
    return f"{words}; {_letter(faster, chosen)} answers at {_range(faster.file)}."


def _rate(file: Weighed) -> float | None:
    return file.speed.middle if file.speed is not None else None


def _range(file: Weighed) -> str:
    return range_words(file.speed).replace("–", " to ")


def _best(inside: Sequence[PointView], view: BoardView) -> PointView:
    """The one that stands highest; of those as good as equal the one that takes least.

    What lies partly in RAM only where nothing lies wholly on one side.
    """
    whole = [one for one in inside if not one.divided] or inside
    top = max(whole, key=lambda one: rank(one, view))
    alike = [one for one in whole if _alike(one, top, view)]
    return min(alike, key=lambda one: _cost(one, view.board))


def _alike(one: PointView, other: PointView, view: BoardView) -> bool:
    """Whether two files are as good as equal."""
    if view.scored or one.file.model == other.file.model:
        return abs(one.up - other.up) <= A_TIE
    most, least = sorted((rank(one, view), rank(other, view)), reverse=True)
    return most <= AS_LARGE * least


def _against(
    best: PointView, other: PointView, chosen: Sequence[PointView], view: BoardView
) -> str:
    """Why not the other one."""
    name, board = _letter(other, chosen), view.board
    if not other.within:
        return f"{name} is over the budget."
    if _alike(best, other, view):
        return f"{name} is expected to answer about as well and {_price(other, best, board)}."
    words = f"{name} {_lower(other, best, view)}"
    if other.divided and not best.divided:
        return f"{words}, and a part of it would lie in RAM, which is slower."
    price = _price(other, best, board)
    joined = "but" if _cost(other, board) < _cost(best, board) else "and"
    return f"{words} {joined} {price}."


def _lower(other: PointView, best: PointView, view: BoardView) -> str:
    if view.scored:
        return f"is expected at {other.up:.1f} instead of {best.up:.1f}"
    if other.file.model == best.file.model:
        return f"keeps {other.up:.1f} % of its score instead of {best.up:.1f} %"
    size = "smaller" if other.file.parameters < best.file.parameters else "larger"
    return f"is the {size} model, with {other.up:.0f} % of its score kept,"


def _price(one: PointView, than: PointView, board: Board) -> str:
    """What `one` takes compared with `than`, in the axis's own terms."""
    if board.axis is Axis.SPEED:
        faster = one.across > than.across
        return f"is {'faster' if faster else 'slower'}, {one.across:.3g} tokens per second"
    mine, its = _bytes(one, board), _bytes(than, board)
    if abs(mine - its) <= ABOUT_THE_SAME * its:
        return "takes about the same"
    return f"takes {size_text(abs(mine - its))} {'less' if mine < its else 'more'}"


def _cost(one: PointView, board: Board) -> float:
    """Less is better: bytes, or seconds for a token."""
    return 1 / one.across if board.axis is Axis.SPEED else _bytes(one, board)


def _bytes(one: PointView, board: Board) -> int:
    return one.file.size if board.axis is Axis.SIZE else one.file.memory


def _letter(one: PointView, chosen: Sequence[PointView]) -> str:
    return LETTERS[chosen.index(one)]
