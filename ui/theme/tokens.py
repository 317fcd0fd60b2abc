"""The colours, as values read from resources/themes. No Qt here.

Every colour is a '#RRGGBB' word; its role and contrast are settled in the
theme's file and held by a test, so no widget ever mixes one of its own.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from types import MappingProxyType
from typing import Any

from ui.theme import resources


@dataclass(frozen=True, slots=True, kw_only=True)
class Colours:
    """What each surface, edge and word is painted in."""

    bg: str
    rail: str
    panel: str
    raised: str  # fields, cards
    bubble: str  # the person's messages
    line: str  # hairlines, decorative
    line2: str  # edges of controls, ticks
    text: str
    text2: str  # labels
    text3: str  # stats, marks
    accent: str  # also the focus ring
    accent_hover: str
    on_accent: str
    tint: str  # selected
    code_keyword: str
    code_string: str
    code_comment: str


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """One of the four fits: the colour of its icon and word, and of the badge behind them."""

    ink: str
    fill: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of the memory bar: its base, the ink of its pattern, and of a label on the base."""

    base: str
    pattern: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """The trade-off board's own: the line of the frontier, and the ground beyond the budget."""

    frontier: str
    beyond: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """Everything that differs between light and dark."""

    name: str
    dark: bool
    colours: Colours
    states: Mapping[str, State]
    parts: Mapping[str, Part]
    families: tuple[str, ...]  # model sizes on the trade-off board, small to large
    board: Board

    def ink(self, role: str) -> str:
        """The colour of that role, or of that state's word. Raises KeyError for neither."""
        if role in self.states:
            return self.states[role].ink
        if role not in colour_roles():
            raise KeyError(role)
        colour: str = getattr(self.colours, role)
        return colour


STATES = ("fits", "partly", "tight", "too_big")
PARTS = ("other", "weights", "kv", "recurrent", "compute", "reserve", "free", "over")
NAMES = ("light", "dark")


def load(name: str) -> Theme:
    """The theme of that name. Raises KeyError or TypeError where its file lacks or adds a role."""
    raw: dict[str, Any] = json.loads(resources.read("themes", f"{name}.json"))
    return Theme(
        name=raw["name"],
        dark=raw["dark"],
        colours=Colours(**raw["colours"]),
        states=MappingProxyType({key: State(**raw["states"][key]) for key in STATES}),
        parts=MappingProxyType({key: Part(**raw["parts"][key]) for key in PARTS}),
        families=tuple(raw["families"]),
        board=Board(**raw["board"]),
    )


@cache
def colour_roles() -> tuple[str, ...]:
    """The names a style or an icon may ask for."""
    return tuple(each.name for each in fields(Colours))
