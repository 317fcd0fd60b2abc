"""Receipts as they stand in their file, and back.

A choice that the file does not name was not there yet when the receipt was written,
so it had its default; one that we do not know is passed over.
"""

from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import UTC, datetime
from typing import Any, Final

from launcher.measurement.receipt import Line, Receipt
from launcher.memory.choices import Choices, FlashAttention, LoadMode
from launcher.memory.estimate import Basis

MOST: Final = 1 << 62  # bytes; more than this is no size


def told(receipt: Receipt) -> dict[str, object]:
    """What stands for a receipt in the file."""
    return asdict(receipt) | {"when": receipt.when.isoformat()}


def heard(raw: Mapping[str, Any]) -> Receipt:
    """The receipt of such an object.

    Raises ValueError, TypeError, KeyError, AttributeError or OverflowError for any other.
    """
    when = datetime.fromisoformat(_text(raw["when"]))
    if when.tzinfo is None:
        raise ValueError(raw["when"])
    return Receipt(
        when=when.astimezone(UTC),
        name=_text(raw["name"]),
        path=_text(raw["path"]),
        model=_text(raw["model"]),
        choices=_choices(raw["choices"]),
        gpu_layers=_whole(raw["gpu_layers"]),
        lines=tuple(_line(one) for one in raw["lines"]),
        basis=Basis(raw["basis"]),
        prompt=_whole(raw["prompt"]),
        engine=_text(raw["engine"]),
        machine=_text(raw["machine"]),
    )


def _line(raw: Mapping[str, Any]) -> Line:
    measured = raw["measured"]
    return Line(
        device=_text(raw["device"]),
        part=_text(raw["part"]),
        predicted=_size(raw["predicted"]),
        measured=None if measured is None else _size(measured),
    )


def _choices(raw: Mapping[str, Any]) -> Choices:
    known = {field.name: field.default for field in fields(Choices)}
    return Choices(**{name: _choice(known[name], raw[name]) for name in known.keys() & raw.keys()})


def _choice(default: object, value: Any) -> Any:
    """The value, if it can be that choice's: of the kind its default has."""
    if isinstance(default, FlashAttention | LoadMode):
        return type(default)(value)
    if isinstance(default, tuple):
        return tuple(float(share) for share in value)
    if default is None:
        return None if value is None else _whole(value)
    if type(value) is not type(default):
        raise TypeError(value)
    return value


def _size(value: object) -> int:
    size = _whole(value)
    if not 0 <= size <= MOST:
        raise ValueError(value)
    return size


def _whole(value: object) -> int:
    if type(value) is not int:
        raise TypeError(value)
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value
