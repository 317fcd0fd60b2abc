"""What was measured, in one plain sentence."""

from collections.abc import Sequence
from typing import Final

from launcher.measurement.measured_file import MeasuredFile, Timing
from launcher.units import size_text

NOTHING: Final = "Nothing was measured yet."
ONLY_SPEEDS: Final = "These files were only timed, for they predict no tokens."
ALONE: Final = "One file alone says what it takes; a second one says what more or fewer bits cost."
CLOSE: Final = 0.02  # mean KL divergence (nats) up to which answers are seldom others
FAR: Final = 0.15  # and beyond which they often are
ALMOST_ALL: Final = 0.9995  # a share from which on it would be rounded up to all
NOTICED: Final = 1.1  # times as fast: less is hard to notice
SHORTEST: Final = 0.1  # seconds of an answer: what is over sooner hangs on what else just ran


def so_what(files: Sequence[MeasuredFile]) -> str:
    """One sentence that says what the figures of these files come to."""
    if not files:
        return NOTHING
    reference = _reference(files)
    compared = [one for one in files if one.distance is not None and _is_of(one, reference)]
    if reference is None or not compared:
        return _by_speed(files)
    close = [one for one in compared if _mean(one) <= CLOSE]
    if close:
        return _best(min(close, key=lambda one: one.size), reference)
    nearest, apart = _nearest(compared)
    name, other = _names(nearest, reference)
    if _mean(nearest) > FAR:
        return (
            f"All of these differ much from {other}: even {name} has the same likeliest token in"
            f" only {_same(nearest)} of places."
        )
    near = f"is nearest to {other}" if apart else f"is as near to {other} as any of them"
    return (
        f"{name} {near}, with the same likeliest token in {_same(nearest)} of"
        f" places{_takes(nearest, reference)}."
    )


def _reference(files: Sequence[MeasuredFile]) -> MeasuredFile | None:
    """The file most of the others were compared with."""
    counted = [(one, sum(_is_of(each, one) for each in files)) for one in files]
    best = max(counted, key=lambda one: one[1])
    return best[0] if best[1] else None


def _is_of(file: MeasuredFile, reference: MeasuredFile | None) -> bool:
    """Whether a file was compared with this one."""
    if file.distance is None or reference is None or file is reference:
        return False
    named = file.distance
    if not named.reference_content:
        return named.reference == reference.file
    return named.reference_content == reference.content


def _best(file: MeasuredFile, reference: MeasuredFile) -> str:
    """The smallest file that is close to its reference."""
    name, other = _names(file, reference)
    return (
        f"{name} has the same likeliest token as {other} in {_same(file)} of"
        f" places{_takes(file, reference)}."
    )


def _names(file: MeasuredFile, reference: MeasuredFile) -> tuple[str, str]:
    """Both by their types, or by their names where the types are the same."""
    if file.quantization != reference.quantization:
        return file.quantization, reference.quantization
    return file.file, reference.file


def _takes(file: MeasuredFile, reference: MeasuredFile) -> str:
    """' at 28 % of the size, and answers 2.1 times as fast'."""
    share = file.size / reference.size if reference.size else 1.0
    words = f", at {_percent(share)} of the size ({size_text(file.size)})"
    times = _times(file, reference)
    if times is None:
        return words
    if 1 / NOTICED < times < NOTICED:
        return f"{words}, and answers about as fast"
    if not _apart(file, reference):
        if _is_brief(file, reference):
            return f"{words}; the timed answers are over too soon for speeds to be told apart"
        return f"{words}; their speeds vary too much to be told apart"
    if times > 1:
        return f"{words}, and answers {times:.1f} times as fast"
    return f"{words}, but answers at only {_percent(times)} of the speed"


def _times(file: MeasuredFile, reference: MeasuredFile) -> float | None:
    if file.answer is None or reference.answer is None or not reference.answer.per_second:
        return None
    return file.answer.per_second / reference.answer.per_second


def _apart(file: MeasuredFile, reference: MeasuredFile) -> bool:
    """Whether the speeds lie further apart than repeats of one file do, and took a while."""
    one, other = file.answer, reference.answer
    if one is None or other is None or _is_brief(file, reference):
        return False
    return abs(one.per_second - other.per_second) > one.spread + other.spread


def _is_brief(*files: MeasuredFile) -> bool:
    """Whether a repeat of one of these was over before it told anything."""
    return any(one.answer is not None and _seconds(one.answer) < SHORTEST for one in files)


def _seconds(timing: Timing) -> float:
    """What one repeat took."""
    return timing.tokens / timing.per_second if timing.per_second else float("inf")


def _by_speed(files: Sequence[MeasuredFile]) -> str:
    """Without a reference: which one answers fastest, where that can be told."""
    if len(files) == 1:
        return ALONE
    if all(one.perplexity is None for one in files):
        return ONLY_SPEEDS
    one_model = len({(one.model, one.parameters, one.vocabulary) for one in files}) == 1
    more = "; with a reference their predictions could be compared too" if one_model else ""
    timed = sorted((one for one in files if one.answer), key=_rate, reverse=True)
    if len(timed) < len(files) or not all(_apart(timed[0], one) for one in timed[1:]):
        return f"None of them answers clearly faster than all others here{more}."
    first = timed[0]
    return f"{first.file} answers fastest here ({_rate(first):.1f} tokens a second){more}."


def _rate(file: MeasuredFile) -> float:
    return file.answer.per_second if file.answer else 0.0


def _mean(file: MeasuredFile) -> float:
    return file.distance.mean if file.distance else float("inf")


def _nearest(compared: Sequence[MeasuredFile]) -> tuple[MeasuredFile, bool]:
    """The nearest one, and whether it is apart from all others by more than the errors.

    Of several that are not, the smallest.
    """
    best = min(compared, key=_mean)
    far = _mean(best) + _error(best)
    near = [one for one in compared if _mean(one) - _error(one) <= far]
    return min(near, key=lambda one: one.size), len(near) == 1


def _error(file: MeasuredFile) -> float:
    return file.distance.error if file.distance else 0.0


def _same(file: MeasuredFile) -> str:
    if file.distance is None:
        return "an unknown share"
    same = file.distance.same_top
    return "over 99.9 %" if ALMOST_ALL <= same < 1 else _percent(same, 1)


def _percent(share: float, digits: int = 0) -> str:
    """'94.3 %'."""
    return f"{share * 100:.{digits}f} %"
