"""A file of a repository as this computer knows it: on its disk, and in its memory. No Qt."""

from collections.abc import Sequence
from pathlib import Path

from launcher.hardware.facts import Machine
from launcher.library.store import LocalModel
from launcher.memory.choices import Choices
from launcher.models.facts import ModelFacts
from launcher.models.variants import Variant
from ui.study import CameFrom, Study
from ui.text.models import model_key


def local_copy(models: Sequence[LocalModel], repo: str, variant: Variant) -> LocalModel | None:
    """The model that was downloaded from there, or None."""
    wanted = Path(*repo.split("/")) / variant.files[0]
    for model in models:
        if model.repo == repo and model.path.parts[-len(wanted.parts) :] == wanted.parts:
            return model
    return None


def study_of(repo: str, facts: ModelFacts, choices: Choices, machine: Machine) -> Study:
    """What the memory page shall explain; the model is called as in its header, or its folder."""
    return Study(
        name=facts.name or repo.rpartition("/")[2],
        facts=facts,
        choices=choices,
        machine=machine,
        source=CameFrom.MODEL,
        key=model_key(repo, facts),
    )
