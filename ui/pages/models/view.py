"""What My models says: rows for models, in words and numbers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from launcher.errors import ChoiceError
from launcher.hardware.facts import Machine
from launcher.library.built_in import BUILT_IN
from launcher.library.store import LocalModel
from launcher.memory.choices import Choices
from launcher.memory.estimate import estimate
from launcher.memory.fit import Fit, judge
from launcher.models.facts import ModelFacts
from launcher.models.quantization import quantization_of
from launcher.sentences import sentence_of
from launcher.units import size_text
from ui.text.models import display_name


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelRow:
    """A model on this disk."""

    path: Path
    title: str
    detail: str
    quantization: str
    size: str
    bytes: int
    fit: Fit | None
    origin: str
    loaded: bool
    can_load: bool
    built_in: bool = False  # hidden, not deleted
    problem: str = ""


def model_rows(
    models: Sequence[LocalModel],
    machine: Machine | None,
    choices_of: Callable[[LocalModel], Choices],
    *,
    reserve: int,
    loaded: Path | None,
) -> tuple[ModelRow, ...]:
    """The library in words: the built-in model, then the newest first, each judged with its own
    choices.
    """
    newest = sorted(models, key=lambda m: m.added, reverse=True)
    ordered = sorted(newest, key=lambda m: m.origin != BUILT_IN)
    return tuple(_row(m, machine, choices_of(m), reserve, loaded) for m in ordered)


def _row(
    model: LocalModel,
    machine: Machine | None,
    choices: Choices,
    reserve: int,
    loaded: Path | None,
) -> ModelRow:
    facts = model.facts
    said = sentence_of(model.problem) if model.problem else None
    quantization = quantization_of(facts) if facts else ""
    origins = {
        "downloaded": model.repo or "downloaded",
        "imported": "imported",
        BUILT_IN: "Built in, tiny",
    }
    return ModelRow(
        path=model.path,
        title=display_name(model.path, facts),
        detail=model.path.name,
        quantization=quantization or "",
        size=size_text(model.size),
        bytes=model.size,
        fit=_fit(facts, machine, choices, reserve) if facts else None,
        origin=origins.get(model.origin, "found in the models folder"),
        loaded=model.path == loaded,
        can_load=facts is not None and model.problem is None,
        built_in=model.origin == BUILT_IN,
        problem=f"{said.what} {said.next}" if said else "",
    )


def _fit(facts: ModelFacts, machine: Machine | None, choices: Choices, reserve: int) -> Fit | None:
    if machine is None:
        return None
    try:
        predicted = estimate(facts, choices, machine, reserve=reserve)
        return judge(predicted, reserve=reserve)
    except ChoiceError:
        return None
