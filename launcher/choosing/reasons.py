"""Why a model is recommended and what speaks against the next one: a sentence each."""

from typing import Final

from launcher.choosing.budget import READABLE
from launcher.choosing.contenders import Contender, Field
from launcher.choosing.ranking import NEARLY
from launcher.choosing.weighed import Weighed
from launcher.choosing.wish import Priority, Purpose
from launcher.hardware.facts import DeviceKind
from launcher.memory.fit import Fit
from launcher.units import size_text

MUCH_IN_RAM: Final = 0.2  # of the file, from which it does not lie wholly on the GPU
QUICK: Final = 20.0  # tokens a second
_USES: Final = {
    Purpose.CHAT: "conversation",
    Purpose.CODE: "code",
    Purpose.REASONING: "reasoning",
    Purpose.VISION: "pictures",
    Purpose.SMALL: "short tasks",
}


def reason_of_first(field: Field, one: Contender, *, larger: bool) -> str:
    """Why the first is taken. `larger`: a model worth more would fit as well."""
    if one.file.fit is Fit.TIGHT:
        return (
            "Fits only into the memory kept free for other programs; of the models that do,"
            " it is the one to try."
        )
    priority = field.wish.priority
    if priority is Priority.FASTEST:
        less = "; it knows less than the larger ones" if larger else ""
        pace = f": {pace_words(one)}" if one.speed else ""
        return f"Quick, and of use for {_USES[field.wish.purpose]}{pace}{less}."
    if priority is Priority.LONGEST:
        return (
            f"Holds a conversation of {one.file.longest or 0:,} tokens, among the longest here,"
            " and is likely the best of those that do."
        )
    said = _divided(one) if one.file.fit is Fit.PARTLY else _best(field, one)
    return f"{said} {_few_bits(one)}".strip()


def _few_bits(one: Contender) -> str:
    """What speaks against a large model at three bits and fewer, though it comes first."""
    if not one.has_few_bits:
        return ""
    return (
        "Most of its weights have fewer than four bits: so large a model bears that in knowledge,"
        " but code and long reasoning suffer first."
    )


def _best(field: Field, one: Contender) -> str:
    beside = f"a conversation of {one.file.choices.context:,} tokens"
    slow = "" if one.answers_at(READABLE) else f", though slow: {pace_words(one)}"
    use = "" if field.wish.purpose is Purpose.CHAT else f" for {_USES[field.wish.purpose]}"
    small = " of the small ones" if field.wish.purpose is Purpose.SMALL else use
    if field.wish.priority is Priority.BEST:
        return f"Likely the best answers{small} that fit here with {beside}{slow}."
    fluent = f" and answers {_fluency(one.speed)}" if one.speed and not slow else ""
    return f"Likely the best{small} that fits {place(one.file)} with {beside}{fluent}{slow}."


def _fluency(speed: float) -> str:
    return "quickly" if speed >= QUICK else "at about reading pace"


def _divided(one: Contender) -> str:
    starter = one.starter
    if starter.is_mixture:
        pace = f": {pace_words(one)}" if one.speed else ""
        quick = one.speed is not None and one.speed >= QUICK
        as_small = "nearly as if it were small" if quick else "faster than its size suggests"
        return (
            f"Partly in RAM, but a token uses only {starter.used:.0f} of its {starter.total:.0f}"
            f" billion weights, so it answers {as_small}{pace}."
        )
    pace = f": {pace_words(one)}" if one.speed else ""
    return f"Larger than the GPU, so a part lies in RAM and answers are slow{pace}."


def reason_of_contrast(one: Contender, first: Contender) -> str:
    """What the third is for: it is of another size than the first."""
    more = one.value > first.value
    knows = "knows and reasons more" if more else "knows and reasons less"
    if one.speed and first.speed:
        ratio = one.speed / first.speed
        if not 0.9 <= ratio <= 1.1:
            join = " and" if (ratio > 1) is more else "; it" if ratio > 1 else ", but"
            return f"{_times(ratio)} the first{join} {knows}."
    size = one.file.size / first.file.size
    if size > 1.2:
        return f"Larger than the first; {knows}."
    return f"{'Smaller than' if size < 0.8 else 'About as quick as'} the first; {knows}."


def why_not_larger(field: Field, other: Contender) -> str:
    """What speaks against a model that is worth more than the one taken."""
    file = other.file
    if file.fit is Fit.TOO_BIG:
        return (
            f"Likely better, but it needs {size_text(file.memory)} with such a conversation:"
            f" {room_words(field)}."
        )
    if file.fit is Fit.TIGHT:
        return "Likely better, but it fits only into the memory kept free for other programs."
    if file.fit is Fit.PARTLY:
        return _divided_instead(other)
    if field.wish.priority is Priority.LONGEST:
        return f"Likely better answers, but it holds {file.longest or 0:,} tokens at most."
    if other.speed is None:
        return "Likely better, but larger, and so slower."
    return f"Likely better, but slower: {pace_words(other)}."


def _divided_instead(other: Contender) -> str:
    if other.speed is None:
        return "Likely better, but a part of it would lie in RAM, which is slower."
    if other.answers_at(READABLE):
        return (
            "Likely better and still quick, but a part of it would lie in RAM: prompts are read"
            " more slowly, and other programs have less room."
        )
    return f"Likely better, but a part of it would lie in RAM: {pace_words(other)}."


def room_words(field: Field) -> str:
    """'of 16.00 GiB free in RAM, 1.00 GiB is kept for other programs'."""
    where = "in RAM and on the GPU together" if field.has_own_gpu else "in RAM"
    room, kept = size_text(field.room), size_text(field.kept_free)
    if field.room <= field.kept_free:
        return f"only {room} is free {where}, while {kept} should stay free for other programs"
    return f"of {room} free {where}, {kept} is kept for other programs"


def why_not_next(other: Contender, first: Contender) -> str:
    """What speaks against the next in order, which is not worth more."""
    alike = other.value >= NEARLY * first.value
    ratio = other.speed / first.speed if other.speed and first.speed else 1.0
    pace = f": {pace_words(other)}" if ratio < 0.7 else ""
    if ratio < 0.9:
        slower = "slower" if pace else "a little slower"
        joined = " and is likely about as good, but" if alike else ", but is likely weaker and"
        return f"Fits as well{joined} {slower}{pace}."
    if alike:
        return "Fits as well and is likely about as good, or a little weaker."
    return "Fits as well, but is likely weaker."


def why_not_rung(other: Weighed, file: Weighed) -> str:
    """What speaks against another file of the same model."""
    if other.size < file.size:
        return "Smaller and faster, with a little less quality."
    if other.fit is Fit.TOO_BIG:
        return "Closer to the original, but needs more memory than is free."
    if other.fit is Fit.TIGHT:
        return (
            "Closer to the original, but fits only into the memory kept free for other programs."
        )
    if other.fit is Fit.PARTLY and file.fit is Fit.FITS:
        return "Closer to the original, but a part of it would lie in RAM, which is slower."
    return "Larger and slower, for a difference hardly anyone notices."


def place(file: Weighed) -> str:
    """'wholly on the GPU', 'in RAM'; 'with its layers …' where much of it is embeddings in RAM."""
    used = [s for s in file.estimate.devices if s.sum and s.kind is not DeviceKind.CPU]
    if not used or not file.estimate.gpu_layers:
        return "in RAM"
    gpus = "GPU" if len(used) == 1 else f"{len(used)} GPUs"
    in_ram = sum(s.weights for s in file.estimate.devices if s.kind is DeviceKind.CPU)
    if in_ram > MUCH_IN_RAM * file.size:
        return f"with its layers on the {gpus} and its embeddings in RAM"
    return f"wholly on the {gpus}"


def pace_words(one: Contender) -> str:
    """'about 15 tokens a second'."""
    if one.speed is None:
        return "at an unknown speed"
    return (
        f"about {one.speed:.0f} tokens a second" if one.speed >= 2 else "a token a second or less"
    )


def _times(ratio: float) -> str:
    """'About twice as fast as', to be followed by 'the first'."""
    if ratio >= 2.5:
        return f"About {ratio:.0f} times as fast as"
    words = (
        (1.75, "About twice as fast as"),
        (1.3, "About one and a half times as fast as"),
        (1.0, "A little faster than"),
        (0.8, "A little slower than"),
        (0.58, "About two thirds as fast as"),
        (0.42, "About half as fast as"),
        (0.29, "About a third as fast as"),
        (0.0, "Less than a third as fast as"),
    )
    return next(told for least, told in words if ratio >= least)
