"""The places one can go to. No Qt."""

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Place(StrEnum):
    """Where one can be. Their order is the rail's, and the shortcuts'."""

    CHAT = "chat"
    FIND = "find"
    MODELS = "models"
    COMPARE = "compare"
    MACHINE = "machine"
    LEARN = "learn"
    SETTINGS = "settings"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceWords:
    """How a place is called and which icon stands for it."""

    word: str
    icon: str


PLACES: Final = MappingProxyType(
    {
        Place.CHAT: PlaceWords(word="Chat", icon="chat"),
        Place.FIND: PlaceWords(word="Find", icon="search"),
        Place.MODELS: PlaceWords(word="My models", icon="models"),
        Place.COMPARE: PlaceWords(word="Compare", icon="compare"),
        Place.MACHINE: PlaceWords(word="Machine", icon="cpu"),
        Place.LEARN: PlaceWords(word="Learn", icon="learn"),
        Place.SETTINGS: PlaceWords(word="Settings", icon="sliders"),
    }
)
AT_THE_FOOT: Final = (Place.SETTINGS,)


def shortcut(place: Place) -> str:
    """The place's keys, as Qt writes them: 'Ctrl+1' (⌘1 on a Mac)."""
    return f"Ctrl+{tuple(Place).index(place) + 1}"
