"""Load a model for chatting, with the choices made explicit and the outcome beside the plan."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from launcher.actions.learned import will_answer
from launcher.actions.parts import Parts
from launcher.actions.receipts import after_load, before_load
from launcher.errors import SnugError
from launcher.hardware.facts import Machine
from launcher.memory.choices import Choices
from launcher.memory.estimate import Estimate, estimate
from launcher.memory.parameters import engine_parameters
from launcher.models.facts import ModelFacts
from launcher.models.gguf import read_facts
from launcher.models.shards import first_part
from launcher.protocol.messages import Loaded, Progress


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedModel:
    """What is in memory now: what was asked, what was predicted, what the engine says."""

    path: Path
    facts: ModelFacts
    choices: Choices
    machine: Machine  # as it was before the load: its free memory is what there was to fill
    predicted: Estimate
    loaded: Loaded

    @property
    def granted_context(self) -> int:
        """Tokens of context the engine really gave."""
        return self.loaded.context


def load(
    parts: Parts,
    path: Path,
    choices: Choices,
    machine: Machine,
    on_progress: Callable[[Progress], None],
    *,
    receipt: bool = True,
) -> LoadedModel:
    """Load the model at `path`, replacing the one that is loaded, and write its receipt.

    `predicted` is the engine's own figure where it came before the load was over; automatic
    GPU layers wait for it, a second at most, for an overfilled GPU would refuse the model.

    Raises BadModelFile for a file that is none, ChoiceError for impossible
    choices, EngineError where the engine cannot, LoadCancelled when stopped.
    """
    path = first_part(path)
    facts = read_facts(path)
    predicted = estimate(facts, choices, machine, reserve=parts.settings.settings.reserve)
    before = before_load(parts, facts, choices, machine) if receipt else None
    if before is not None and choices.gpu_layers is None and predicted.gpu_layers:
        predicted = before.predicted(otherwise=predicted)  # it settles how many layers fit
    parameters = engine_parameters(choices, gpu_layers=predicted.gpu_layers, machine=machine)
    try:
        loaded = parts.session.load(path, parameters, on_progress)
    except SnugError:
        parts.weighing.forget()  # the model before is gone too
        parts.answers.forget()
        raise
    if before is not None:
        predicted = before.predicted(otherwise=predicted)
        after_load(parts, before, path, predicted, loaded)
    will_answer(parts, facts, choices, predicted, machine)
    return LoadedModel(
        path=path,
        facts=facts,
        choices=choices,
        machine=machine,
        predicted=predicted,
        loaded=loaded,
    )


def cancel_load(parts: Parts) -> None:
    """Stop the loading that is going on; its caller gets LoadCancelled."""
    parts.session.cancel_load()


def unload(parts: Parts) -> None:
    """Give the model's memory back."""
    parts.session.unload()
    parts.weighing.forget()
    parts.answers.forget()
