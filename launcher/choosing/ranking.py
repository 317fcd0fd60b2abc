"""Contenders in the order of a priority, the one to take first.

What lies wholly on one side of the bus comes before what is divided, and of what is
divided a mixture of experts before a dense model: a token reads a part of it only.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from launcher.choosing.budget import READABLE
from launcher.choosing.contenders import Contender
from launcher.choosing.wish import Priority, Purpose
from launcher.memory.fit import Fit

BEARABLE: Final = 2.5  # tokens a second: the least one waits for
DIVIDED: Final = 0.7  # of what it is worth, where a balanced choice lies partly in RAM
NEARLY: Final = 0.8  # of the worth: about as good
TOLD: Final = 120.0  # tokens a second beyond which nobody tells the difference
KNOWING: Final = 0.25  # the power of what a model is worth beside its speed
USUAL_OVERHEAD: Final = 0.0025  # seconds a token
USUAL_BANDWIDTH: Final = 3e11  # bytes a second
AS_LONG: Final = 0.6  # of the longest context: still among the longest
DECENT: Final = 0.3  # of the best here, or so many billions, for the longest conversation
GOOD_ENOUGH: Final = 6.0
# Billions of weights (as worth) from which a model is of use for a purpose.
USEFUL: Final = {
    Purpose.CHAT: 2.0,
    Purpose.CODE: 4.0,
    Purpose.REASONING: 4.0,
    Purpose.VISION: 2.0,
    Purpose.SMALL: 0.7,
}
SMALL: Final = 5e9  # weights; what is small and quick has no more


def ranked(
    found: Sequence[Contender], priority: Priority, purpose: Purpose
) -> tuple[Contender, ...]:
    """Each model once, with the file that serves the priority, the best first."""
    if purpose is Purpose.SMALL:
        found = [one for one in found if one.file.parameters <= SMALL] or found
    order = {
        Priority.BEST: _best,
        Priority.BALANCED: _balanced,
        Priority.FASTEST: _fastest,
        Priority.LONGEST: _longest,
    }[priority]
    if priority is not Priority.LONGEST:  # of a model's files, the one that lies best
        least = BEARABLE if priority is Priority.BEST else READABLE
        found = sorted(found, key=lambda one: _lies(one, least))
        found = _each_model_once(found)
    return _each_model_once(order(found, purpose))


def _lies(one: Contender, least: float) -> tuple[int, int, float]:
    """Smaller is better: whether it answers so fast, whether it is divided, what it is worth."""
    return _side(one, least), one.file.fit is not Fit.FITS, -one.value


def _each_model_once(order: Iterable[Contender]) -> tuple[Contender, ...]:
    """Of each model the file that comes first."""
    first: dict[str, Contender] = {}
    for one in order:
        first.setdefault(one.starter.known.repo, one)
    return tuple(first.values())


def is_decent(one: Contender, found: Sequence[Contender]) -> bool:
    """Whether a long conversation with it is worth having, beside the others."""
    fluent = [other for other in found if _side(other, READABLE) == 0]
    if fluent and _side(one, READABLE):
        return False
    best = max((other.value for other in fluent if other.file.fit is Fit.FITS), default=0.0)
    return one.value >= min(DECENT * best, GOOD_ENOUGH)


def _best(found: Sequence[Contender], _purpose: Purpose) -> list[Contender]:
    """The most worth that can be borne; a dense model partly in RAM only where nothing else is."""

    def place(one: Contender) -> tuple[object, ...]:
        return (_side(one, BEARABLE), -one.value, one.starter.known.repo)

    return sorted(found, key=place)


def _balanced(found: Sequence[Contender], _purpose: Purpose) -> list[Contender]:
    """The most worth that reads fluently; what lies partly in RAM counts for less."""

    def place(one: Contender) -> tuple[object, ...]:
        worth = one.value * (DIVIDED if one.file.fit is Fit.PARTLY else 1.0)
        return (_side(one, READABLE), -worth, one.starter.known.repo)

    return sorted(found, key=place)


def _side(one: Contender, least: float) -> int:
    """How it lies and whether it answers so fast (tokens a second); smaller is better."""
    if one.file.fit is Fit.TIGHT:
        return 5
    divided = one.file.fit is Fit.PARTLY
    if divided and not one.starter.is_mixture:
        return 3 if one.answers_at(BEARABLE) else 4
    if one.answers_at(least):
        return 0
    return 1 if one.answers_at(BEARABLE) else 2


def _fastest(found: Sequence[Contender], purpose: Purpose) -> list[Contender]:
    """Of those of use, the quickest for what it knows; speed weighs more."""
    fitting = [one for one in found if one.file.fit is Fit.FITS and not one.has_few_bits]
    useful = [one for one in fitting if one.value >= USEFUL[purpose]] or fitting

    def place(one: Contender) -> tuple[float, str]:
        return (-min(_pace(one), TOLD) * one.value**KNOWING, one.starter.known.repo)

    first = sorted(useful, key=place)
    rest = [one for one in found if one not in first]
    return [*first, *sorted(rest, key=lambda one: (_side(one, BEARABLE), -_pace(one)))]


def _pace(one: Contender) -> float:
    """Tokens a second; where nothing is known, as on a usual card, for the order alone."""
    if one.speed is not None:
        return one.speed
    read = one.file.size * one.starter.used / one.starter.total
    return 1 / (USUAL_OVERHEAD + read / USUAL_BANDWIDTH)


def _longest(found: Sequence[Contender], purpose: Purpose) -> list[Contender]:
    """Of the decent ones, those that hold the longest conversation; then the most worth.

    Expects contenders whose longest context was looked for.
    """
    decent = [one for one in found if is_decent(one, found)]
    decent = [one for one in decent if not one.has_few_bits] or decent
    most = max((one.file.longest or 0 for one in decent), default=0)
    long = [one for one in decent if (one.file.longest or 0) >= AS_LONG * most]
    first = _balanced(long, purpose)
    rest = [one for one in found if one not in first]
    return [*first, *sorted(rest, key=lambda one: (-(one.file.longest or 0), -one.value))]
