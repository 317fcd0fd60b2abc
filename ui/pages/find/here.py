"""A file of a repository as the memory page is told of it. No Qt."""

from launcher.hardware.facts import Machine
from launcher.memory.choices import Choices
from launcher.models.facts import ModelFacts
from ui.study import CameFrom, Study
from ui.text.models import model_key


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
