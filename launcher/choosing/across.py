"""Which model to take on a machine: up to three, the first recommended, each with its reasons.

The second is another maker's, the third of another size, so that there is a choice.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from launcher.choosing.arithmetic import lines
from launcher.choosing.contenders import Contender, Field
from launcher.choosing.corrected import Corrector
from launcher.choosing.measured_here import NO_FILES, MeasuredHere
from launcher.choosing.pick import Pick
from launcher.choosing.ranking import is_decent, ranked
from launcher.choosing.reasons import (
    reason_of_contrast,
    reason_of_first,
    room_words,
    why_not_larger,
    why_not_next,
    why_not_rung,
)
from launcher.choosing.spare import finished
from launcher.choosing.wish import Priority, Purpose, Wish
from launcher.hardware.facts import Machine
from launcher.hardware.pace import Pace
from launcher.memory.fit import Fit
from launcher.models.starters import starters
from launcher.units import size_text

AN_ALTERNATIVE: Final = 0.3  # of the first's worth: less is none to it
QUICKER: Final = 1.3  # times as fast: another class of model
SMALLER: Final = 0.6  # of the weights a token uses, where no speed is known
A_LITTLE_LARGER: Final = 2.0  # times the memory: a computer one may think of
BETTER: Final = 1.1  # times the worth: likely better

SHORT: Final = 2048  # tokens of a conversation that is still one

RunnerUp = tuple[str | None, str | None]


def picks(
    wish: Wish,
    machine: Machine,
    *,
    reserve: int,
    paces: Mapping[str, Pace],
    corrections: Corrector | None = None,
    here: MeasuredHere = NO_FILES,
) -> tuple[Pick, ...]:
    """Up to three models for the wish, none where nothing fits; `reserve` bytes stay free.

    `corrections` are what answers given here taught of predicted speeds, `here` what was
    measured of model files on this computer.
    """
    field = Field(
        wish=wish,
        machine=machine,
        reserve=reserve,
        paces=paces,
        corrections=corrections,
        here=here,
    )
    found = _candidates(field)
    order = ranked(found, wish.priority, wish.purpose)
    return tuple(_Choice(field=field, found=found, order=order).picks()) if order else ()


def nothing_fits(wish: Wish, machine: Machine, *, reserve: int) -> str:
    """What would help where no model fits, in a sentence or two."""
    field = Field(wish=wish, machine=machine, reserve=reserve, paces={})
    made = field.made()
    if not made:
        longest = max(s.known.context_length for s in starters() if wish.purpose in s.roles)
        return (
            f"No model here was trained for {wish.context:,} tokens of conversation;"
            f" {longest:,} is the longest."
        )
    least = min((field.least(one) for one in made), key=lambda file: file.memory)
    return (
        f"Even the smallest model for this, {least.model} in {least.variant}, takes"
        f" {size_text(least.memory)} with {wish.context:,} tokens of conversation, and"
        f" {room_words(field)}. {_way_out(field)}"
    )


def _way_out(field: Field) -> str:
    """What fits of less: the longest conversation, or a small model."""
    shorter = min(field.wish.context, SHORT)
    for purpose, context in (
        (field.wish.purpose, shorter),
        (Purpose.SMALL, field.wish.context),
        (Purpose.SMALL, shorter),
    ):
        wish = replace(field.wish, purpose=purpose, context=context, priority=Priority.LONGEST)
        one = _longest_of(replace(field, wish=wish))
        if one is not None:
            tokens = max(context, min(one.file.longest or 0, field.wish.context))
            return f"{one.file.key} with {tokens:,} tokens would fit."
    return "More memory would help, or closing other programs."


def _longest_of(field: Field) -> Contender | None:
    """What holds the longest conversation, of the decent ones that keep the reserve."""
    held = [one for one in _candidates(field) if one.file.fit.comfortable]
    return max(held, key=lambda one: (one.file.longest or 0, one.value), default=None)


def _candidates(field: Field) -> tuple[Contender, ...]:
    """All that can be held; where length decides, the longest contexts are looked for."""
    found = field.contenders()
    if field.wish.priority is not Priority.LONGEST:
        return found
    return tuple(
        field.contender(one.starter, one.file.variant, longest=True)
        if is_decent(one, found)
        else one
        for one in found
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Choice:
    """The contenders in their order, from which three are taken.

    `found` are all their files; in `order` each model stands once.
    """

    field: Field
    found: tuple[Contender, ...]
    order: tuple[Contender, ...]

    def picks(self) -> list[Pick]:
        """The first to take, one of another maker, one of another size."""
        first = finished(self.field, self.order[0])
        larger = any(_is_better(one, first) and one.file.fit is Fit.FITS for one in self.order)
        reason = reason_of_first(self.field, first, larger=larger)
        chosen = [self._pick(first, reason, self._runner_up(first))]
        other = self._of_another_maker(first)
        if other is not None:
            done = finished(self.field, other)
            chosen.append(self._pick(done, done.starter.why, self._other_file(done)))
        contrast = self._of_another_size(first, other)
        if contrast is not None:
            done = self.field.contender(contrast.starter, contrast.file.variant, longest=True)
            reason = reason_of_contrast(done, first)
            chosen.append(self._pick(done, reason, self._other_file(done)))
        return chosen

    def _pick(self, one: Contender, reason: str, runner_up: RunnerUp) -> Pick:
        name, why_not = runner_up
        return Pick(
            file=one.file,
            files=one.starter.files,
            licence=one.starter.licence,
            reason=reason,
            runner_up=name,
            why_not=why_not,
            why=(
                *lines(one.file, self.field.machine, kept_free=self.field.kept_free),
                *self._worth(one),
            ),
        )

    def _worth(self, one: Contender) -> Iterable[str]:
        starter = one.starter
        used = f", of which a token uses {starter.used:.1f}" if starter.is_mixture else ""
        yield (
            f"Beside other models: {starter.total:.1f} billion weights{used}, announced in"
            f" {starter.month}, counted as {one.value:.1f} billion; newer ones and those that"
            " think before they answer count for more."
        )
        if self.field.kept_free > self.field.reserve:
            extra = size_text(self.field.kept_free - self.field.reserve)
            yield f"Of what is kept free, {extra} is for the part that reads pictures."

    def _of_another_maker(self, first: Contender) -> Contender | None:
        rest = [one for one in self.order[1:] if _lies_as_well(one, first)]
        others = [one for one in rest if one.starter.maker != first.starter.maker]
        able = [one for one in others if one.value >= AN_ALTERNATIVE * first.value]
        whole = [one for one in able if not one.has_few_bits]
        return next(iter(whole or able or others or rest), None)

    def _of_another_size(self, first: Contender, other: Contender | None) -> Contender | None:
        """A better one for who asks for speed or length, where there is one; else a quicker."""
        taken = {first.starter.known.repo, other.starter.known.repo if other else ""}
        rest = [
            one
            for one in self.order
            if one.starter.known.repo not in taken
            and one.file.fit.comfortable
            and not one.has_few_bits
        ]
        if self.field.wish.priority in (Priority.FASTEST, Priority.LONGEST):
            best = next(iter(ranked(rest, Priority.BALANCED, self.field.wish.purpose)), None)
            if best is not None and _is_better(best, first):
                return best
        quicker = [one for one in rest if _is_quicker(one, first) and one.file.fit is Fit.FITS]
        return max(quicker, key=lambda one: one.value, default=None)

    def _runner_up(self, first: Contender) -> RunnerUp:
        """What another priority would take if that is likely better; else what is too big.

        Else the next in order, another maker's before the same one's.
        """
        better = self._better_elsewhere(first) or self._better_but_too_big(first)
        if better is not None:
            return better.file.key, why_not_larger(self.field, better)
        rest = self.order[1:]
        others = [one for one in rest if one.starter.maker != first.starter.maker]
        following = next(iter(others or rest), None)
        if following is None:
            return None, None
        return following.file.key, why_not_next(following, first)

    def _better_elsewhere(self, first: Contender) -> Contender | None:
        wish = self.field.wish
        quick = wish.priority in (Priority.FASTEST, Priority.LONGEST)
        other = ranked(self.found, Priority.BALANCED if quick else Priority.BEST, wish.purpose)
        found = [*other[:1], *sorted(other, key=lambda one: -one.value)]
        one = next((one for one in found if _is_better(one, first)), None)
        return one and self.field.contender(one.starter, one.file.variant, longest=True)

    def _better_but_too_big(self, first: Contender) -> Contender | None:
        better = [one for one in self._too_big() if _is_better(one, first)]
        return min(better, key=lambda one: (one.file.memory, -one.value), default=None)

    def _too_big(self) -> Iterable[Contender]:
        """What this machine does not hold but one a little larger would, in its smallest file."""
        held = {one.starter.known.repo for one in self.order}
        for starter in self.field.made():
            rungs = self.field.rungs(starter)
            size = self.field.sizes(starter)[rungs[0]] if rungs else 0
            if starter.known.repo not in held and 0 < size < A_LITTLE_LARGER * self.field.room:
                file = self.field.least(starter)
                yield Contender(starter=starter, file=file, strict=self.field.strict)

    def _other_file(self, one: Contender) -> RunnerUp:
        """The next larger file of the model, else the next smaller."""
        rungs = self.field.rungs(one.starter)
        place = rungs.index(one.file.variant)
        near = rungs[place + 1 : place + 2] or rungs[max(0, place - 1) : place]
        if not near:
            return None, None
        file = self.field.weighed(one.starter, near[0])
        return file.key, why_not_rung(file, one.file)


def _is_quicker(one: Contender, first: Contender) -> bool:
    if one.speed is None or first.speed is None:
        return one.starter.used <= SMALLER * first.starter.used
    return one.speed >= QUICKER * first.speed


def _is_better(one: Contender, first: Contender) -> bool:
    return one.value > BETTER * first.value


def _lies_as_well(one: Contender, first: Contender) -> bool:
    return one.file.fit is first.file.fit or one.file.fit is Fit.FITS
