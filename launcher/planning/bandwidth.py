"""How fast memory is read: graphics cards and chips by name, main memory as a range.

Names are compared whole, never by a part: an RTX 4060 is no RTX 4060 Ti, and a card for
notebooks has its own row. Cards are sold with other memory under one name, so the size must
be right as well; a row may name it ('RTX 3060 8GB').
"""

import json
import re
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from launcher.hardware.facts import Device
from launcher.paths import RESOURCES
from launcher.units import GIB

_BESIDE: Final = re.compile(r"\(.*?\)|nvidia|geforce|tesla|amd|radeon|intel|graphics|gpu|\W")
_SIZE: Final = re.compile(r"\s\d+ GB$")
SPREAD: Final = 0.15  # half-width of the range, as a share, where results agree
SAME: Final = 0.15  # by so much a driver's total may differ from the printed size


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """What a kind of card reaches: a share of the printed bandwidth, and seconds a step.

    `spread` is the half-width of the range, wider where published results disagree.
    """

    share: float
    step: float
    source: str
    spread: float


def card_bandwidth(device: Device) -> float | None:
    """Bytes a second of this graphics card, as its maker prints them; None for an unknown one."""
    name = _plain(device.description)
    with_size = f"{name}{round(device.total / GIB)}gb"
    if with_size in _cards():
        return _cards()[with_size]
    size = _sizes().get(name)
    if size and abs(device.total / size - 1) > SAME:
        return None
    return _cards().get(name)


def chip_bandwidth(device: Device, memory: int) -> float | None:
    """Bytes a second of a chip that shares `memory` (bytes in all) with its processor.

    None for an unknown one.
    """
    name = _plain(_SIZE.sub("", device.description))
    return _chips().get(f"{name}{round(memory / GIB)}gb", _chips().get(name))


def ram_bandwidth() -> tuple[float, float]:
    """Bytes a second of usual main memory, the slowest and the fastest; nobody has measured."""
    rates = _rates()["ram"]["gb_per_second"].values()
    return min(rates) * 1e9, max(rates) * 1e9


def reached(description: str) -> Reached:
    """What a device with this name reaches of its printed bandwidth."""
    name = _plain(description)
    row = next(row for row in _rates()["reached"]["rows"] if re.match(row["names"], name))
    return Reached(
        share=row["share"],
        step=row["step"] * 1e-6,
        source=row["source"],
        spread=row.get("spread", SPREAD),
    )


@cache
def _cards() -> dict[str, float]:
    return _joined("cards")


@cache
def _chips() -> dict[str, float]:
    return _joined("chips")


def _joined(kind: str) -> dict[str, float]:
    tables = (table["gb_per_second"] for table in _rates()[kind])
    return {_plain(name): rate * 1e9 for table in tables for name, rate in table.items()}


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
