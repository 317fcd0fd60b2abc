"""How long each step of a measurement will take, by measured or printed paces."""

from dataclasses import dataclass
from typing import Final

from launcher.actions.corrections import Corrections
from launcher.actions.measuring.loading import Loading
from launcher.actions.measuring.subjects import Subject
from launcher.actions.measuring.wish import MOST_ANSWER, WINDOW, Thoroughness
from launcher.actions.pace import measured_paces
from launcher.actions.parts import Parts
from launcher.choosing.corrected import corrected_speed
from launcher.hardware.facts import Machine
from launcher.memory.choices import Choices
from launcher.models.facts import ModelFacts
from launcher.planning.paces import paces_of
from launcher.planning.speed import prompt_speed

LOADING: Final = 1e9  # bytes a second from a usual disk
STARTING: Final = 0.6  # seconds until a worker has begun
READS: Final = 5.0  # tokens of a prompt read in the time of one answered, where nobody knows
# Weights quantized a second and thread, by how a type's name begins: those with a search for
# codes take far longer. Measured on one core of a server's processor (2026), in round figures.
MAKING: Final = (
    (("IQ1", "IQ2"), 1.5e6),
    (("IQ3",), 2.5e6),
    (("IQ4",), 4e6),
    (("Q2_K", "Q3_K", "Q4_K", "Q5_K", "Q6_K"), 10e6),
)
MAKING_ELSE: Final = 50e6


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """Tokens a second that are expected of a prompt and an answer, and seconds a load takes."""

    prompt: float
    answer: float
    load: float


def expected_of(
    parts: Parts, subject: Subject, loading: Loading, machine: Machine
) -> Expected | None:
    """How fast it will be here, by measured or printed paces; None where nothing is known."""
    paces = paces_of(machine, measured_paces(parts, machine))
    choices = Choices(context=loading.parameters.context)
    answer = corrected_speed(
        subject.facts,
        choices,
        loading.estimate,
        machine,
        paces=paces,
        corrections=Corrections(parts).of,
    )
    if answer is None or answer.middle <= 0:
        return None
    prompt = prompt_speed(subject.facts, loading.estimate, paces, choices=choices)
    return Expected(
        prompt=prompt.middle if prompt else answer.middle * READS,
        answer=answer.middle,
        load=STARTING + subject.facts.file_size / LOADING,
    )


def seconds_to_time(expected: Expected, how: Thoroughness) -> float:
    """One repeat of each more than are counted."""
    one = how.prompt / expected.prompt + how.answer / expected.answer
    return expected.load + (how.repeats + 1) * one


def seconds_to_score(expected: Expected, windows: int) -> float:
    """So many windows of the text."""
    return expected.load + windows * WINDOW / expected.prompt


def seconds_to_answer(expected: Expected, prompts: int) -> float:
    """All prompts, with answers as long as they may be."""
    return expected.load + prompts * MOST_ANSWER / expected.answer


def seconds_to_make(facts: ModelFacts, quantization: str, threads: int) -> float:
    """One file in another quantization."""
    found = (rate for names, rate in MAKING if quantization.startswith(names))
    rate = next(found, MAKING_ELSE)
    return facts.file_size / LOADING + facts.parameters / (rate * max(1, threads))
