"""A file of a repository as the memory page is told of it. No Qt."""

from launcher.hardware.facts import Machine
from launcher.memory.choices import Choices
from launcher.models.facts import ModelFacts
from ui.desk import OnDesk
from ui.study import CameFrom, Study
from ui.text.models import model_key


def choices_of(repo: str, facts: ModelFacts, now: OnDesk) -> Choices:
    """How a model of this repository is to be loaded, on the computer that plans are made for."""
    return now.choices_for(model_key(repo, facts), facts, there=now.imagined is not None)


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
