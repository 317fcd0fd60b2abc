"""From a header and the choices to one estimate.

Arithmetic answers at once; the engine's dry run replaces it when it comes, and
where the engine has no answer the arithmetic stays and says so.
"""

import hashlib
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Final, TypeVar

from launcher.actions.parts import Parts
from launcher.errors import (
    BadModelFile,
    EngineError,
    LoadFailed,
    NotSaved,
    SnugError,
    StorageError,
)
from launcher.hardware.facts import DeviceKind, Machine
from launcher.memory.anatomy import Same
from launcher.memory.choices import Choices
from launcher.memory.estimate import Estimate, estimate
from launcher.memory.from_engine import estimate_from_engine
from launcher.memory.parameters import engine_parameters
from launcher.models.facts import ModelFacts
from launcher.models.slim import slim_bytes, write_slim
from launcher.sentences import sentence_of

Refusal = TypeVar("Refusal", bound=SnugError)

TURNS: Final = 3
FEWER: Final = (
    "The engine needs more room on the GPU than calculated: {taken} layers lie there, not {meant}."
)


def estimate_now(
    facts: ModelFacts,
    choices: Choices,
    machine: Machine,
    *,
    reserve: int,
    mmproj: ModelFacts | None = None,
) -> Estimate:
    """By arithmetic, in well under a millisecond. Raises ChoiceError for impossible choices."""
    return estimate(facts, choices, machine, reserve=reserve, mmproj=mmproj)


def estimate_exactly(
    parts: Parts,
    facts: ModelFacts,
    choices: Choices,
    machine: Machine,
    mmproj: ModelFacts | None = None,
    *,
    name: str = "",
) -> Estimate:
    """What the engine itself would take, by a dry run in a worker of its own.

    `mmproj` is the part that reads pictures, loaded beside the model. Where the engine
    gives no answer the arithmetic is returned with a note that says why. Automatic GPU
    layers are fewer than the arithmetic's where the engine would overfill a GPU with them,
    and a note says so. What the engine refuses is called `name`, the person's own word for
    the model. Raises ChoiceError for impossible choices, BadModelFile for no model.
    """
    reserve = parts.settings.settings.reserve
    first = estimate(facts, choices, machine, reserve=reserve, mmproj=mmproj)
    if machine.imagined:
        return first
    try:
        oracle = _Oracle(
            parts=parts,
            slim=slim_file(parts, facts),
            beside=slim_file(parts, mmproj) if mmproj else None,
            facts=facts,
            mmproj=mmproj,
            machine=machine,
        )
        found = oracle.plan(choices, first.gpu_layers)
        return found if choices.gpu_layers is not None else oracle.settled(choices, found, reserve)
    except BadModelFile as error:
        raise _called(error, name or _own_name(facts)) from error
    except (EngineError, StorageError) as error:  # the plan's file may find no room
        said = sentence_of(_called(error, name or _own_name(facts))).what
        return replace(
            first,
            notes=(*first.notes, f"The engine gave no answer, so this is arithmetic. {said}"),
        )


def _called(error: Refusal, name: str) -> Refusal:
    """The error about the model the person means: the engine saw only the plan's file."""
    if isinstance(error, BadModelFile | LoadFailed):
        return replace(error, path=name)
    return error


def _own_name(facts: ModelFacts) -> str:
    return facts.name or "The model"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Oracle:
    """The engine's dry run, asked about one model on one machine."""

    parts: Parts
    slim: Path
    beside: Path | None
    facts: ModelFacts
    mmproj: ModelFacts | None
    machine: Machine

    def plan(self, choices: Choices, gpu_layers: int) -> Estimate:
        """Raises EngineError."""
        planned = self.parts.planner.plan(
            self.slim,
            engine_parameters(choices, gpu_layers=gpu_layers, machine=self.machine),
            mmproj=self.beside,
        )
        return estimate_from_engine(
            planned, self.facts, choices, self.machine, gpu_layers, mmproj=self.mmproj
        )

    def settled(self, choices: Choices, found: Estimate, reserve: int) -> Estimate:
        """The same with so many layers less that no GPU is overfilled, in few turns."""
        meant = found.gpu_layers
        for _ in range(TURNS):
            fewer = max(0, found.gpu_layers - layers_too_many(found, reserve))
            if fewer == found.gpu_layers:
                break
            found = self.plan(choices, fewer)
        if found.gpu_layers == meant:
            return found
        note = FEWER.format(meant=meant, taken=found.gpu_layers)
        return replace(found, notes=(*found.notes, note))


def layers_too_many(found: Estimate, reserve: int) -> int:
    """Layers to take off the GPUs so that each keeps `reserve` bytes, at about their mean size."""
    used = [s for s in found.devices if s.sum and s.kind is not DeviceKind.CPU]
    over = max((share.sum + reserve - share.free for share in used), default=0)
    held = sum(share.weights + share.kv + share.recurrent for share in used)
    if over <= 0 or not found.gpu_layers:
        return 0
    return max(1, -(-over * found.gpu_layers // held)) if held else found.gpu_layers


def slim_file(parts: Parts, facts: ModelFacts) -> Path:
    """The slim header as a sparse file the engine can plan with; written once per content.

    Raises NotSaved.
    """
    path = parts.places.cache / "plans" / f"{digest_of(facts)}.gguf"
    if not path.exists():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_slim(facts, path)
        except OSError as error:
            raise NotSaved(str(path), error.strerror or str(error)) from error
    return path


def digest_of(facts: ModelFacts) -> str:
    """What names this model wherever it lies: the hash of its slim header."""
    return _digest(Same(facts))


@lru_cache(maxsize=64)
def _digest(same: Same) -> str:
    """The header's own hash, counted once per model and not on every move of a slider."""
    return hashlib.sha256(slim_bytes(same.facts)).hexdigest()[:32]
