"""How fast memory is read: graphics cards by name, main memory as a range.

Cards are sold with other memory under one name, so the size must be right as well.
"""

import json
import re
from functools import cache
from typing import Any, Final

from launcher.hardware.facts import Device
from launcher.paths import RESOURCES
from launcher.units import GIB

_BESIDE: Final = re.compile(r"\(.*?\)|nvidia|geforce|tesla|amd|radeon|intel|graphics|\W")
SAME: Final = 0.15  # by so much a driver's total may differ from the printed size


def card_bandwidth(device: Device) -> float | None:
    """Bytes a second of this graphics card, as its maker prints them; None for an unknown one."""
    name = _plain(device.description)
    size = _sizes().get(name)
    if size and abs(device.total / size - 1) > SAME:
        return None
    return _cards().get(name)


def ram_bandwidth() -> tuple[float, float]:
    """Bytes a second of usual main memory, the slowest and the fastest; nobody has measured."""
    rates = _rates()["ram_gb_per_second"].values()
    return min(rates) * 1e9, max(rates) * 1e9


@cache
def _cards() -> dict[str, float]:
    return {_plain(name): rate * 1e9 for name, rate in _rates()["cards_gb_per_second"].items()}


@cache
def _sizes() -> dict[str, float]:
    known = _table("cards.json")["memory_gib"]
    return {_plain(name): size * GIB for name, size in known.items()}


@cache
def _rates() -> dict[str, Any]:
    return _table("bandwidth.json")


def _table(name: str) -> dict[str, Any]:
    table: dict[str, Any] = json.loads(RESOURCES.joinpath("hardware", name).read_text("utf-8"))
    return table


def _plain(name: str) -> str:
    return _BESIDE.sub("", name.lower())
