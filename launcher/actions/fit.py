"""The longest context that fits, the best plan for the one asked for, and what more would cost.

Arithmetic answers at once; the engine's dry run then makes the length and the plan
exact. Concessions stay arithmetic: they are differences, and there are many.
"""

from dataclasses import dataclass, replace
from typing import Final

from launcher.actions.estimate import estimate_exactly, estimate_now
from launcher.actions.pace import measured_paces
from launcher.actions.parts import Parts
from launcher.hardware.facts import Machine
from launcher.hardware.pace import Pace
from launcher.memory.choices import Choices
from launcher.memory.devices import engine_devices
from launcher.memory.estimate import Basis, Estimate
from launcher.memory.fit import (
    Fit,
    judge,
    largest_context,
    left_over,
    longest,
    longest_asked,
)
from launcher.models.facts import ModelFacts
from launcher.planning.auto_fit import AutoFit, auto_fit
from launcher.planning.concessions import Concession, concessions, price_limit
from launcher.planning.steps import Step
from launcher.units import size_text

TURNS: Final = 3  # plans made again where the engine's figures decide otherwise


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitting:
    """Tokens that fit with the choices as they are, a plan for the asked, and prices for more.

    `basis` is of `largest` and of the plan; `notes` say why it is not the engine's.
    """

    largest: int
    plan: AutoFit
    concessions: tuple[Concession, ...]
    basis: Basis
    notes: tuple[str, ...] = ()


class _NoAnswer(Exception):
    """The engine gave none, so arithmetic stands; `notes` say why."""

    def __init__(self, notes: tuple[str, ...]) -> None:
        super().__init__(notes)
        self.notes = notes


def fit_now(
    facts: ModelFacts,
    choices: Choices,
    machine: Machine,
    *,
    reserve: int,
    mmproj: ModelFacts | None = None,
    measured: tuple[Pace, ...] = (),
) -> Fitting:
    """By arithmetic, in some milliseconds; `mmproj` is the part that reads pictures.

    `measured` are paces seen on this machine, for what a price costs in speed.
    Raises ChoiceError for impossible choices.
    """
    largest = largest_context(facts, choices, machine, reserve=reserve, mmproj=mmproj)
    return Fitting(
        largest=largest,
        plan=auto_fit(facts, choices, machine, reserve=reserve, mmproj=mmproj),
        concessions=concessions(
            facts,
            choices,
            machine,
            reserve=reserve,
            largest=largest,
            mmproj=mmproj,
            measured=measured,
        ),
        basis=Basis.ARITHMETIC,
    )


def fit_exactly(
    parts: Parts,
    facts: ModelFacts,
    choices: Choices,
    machine: Machine,
    mmproj: ModelFacts | None = None,
    *,
    name: str = "",
) -> Fitting:
    """The same, the length and the plan by the engine's dry run.

    The length fits and 256 tokens more do not, or it is the trained length (memory alone
    is the bound where more than that is asked for). Where the
    engine gives no answer, and for imagined hardware, it is arithmetic and its basis
    says so, with a note. `name` is what the person calls the model. Raises ChoiceError for
    impossible choices, BadModelFile for no model.
    """
    reserve = parts.settings.settings.reserve
    measured = measured_paces(parts, machine)
    first = fit_now(facts, choices, machine, reserve=reserve, mmproj=mmproj, measured=measured)
    if machine.imagined:
        return first
    oracle = _Oracle(
        parts=parts, facts=facts, machine=machine, reserve=reserve, mmproj=mmproj, name=name
    )
    try:
        largest = oracle.largest(choices, near=first.largest)
        plan = oracle.plan(choices, first.plan)
    except _NoAnswer as none:
        return replace(first, notes=none.notes)
    limit = price_limit(facts, choices)
    return Fitting(
        largest=largest,
        plan=plan,
        concessions=tuple(
            _beside(one, largest - first.largest, limit) for one in first.concessions
        ),
        basis=Basis.ENGINE,
    )


def _told(error: int) -> Step:
    """Why a plan was made again: the engine's figures differ by so many bytes."""
    more, kept = ("more", "more") if error > 0 else ("less", "less")
    return Step(
        what=f"The engine needs {size_text(abs(error))} {more} than calculated",
        why=f"So the plan keeps so much {kept} free. The figures of its steps are arithmetic.",
    )


def _beside(concession: Concession, more: int, limit: int) -> Concession:
    """The concession's length beside the exact one; what it gains is a difference and stays."""
    return replace(concession, largest=max(0, min(concession.largest + more, limit)))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Oracle:
    """The engine's dry run, asked about one model on one machine."""

    parts: Parts
    facts: ModelFacts
    machine: Machine
    reserve: int
    mmproj: ModelFacts | None
    name: str

    def ask(self, choices: Choices) -> Estimate:
        """Raises _NoAnswer."""
        found = estimate_exactly(
            self.parts, self.facts, choices, self.machine, self.mmproj, name=self.name
        )
        if found.basis.kv is not Basis.ENGINE:
            raise _NoAnswer(found.notes)
        return found

    def largest(self, choices: Choices, *, near: int) -> int:
        """Tokens; `near` is where arithmetic says, and it is what divides automatic layers."""
        found = longest(
            self.ask,
            choices,
            longest_asked(self.facts, choices.context),
            reserve=self.reserve,
            near=near or None,
        )
        return near if near < found and self._divides_beyond(choices, near) else found

    def plan(self, choices: Choices, first: AutoFit) -> AutoFit:
        """The plan by the engine's figures; made again where they decide otherwise."""
        found, answer = first, self.ask(first.choices)
        for _ in range(TURNS):
            fit = judge(answer, reserve=self.reserve)
            if fit.comfortable == found.fit.comfortable:
                break
            error = left_over(found.estimate, reserve=0) - left_over(answer, reserve=0)
            found = auto_fit(
                self.facts,
                choices,
                self.machine,
                reserve=max(0, self.reserve + error),
                mmproj=self.mmproj,
            )
            answer = self.ask(found.choices)
            found = replace(found, steps=(*found.steps, _told(error)))
        return replace(found, estimate=answer, fit=judge(answer, reserve=self.reserve))

    def _divides_beyond(self, choices: Choices, near: int) -> bool:
        """Whether automatic layers are wholly on GPUs at this context and not at a longer one."""
        if choices.gpu_layers is not None or not near or not engine_devices(self.machine):
            return False
        here = estimate_now(
            self.facts,
            replace(choices, context=near),
            self.machine,
            reserve=self.reserve,
            mmproj=self.mmproj,
        )
        return judge(here, reserve=self.reserve) is Fit.FITS
