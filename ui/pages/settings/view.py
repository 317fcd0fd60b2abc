"""The settings page's rows, from the schema: groups, labels, values, limits."""

from dataclasses import dataclass, fields
from enum import StrEnum
from itertools import groupby
from typing import Final
from urllib.parse import urlsplit

from launcher.settings.schema import Control, Settings, words_of

ADDRESS_HELP: Final = "It begins with https://, as https://huggingface.co does. The old one stays."

_STEPS: Final = {"MiB": 256, "tokens": 256}  # by the arrow keys


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingRow:
    """One setting as it is shown. `options` are (value, words) of a choice."""

    name: str
    label: str
    help: str
    control: Control
    value: object
    least: int | None
    most: int | None
    unit: str
    step: int = 1
    options: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingGroup:
    """Rows under one heading."""

    title: str
    rows: tuple[SettingRow, ...]


def setting_groups(settings: Settings) -> tuple[SettingGroup, ...]:
    """Every setting a person may change, in the schema's order."""
    rows = [_row(f.name, settings) for f in fields(Settings) if not words_of(f.name).hidden]
    return tuple(
        SettingGroup(title=title, rows=tuple(row for _, row in pairs))
        for title, pairs in groupby(rows, key=lambda pair: pair[0])
    )


def is_web_address(text: str) -> bool:
    """Whether a hub can be asked there."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and " " not in text


def _row(name: str, settings: Settings) -> tuple[str, SettingRow]:
    words = words_of(name)
    value = getattr(settings, name)
    options = (
        tuple((str(one), str(one).capitalize()) for one in type(value))
        if isinstance(value, StrEnum)
        else ()
    )
    return words.group, SettingRow(
        name=name,
        label=words.label,
        help=words.help,
        control=words.control,
        value=value,
        least=words.least,
        most=words.most,
        unit=words.unit,
        step=_STEPS.get(words.unit, 1),
        options=options,
    )
