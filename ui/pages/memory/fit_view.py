"""A plan that was found, and what a longer conversation would cost, in words. No Qt."""

from collections.abc import Sequence
from dataclasses import dataclass

from launcher.actions.fit import Fitting
from launcher.memory.choices import Choices
from launcher.memory.estimate import Basis
from launcher.planning.concessions import Concession
from ui.text.numbers import whole
from ui.text.words import FITS


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRow:
    """One decision of the plan and its reason."""

    what: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceRow:
    """One concession: what is given up, what that gains, what it costs; `choices` take it."""

    what: str
    gain: str
    cost: str
    choices: Choices


@dataclass(frozen=True, slots=True, kw_only=True)
class FitView:
    """What was worked out for these choices. `largest` is in tokens, None where nothing fits."""

    largest: int | None
    outcome: str
    steps: tuple[StepRow, ...]
    choices: Choices  # the plan's
    prices: tuple[PriceRow, ...]
    basis: Basis  # of `largest` and the plan
    none: str  # what is said in place of prices where there are none


def fit_view(found: Fitting, *, trained: int) -> FitView:
    """In words. `trained` is the model's own length in tokens, 0 where it does not say."""
    plan = found.plan
    return FitView(
        largest=found.largest or None,
        outcome=FITS[str(plan.fit)].meaning,
        steps=tuple(StepRow(what=step.what, why=step.why) for step in plan.steps),
        choices=plan.choices,
        prices=_prices(found.concessions),
        basis=found.basis,
        none="The whole trained length fits as it is."
        if trained and found.largest >= trained
        else "There is nothing to give up that would make room.",
    )


def _prices(concessions: Sequence[Concession]) -> tuple[PriceRow, ...]:
    return tuple(
        PriceRow(
            what=one.what,
            gain=f"Up to {whole(one.largest)} tokens, {whole(one.gains)} more{one.of_each}.",
            cost=" ".join(words for words in (one.quality, one.speed) if words)
            or "Answers stay as they are.",
            choices=one.choices,
        )
        for one in concessions
    )
