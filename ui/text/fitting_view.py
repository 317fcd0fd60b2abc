"""What fits, what a longer context would cost, and what to do where it does not fit. No Qt."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

from launcher.actions.fit import Fitting
from launcher.hardware.facts import Machine
from launcher.memory.choices import ALL_LAYERS, Choices
from launcher.memory.estimate import Estimate
from launcher.memory.fit import Fit, shortfall
from launcher.planning.auto_fit import AutoFit, Step
from launcher.planning.concessions import Concede, Concession
from ui.text.memory_titles import RAM, place_words, title_of, with_titles
from ui.text.numbers import whole, with_unit

MOST_PRICES: Final = 4
LARGEST: Final = "Largest that fits"
OF_GPUS_ALONE: Final = "Wholly on GPU up to"
WORTH_A_LINE: Final = 0.1  # of what fits already
_BY_RANK: Final = (Fit.FITS, Fit.PARTLY, Fit.TIGHT, Fit.TOO_BIG)


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceView:
    """One line of the price list; `choices` take it."""

    what: str  # 'KV cache in q8_0'
    figure: str  # '98,816'
    cost: str  # what is lost, short enough for a line
    help: str  # all of it
    choices: Choices


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanView:
    """The plan that was found for the context asked for, and its decisions."""

    choices: Choices
    steps: tuple[Step, ...]

    @property
    def summary(self) -> str:
        """What would be done, before it is."""
        return " ".join(f"{step.what.rstrip('.')}." for step in self.steps)


@dataclass(frozen=True, slots=True, kw_only=True)
class FittingView:
    """`lack` says what is missing, '' where it fits; `hint` leads on to the prices.

    `plan` is there where it is better than what is chosen. `fresh` is False while what is
    said belongs to the choices before: it is seen, and cannot be taken.
    """

    lack: str = ""
    state: str = "too_big"  # whose ink `lack` wears
    hint: str = ""
    prices: tuple[PriceView, ...] = ()
    plan: PlanView | None = None
    fresh: bool = True
    largest: str = LARGEST  # what the longest context that was found is called


def fitting_view(
    estimate: Estimate,
    choices: Choices,
    machine: Machine,
    found: Fitting | None,
    *,
    fit: Fit,
    reserve: int,
    fresh: bool = True,
    planned: bool = True,
    gpus_alone: bool = False,
) -> FittingView:
    """What to say beside this estimate. `reserve` is in bytes.

    `found` was worked out for these choices, for the same but a shorter or longer context
    (`planned` is False then), or for others (`fresh` is False); None: not yet.
    `gpus_alone`: beyond the longest context that was found, some of it would lie in RAM.
    """
    largest = largest_words(gpus_alone=gpus_alone)
    lack = lack_words(estimate, machine, fit, reserve)
    if found is None:
        return FittingView(lack=lack, state=str(fit), largest=largest)
    offered = tuple(islice(_worth_a_line(found, choices, fit), MOST_PRICES))
    plan = None
    if planned and fresh:
        plan = _better(found.plan, choices, estimate, machine, fit)
    return FittingView(
        lack=lack,
        state=str(fit),
        hint=_hint(found, fit, prices=bool(offered), plan=plan, planned=planned),
        prices=tuple(_price(one, choices) for one in offered),
        plan=plan,
        fresh=fresh,
        largest=largest,
    )


def largest_words(*, gpus_alone: bool) -> str:
    """What the longest context that was found is called."""
    return OF_GPUS_ALONE if gpus_alone else LARGEST


def lack_words(estimate: Estimate, machine: Machine, fit: Fit, reserve: int) -> str:
    """What is missing and where, with figures."""
    if fit is Fit.TOO_BIG:
        missing = shortfall(estimate)
        if missing is None:
            return ""
        where = title_of(missing.device, machine)
        place = f"of {RAM}" if where == RAM else f"on {where}"
        return f"Needs {with_unit(missing.needed)} {place}; {with_unit(missing.free)} are free."
    if fit is Fit.TIGHT:
        missing = shortfall(estimate, reserve=reserve)
        if missing is not None:
            place = place_words(missing.device, machine)
            return f"Takes {with_unit(missing.missing)} of the reserve {place}."
    return ""


def _worth_a_line(found: Fitting, choices: Choices, fit: Fit) -> Iterator[Concession]:
    """The mildest step of each lever that is enough.

    Where it does not fit as it is, every type of the cache that would do.
    """
    fits = fit.comfortable
    enough = int(found.largest * (1 + WORTH_A_LINE)) if fits else choices.context
    seen: set[Concede] = set()
    for one in found.concessions:
        told = one.kind in seen and (fits or one.kind is not Concede.KV_TYPE)
        if told or one.largest < enough or (fits and one.largest <= choices.context):
            continue
        seen.add(one.kind)
        yield one


def _price(one: Concession, choices: Choices) -> PriceView:
    words = [one.quality, one.speed]
    return PriceView(
        what=one.what,
        figure=whole(one.largest),
        cost=_cost(one),
        help=" ".join(
            [
                f"{one.what}: up to {whole(one.largest)} tokens,"
                f" {whole(one.gains)} more{one.of_each}.",
                *(each for each in words if each),
            ]
        ),
        choices=replace(one.choices, context=choices.context),
    )


def _cost(one: Concession) -> str:
    """'Quality loss: too small to notice', 'About 20 % slower'."""
    head = one.quality.partition(":")[0].rstrip(".")
    quality = f"Quality loss: {head[:1].lower()}{head[1:]}" if head else ""
    return " · ".join(each for each in (quality, one.speed.rstrip(".")) if each)


def _better(
    plan: AutoFit, choices: Choices, estimate: Estimate, machine: Machine, fit: Fit
) -> PlanView | None:
    """The plan, where it lies better than what is chosen, or as well and otherwise."""
    mine, its = _BY_RANK.index(fit), _BY_RANK.index(plan.fit)
    otherwise = fit is Fit.PARTLY and its == mine and _spelt(plan, estimate, choices)
    if its < mine or otherwise:
        steps = (
            replace(step, what=with_titles(step.what, machine), why=with_titles(step.why, machine))
            for step in plan.steps
        )
        return PlanView(choices=plan.choices, steps=tuple(steps))
    return None


def _spelt(plan: AutoFit, estimate: Estimate, choices: Choices) -> bool:
    """Whether the plan differs from the choices, automatic layers taken at their number."""

    def counted(which: Choices, layers: int) -> Choices:
        automatic = which.gpu_layers in (None, ALL_LAYERS)
        return replace(which, gpu_layers=layers) if automatic else which

    mine = counted(choices, estimate.gpu_layers)
    return counted(plan.choices, plan.estimate.gpu_layers) != replace(
        mine, split=plan.choices.split
    )


def _hint(found: Fitting, fit: Fit, *, prices: bool, plan: PlanView | None, planned: bool) -> str:
    if prices:
        return {Fit.TOO_BIG: "Fits with:", Fit.TIGHT: "Keeps the reserve with:"}.get(
            fit, "A longer context with:"
        )
    if fit.comfortable or not planned:
        return ""
    if plan is not None:
        return "No single change is enough; a plan of several is."
    if found.plan.fit is Fit.TOO_BIG and found.plan.steps:
        last = found.plan.steps[-1]
        return f"{last.what.rstrip('.')}. {last.why}"
    return ""
