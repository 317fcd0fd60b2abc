"""A predicted speed, corrected by what answers given on this computer taught."""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from launcher.hardware.facts import Machine
from launcher.hardware.pace import Pace
from launcher.measurement.answers import Correction, Kind
from launcher.memory.choices import Choices
from launcher.memory.estimate import Estimate
from launcher.models.facts import ModelFacts
from launcher.planning.speed import Speed, answer_speed

# What answers given here say of a model with these choices; None where they say nothing.
Corrector: TypeAlias = Callable[[ModelFacts, Choices, Estimate, Machine], Correction | None]


def corrected_speed(
    facts: ModelFacts,
    choices: Choices,
    estimate: Estimate,
    machine: Machine,
    *,
    paces: Mapping[str, Pace],
    corrections: Corrector | None,
) -> Speed | None:
    """Tokens of an answer a second in the middle of the context; None where nothing is known."""
    learned = corrections(facts, choices, estimate, machine) if corrections else None
    if learned is None:
        return answer_speed(facts, choices, estimate, paces)
    return answer_speed(
        facts,
        choices,
        estimate,
        paces,
        correction=learned.factor,
        corrected=correction_words(learned),
    )


def correction_words(learned: Correction) -> str:
    """'Corrected by 5 answers of this model here.'"""
    count = f"{learned.answers} answer{'' if learned.answers == 1 else 's'}"
    whose = "this model" if learned.kind is Kind.MODEL else "other models of this type"
    return f"Corrected by {count} of {whose} here."
