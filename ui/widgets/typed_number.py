"""What a person means who types a number: its unit or none, thousands apart, 32k. No Qt."""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from types import MappingProxyType
from typing import Final

_COUNTED: Final = MappingProxyType({"": 1, "k": 1 << 10, "m": 1 << 20})
_FACTORS: Final = MappingProxyType(
    {
        "MiB": MappingProxyType({"": 1, "mib": 1, "gib": 1 << 10}),
        "%": MappingProxyType({"": 1, "%": 1, "percent": 1}),
        "tokens": MappingProxyType({**_COUNTED, "token": 1, "tokens": 1}),
    }
)
_GROUPED: Final = r"[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?"
_PLAIN: Final = r"\d+(?:[.,]\d*)?|[.,]\d+"
_WHOLE: Final = re.compile(rf"([-+\u2212]?)({_GROUPED}|{_PLAIN})(\D*)", re.ASCII)
_FRACTION: Final = re.compile(rf"([-+\u2212]?)({_PLAIN})(\D*)", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a field takes. `unit` is '' or one that may be typed with the number."""

    least: Decimal
    most: Decimal
    unit: str = ""
    decimals: int = 0


@dataclass(frozen=True, slots=True)
class Typed:
    """The number to take, None to keep the one there was; `said`: why it is not as typed."""

    number: Decimal | None
    said: str = ""


def number_in(text: str, limits: Limits) -> Decimal | None:
    """The number, exactly as typed; None where it is none. A comma is read as what it can be."""
    found = (_FRACTION if limits.decimals else _WHOLE).fullmatch(_bare(text, limits.unit))
    if found is None:
        return None
    sign, digits, unit = found.groups()
    factor = _FACTORS.get(limits.unit, _COUNTED).get(unit)
    if factor is None or (limits.decimals and unit):
        return None
    grouped = not limits.decimals and re.fullmatch(_GROUPED, digits, re.ASCII)
    number = Decimal(digits.replace(",", "" if grouped else ".")) * factor
    return number if sign in ("", "+") else -number


def is_fine(text: str, limits: Limits) -> bool:
    """Whether it can be taken as it is."""
    number = number_in(text, limits)
    return (
        number is not None
        and limits.least <= number <= limits.most
        and number == _rounded(number, limits)
    )


def understood(text: str, limits: Limits, now: Decimal) -> Typed:
    """What to take for a text that is finished; `now` is what the field stands at."""
    if not _bare(text, limits.unit):
        return Typed(None)
    number = number_in(text, limits)
    if number is None:
        return Typed(None, f"{text.strip()} is no number for this. {_said(now, limits)} stays.")
    unit = f" {limits.unit}" if limits.unit else ""
    possible = f"{_said(limits.least, limits)} to {_said(limits.most, limits)}{unit}"
    if number.is_signed() and number < limits.least:
        words = f"{_as_typed(number, text)} cannot be: it is {possible}."
        return Typed(None, f"{words} {_said(now, limits)} stays.")
    taken = min(limits.most, max(limits.least, _rounded(number, limits)))
    if not limits.least <= number <= limits.most:
        words = f"{_as_typed(number, text)} cannot be: it is {possible}."
        return Typed(taken, f"{words} {_said(taken, limits)} is taken.")
    if taken != number:
        return Typed(taken, f"{_as_typed(number, text)} is rounded to {_said(taken, limits)}.")
    return Typed(taken)


def _bare(text: str, unit: str) -> str:
    """Without blanks, and with the unit no more than once, as the field may write it too."""
    bare = "".join(text.split()).lower()
    twice = unit.lower() * 2
    while unit and bare.endswith(twice):
        bare = bare[: -len(unit)]
    return bare if not unit or bare != unit.lower() else ""


def _rounded(number: Decimal, limits: Limits) -> Decimal:
    return number.quantize(Decimal(1).scaleb(-limits.decimals), ROUND_HALF_UP)


def _said(number: Decimal, limits: Limits) -> str:
    return f"{number:,.{limits.decimals}f}"


def _as_typed(number: Decimal, text: str) -> str:
    """A whole number with its thousands apart, anything else as it stands there."""
    whole = number == number.to_integral_value()
    return f"{int(number):,}" if whole and text.strip().lstrip("-").isdigit() else text.strip()
