"""From a header and the choices to one estimate.

Arithmetic answers at once; the engine's dry run replaces it when it comes, and
where the engine has no answer the arithmetic stays and says so.
"""

import hashlib
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from launcher.actions.parts import Parts
from launcher.errors import EngineError, NotSaved, StorageError
from launcher.hardware.facts import Machine
from launcher.memory.anatomy import Same
from launcher.memory.choices import Choices
from launcher.memory.estimate import Estimate, estimate
from launcher.memory.from_engine import estimate_from_engine
from launcher.memory.parameters import engine_parameters
from launcher.models.facts import ModelFacts
from launcher.models.slim import slim_bytes, write_slim
from launcher.sentences import sentence_of


def estimate_now(
    facts: ModelFacts, choices: Choices, machine: Machine, *, reserve: int
) -> Estimate:
    """By arithmetic, in well under a millisecond. Raises ChoiceError for impossible choices."""
    return estimate(facts, choices, machine, reserve=reserve)


def estimate_exactly(
    parts: Parts, facts: ModelFacts, choices: Choices, machine: Machine
) -> Estimate:
    """What the engine itself would take, by a dry run in a worker of its own.

    Where the engine gives no answer the arithmetic is returned with a note that
    says why. Raises ChoiceError for impossible choices.
    """
    first = estimate(facts, choices, machine, reserve=parts.settings.settings.reserve)
    if machine.imagined:
        return first
    try:
        planned = parts.planner.plan(
            slim_file(parts, facts),
            engine_parameters(choices, gpu_layers=first.gpu_layers, machine=machine),
        )
    except (EngineError, StorageError) as error:  # the plan's file may find no room
        said = sentence_of(error).what
        return replace(
            first,
            notes=(*first.notes, f"The engine gave no answer, so this is arithmetic. {said}"),
        )
    return estimate_from_engine(planned, facts, choices, machine, first.gpu_layers)


def slim_file(parts: Parts, facts: ModelFacts) -> Path:
    """The slim header as a sparse file the engine can plan with; written once per content.

    Raises NotSaved.
    """
    path = parts.places.cache / "plans" / f"{_digest(Same(facts))}.gguf"
    if not path.exists():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_slim(facts, path)
        except OSError as error:
            raise NotSaved(str(path), error.strerror or str(error)) from error
    return path


@lru_cache(maxsize=64)
def _digest(same: Same) -> str:
    """The header's own hash, counted once per model and not on every move of a slider."""
    return hashlib.sha256(slim_bytes(same.facts)).hexdigest()[:32]
