"""A model whose memory is looked at in detail: handed from where one is to the memory page."""

from dataclasses import dataclass
from enum import StrEnum

from launcher.hardware.facts import Machine
from launcher.memory.choices import Choices
from launcher.models.facts import ModelFacts


class CameFrom(StrEnum):
    """What "Back" leads to."""

    MODEL = "model"  # a model's page, before the download
    CHAT = "chat"  # the inspector, beside a loaded model
    LIBRARY = "library"  # a row of My models


@dataclass(frozen=True, slots=True, kw_only=True)
class Study:
    """The model, how it would be loaded, and what there is to hold it.

    `machine` is one without this model in it; it may be imagined. `key` is what the
    model's choices are kept under; '' where what is turned shall be kept nowhere.
    """

    name: str
    facts: ModelFacts
    choices: Choices
    machine: Machine
    source: CameFrom
    key: str = ""
