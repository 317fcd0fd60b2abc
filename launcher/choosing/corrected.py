"""A predicted speed, corrected by what answers given on this computer taught.

Where the very file was timed here, loaded as it is planned, that is its speed. An answer was
timed with little said before it; for the middle of a context it is as much slower as predicted.
"""

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from launcher.choosing.measured_here import day_words
from launcher.hardware.facts import Machine
from launcher.hardware.pace import Pace
from launcher.measurement.answers import Correction, Kind, TimedHere
from launcher.measurement.measured_file import Timing
from launcher.memory.choices import Choices
from launcher.memory.estimate import Basis, Estimate
from launcher.models.facts import ModelFacts
from launcher.planning.speed import Speed, answer_speed, prompt_speed

# What answers given here say of a model with these choices; None where they say nothing.
Corrector: TypeAlias = Callable[[ModelFacts, Choices, Estimate, Machine], Correction | None]
WIDEST: Final = 0.5  # either way: repeats that differ by more were disturbed
TOLD: Final = 0.02  # of a speed: less is not worth a word


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
    if learned.timed is not None:
        return _timed(facts, choices, estimate, paces, learned.timed)
    return answer_speed(
        facts,
        choices,
        estimate,
        paces,
        correction=learned.factor,
        corrected=correction_words(learned),
    )


def corrected_prompt_speed(
    facts: ModelFacts,
    choices: Choices,
    estimate: Estimate,
    machine: Machine,
    *,
    paces: Mapping[str, Pace],
    corrections: Corrector | None,
) -> Speed | None:
    """Tokens of a prompt a second: as timed here, else as predicted; None where unknown."""
    predicted = prompt_speed(facts, estimate, paces, choices=choices)
    learned = corrections(facts, choices, estimate, machine) if corrections else None
    timed = learned.timed if learned is not None else None
    if timed is None or timed.prompt is None:
        return predicted
    words = f"{_seen_words(timed, timed.prompt)} in a prompt of {timed.prompt.tokens:,} tokens"
    return _speed(timed.prompt, timed, words=f"{words}{_beside(predicted)}.")


def correction_words(learned: Correction) -> str:
    """'Corrected by 5 answers of this model here.'"""
    count = f"{learned.answers} answer{'' if learned.answers == 1 else 's'}"
    whose = "other models of this type" if learned.kind is Kind.TYPE else "this model"
    return f"Corrected by {count} of {whose} here."


def _timed(
    facts: ModelFacts,
    choices: Choices,
    estimate: Estimate,
    paces: Mapping[str, Pace],
    timed: TimedHere,
) -> Speed:
    """What was timed, brought to the middle of the context as the prediction has it."""
    answer = timed.answer
    there = answer_speed(facts, choices, estimate, paces, fill=answer.tokens // 2)
    middle = answer_speed(facts, choices, estimate, paces)
    share = middle.middle / there.middle if middle and there and there.middle else 1.0
    words = f"{_seen_words(timed, answer)} in an answer of {answer.tokens:,} tokens"
    if abs(share - 1) > TOLD:
        words += "; with half of the context said it is slower by the prediction"
    return _speed(answer, timed, words=f"{words}{_beside(there)}.", share=share)


def _speed(timing: Timing, timed: TimedHere, *, words: str, share: float = 1.0) -> Speed:
    spread = min(max(timing.spread / timing.per_second, timed.spread), WIDEST)
    middle = timing.per_second * share
    return Speed(
        low=middle * (1 - spread),
        high=middle * (1 + spread),
        basis=Basis.MEASURED,
        because=words,
    )


def _seen_words(timed: TimedHere, timing: Timing) -> str:
    """'Measured here on 21 November 2026: 12.3 ± 0.4 tokens a second'."""
    rate, spread = _rate(timing.per_second), _rate(timing.spread)
    return f"Measured here on {day_words(timed.when)}: {rate} ± {spread} tokens a second"


def _beside(predicted: Speed | None) -> str:
    return "" if predicted is None else f"; {_rate(predicted.middle)} were predicted"


def _rate(rate: float) -> str:
    return f"{rate:,.0f}" if rate >= 100 else f"{rate:.1f}"
