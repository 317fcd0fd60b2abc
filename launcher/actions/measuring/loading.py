"""How a file is loaded to be measured, and whether it fits then."""

from dataclasses import dataclass, replace
from typing import Final

from launcher.actions.measuring.plan_words import plan_words
from launcher.actions.measuring.subjects import Subject
from launcher.actions.measuring.wish import WINDOW
from launcher.actions.parts import Parts
from launcher.errors import DoesNotFit
from launcher.hardware.facts import Machine
from launcher.memory.choices import LEAST_CONTEXT, Choices
from launcher.memory.estimate import Estimate, estimate
from launcher.memory.fit import shortfall
from launcher.memory.parameters import engine_parameters
from launcher.models.facts import ModelFacts
from launcher.protocol.messages import EngineParameters
from launcher.units import MIB

SCORING: Final = 256 * MIB  # logits and what is worked out from them, beside what a chat takes
ANSWERS: Final = 2048  # tokens of context for an answer to a prompt


@dataclass(frozen=True, slots=True, kw_only=True)
class Loading:
    """A file as it is loaded: what the engine is told, and the plan in words."""

    choices: Choices
    parameters: EngineParameters
    estimate: Estimate
    words: str


def loading_of(
    parts: Parts, subject: Subject, machine: Machine, context: int, *, extra: int = 0
) -> Loading:
    """The model's usual choices with so many tokens of context.

    `extra` bytes stay free beside the settings' reserve. Raises DoesNotFit, ChoiceError.
    """
    settings = parts.settings.settings
    reserve = settings.reserve + extra
    choices = Choices(context=max(LEAST_CONTEXT, context), threads=settings.threads)
    found = estimate(subject.facts, choices, machine, reserve=reserve)
    lacking = shortfall(found, reserve=reserve)
    if lacking is not None:
        raise DoesNotFit(subject.label, lacking.device, lacking.needed, lacking.free)
    parameters = engine_parameters(choices, gpu_layers=found.gpu_layers, machine=machine)
    return Loading(
        choices=choices,
        parameters=parameters,
        estimate=found,
        words=plan_words(parameters, found),
    )


def scoring_of(parts: Parts, subject: Subject, machine: Machine) -> Loading:
    """As it is loaded to read a text. Raises DoesNotFit."""
    extra = SCORING + log_size(subject.facts) * (WINDOW // 2)
    loading = loading_of(parts, subject, machine, WINDOW, extra=extra)
    return replace(loading, parameters=replace(loading.parameters, batch=WINDOW))


def answering_of(parts: Parts, subject: Subject, machine: Machine) -> Loading:
    """As it is loaded to answer prompts. Raises DoesNotFit."""
    trained = subject.facts.trained_context or ANSWERS
    return loading_of(parts, subject, machine, min(ANSWERS, trained))


def log_size(facts: ModelFacts) -> int:
    """Bytes of one token's log-probabilities, two for each token of the vocabulary."""
    return 2 * facts.vocabulary + 16
