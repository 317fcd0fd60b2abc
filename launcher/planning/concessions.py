"""What a longer context would cost: every concession with what it gains.

Each is tried by arithmetic; only those that gain something are told, and what
costs the person least comes first.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from launcher.errors import ChoiceError
from launcher.hardware.facts import Machine
from launcher.hardware.pace import Pace
from launcher.memory.cells import padded
from launcher.memory.choices import LEAST_CONTEXT, Choices
from launcher.memory.estimate import estimate
from launcher.memory.fit import STEP, Fit, judge, largest_context, longest_asked
from launcher.models.facts import ModelFacts
from launcher.planning.offers import Concede, Offer, offers
from launcher.planning.speed_left import Held, speed_left

__all__ = ["Concede", "Concession", "concessions"]

ENOUGH: Final = 1024  # tokens, or this share of what fits already: less is no gain
ENOUGH_SHARE: Final = 0.05
STEPS: Final = (0.97, 0.8, 0.6, 0.4)  # of the speed; below each, a loss weighs one class more
UNKNOWN: Final = 3  # the class of a loss nobody can say


@dataclass(frozen=True, slots=True, kw_only=True)
class Concession:
    """One price for a longer context. Tokens; `choices` has the context asked for, unchanged.

    `quality` and `speed` are short sentences in plain words, empty where nothing is lost;
    `speed_share` is what is left of the answer's speed (0…1), None where nobody can say.
    """

    kind: Concede
    what: str  # 'KV cache in q8_0', '4 layers in RAM'
    choices: Choices
    largest: int  # tokens that then fit
    gains: int  # tokens more than without it, in each conversation
    quality: str = ""
    speed: str = ""
    speed_share: float | None = None

    @property
    def of_each(self) -> str:
        """' in each conversation' where several have a part of the context, else ''."""
        several = self.choices.parallel > 1 and not self.choices.unified
        return " in each conversation" if several else ""


def concessions(
    model: ModelFacts,
    choices: Choices,
    machine: Machine,
    *,
    reserve: int,
    largest: int,
    mmproj: ModelFacts | None = None,
    measured: tuple[Pace, ...] = (),
) -> tuple[Concession, ...]:
    """Every price that gains 1,024 tokens or a twentieth, the cheapest first.

    `largest` is what fits without any (tokens, by arithmetic). A context is looked for
    up to the trained length, or up to what the engine grants where more is asked for.
    `measured` are paces seen on this machine: what they say of speed outranks what is printed.
    Raises ChoiceError for choices that are impossible as they stand.
    """
    tried = _Tried(
        model=model,
        now=choices,
        machine=machine,
        reserve=reserve,
        limit=price_limit(model, choices),
        mmproj=mmproj,
        measured=measured,
    )
    found = [
        (cost, concession)
        for ladder in offers(model, choices, gpu_layers=tried.movable)
        for cost, concession in tried.worth(ladder, largest)
    ]
    found.sort(key=lambda one: (one[0], -(one[1].speed_share or 1.0)))
    return tuple(concession for _, concession in found)


def price_limit(model: ModelFacts, choices: Choices) -> int:
    """Tokens that are enough: as many as it was trained for, and as are asked for."""
    return max(longest_asked(model), padded(choices.context))


@dataclass(frozen=True, kw_only=True)
class _Tried:
    """Offers tried on one question; it remembers what all of them are compared with."""

    model: ModelFacts
    now: Choices
    machine: Machine
    reserve: int
    limit: int  # tokens up to which a context is looked for
    mmproj: ModelFacts | None
    measured: tuple[Pace, ...]

    @cached_property
    def movable(self) -> int:
        """Layers on GPUs that could be moved: none where automatic layers move by themselves."""
        least = self._held(replace(self.now, context=LEAST_CONTEXT)).estimate
        if self.now.gpu_layers is None and judge(least, reserve=self.reserve) is not Fit.FITS:
            return 0
        return least.gpu_layers

    def largest(self, choices: Choices) -> int:
        """Tokens that fit with these."""
        return largest_context(
            self.model,
            choices,
            self.machine,
            reserve=self.reserve,
            limit=self.limit,
            mmproj=self.mmproj,
        )

    def worth(self, ladder: Iterable[Offer], largest: int) -> Iterable[tuple[int, Concession]]:
        """Steps of one lever that gain more than the milder one before, with their cost."""
        best = before = self._in_each(self.now, largest)
        for offer in ladder:
            try:
                tokens = self.largest(offer.choices)
            except ChoiceError:  # this model's heads or choices do not allow it
                continue
            mine = self._in_each(offer.choices, tokens)
            if mine - best < max(STEP, min(ENOUGH, int(before * ENOUGH_SHARE))):
                continue
            best = mine
            yield self._priced(offer, largest=tokens, gains=mine - before)
            if mine > self.limit - STEP:
                return

    def _in_each(self, choices: Choices, tokens: int) -> int:
        """Tokens each conversation has."""
        return tokens if choices.unified else tokens // choices.parallel

    def _priced(self, offer: Offer, *, largest: int, gains: int) -> tuple[int, Concession]:
        concession = Concession(
            kind=offer.kind,
            what=offer.what,
            choices=offer.choices,
            largest=largest,
            gains=gains,
            quality=offer.quality,
            speed=offer.speed,
            speed_share=offer.speed_share,
        )
        if not offer.moves:
            return offer.cost, concession
        before = self._held(replace(self.now, gpu_layers=self.movable))
        left = speed_left(
            self.model,
            before,
            self._held(offer.choices),
            self.machine,
            measured=self.measured,
        )
        if left is None:
            return UNKNOWN, replace(concession, speed="Slower.", speed_share=None)
        cost = 1 + sum(left.middle < step for step in STEPS)
        return cost, replace(concession, speed=left.words, speed_share=left.middle)

    def _held(self, choices: Choices) -> Held:
        found = estimate(
            self.model, choices, self.machine, reserve=self.reserve, mmproj=self.mmproj
        )
        return Held(choices=choices, estimate=found)
