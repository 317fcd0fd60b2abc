"""Every setting once: type, default, limits and words.

The settings page and the file follow from it.

The access token is not here: it lives in the system's keyring (`launcher.settings.secrets`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import Any, Final

from launcher.identity import RELEASE_FEED
from launcher.units import MIB


class Theme(StrEnum):
    """Which colours the window wears."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Control(StrEnum):
    """How a setting is shown."""

    CHOICE = "choice"
    NUMBER = "number"
    TEXT = "text"
    FOLDER = "folder"
    SWITCH = "switch"


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What the settings page says of a setting, and how it may be changed."""

    group: str
    label: str
    help: str
    control: Control
    least: int | None = None
    most: int | None = None
    unit: str = ""
    hidden: bool = False  # kept between runs, not shown on the page


def _setting(default: Any, /, **words: Any) -> Any:
    return field(default=default, metadata={"words": Words(**words)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All settings, read by attribute. Empty text means 'as the program decides'."""

    theme: Theme = _setting(  # noqa: RUF009  returns a dataclass field
        Theme.SYSTEM,
        group="Appearance",
        label="Theme",
        help="Light, dark, or as the system has it.",
        control=Control.CHOICE,
    )
    models_folder: str = _setting(
        "",
        group="Models",
        label="Models folder",
        help="Where downloads go. Models already downloaded stay where they are.",
        control=Control.FOLDER,
    )
    guide_hidden: bool = _setting(
        False,  # noqa: FBT003  a default, not a switch of the call
        group="Models",
        label="Hide Snug's little guide",
        help="The very small built-in model is then neither listed nor offered to talk to.",
        control=Control.SWITCH,
    )
    connections: int = _setting(
        4,
        group="Downloads",
        label="Connections per file",
        help="More can be faster where one connection is slowed down by the network.",
        control=Control.NUMBER,
        least=1,
        most=8,
    )
    endpoint: str = _setting(
        "",
        group="Downloads",
        label="Hub address",
        help="A mirror that speaks like huggingface.co. Empty: huggingface.co itself.",
        control=Control.TEXT,
    )
    threads: int = _setting(
        0,
        group="Engine",
        label="Threads",
        help="How many processor cores the engine uses. 0: all physical cores but one.",
        control=Control.NUMBER,
        least=0,
        most=512,
    )
    context: int = _setting(
        8192,
        group="Engine",
        label="Context length to start with",
        help="How much conversation a newly chosen model keeps in mind, if trained for it.",
        control=Control.NUMBER,
        least=256,
        most=1_048_576,
        unit="tokens",
    )
    reserve_mib: int = _setting(
        1024,
        group="Engine",
        label="Memory kept free for other programs",
        help="In main memory and on every GPU. A model that needs this part is called tight.",
        control=Control.NUMBER,
        least=0,
        most=65_536,
        unit="MiB",
    )
    check_updates: bool = _setting(
        False,  # noqa: FBT003  a default, not a switch of the call
        group="Updates",
        label="Look for a new version once a day",
        help="Asks one address. Nothing is downloaded or installed by itself.",
        control=Control.SWITCH,
        hidden=not RELEASE_FEED,
    )
    window: str = _setting(
        "", group="Window", label="Window", help="", control=Control.TEXT, hidden=True
    )
    inspector: bool = _setting(
        True,  # noqa: FBT003  a default, not a switch of the call
        group="Window",
        label="Inspector",
        help="",
        control=Control.SWITCH,
        hidden=True,
    )
    last_model: str = _setting(
        "", group="Window", label="Last model", help="", control=Control.TEXT, hidden=True
    )
    welcomed: bool = _setting(
        False,  # noqa: FBT003  a default, not a switch of the call
        group="Window",
        label="First page seen",
        help="",
        control=Control.SWITCH,
        hidden=True,
    )
    priority: str = _setting(  # what was chosen last on the first page
        "balanced",
        group="Choosing",
        label="What matters most",
        help="",
        control=Control.TEXT,
        hidden=True,
    )
    purpose: str = _setting(
        "chat",
        group="Choosing",
        label="What it is for",
        help="",
        control=Control.TEXT,
        hidden=True,
    )

    @property
    def reserve(self) -> int:
        """Bytes kept free."""
        return self.reserve_mib * MIB


DEFAULTS: Final = Settings()


def words_of(name: str) -> Words:
    """The words of one setting, by its attribute's name."""
    found = next(f for f in fields(Settings) if f.name == name)
    words: Words = found.metadata["words"]
    return words


def settings_from(raw: Mapping[str, object]) -> tuple[Settings, tuple[str, ...]]:
    """Settings from a file's object, and the names that made no sense and fell back."""
    good: dict[str, Any] = {}
    bad: list[str] = []
    for each in fields(Settings):
        if each.name not in raw:
            continue
        try:
            good[each.name] = _checked(each.name, type(each.default), raw[each.name])
        except ValueError:
            bad.append(each.name)
    return Settings(**good), tuple(bad)


def _checked(name: str, kind: type, value: object) -> object:
    if issubclass(kind, StrEnum):
        return kind(str(value))
    if type(value) is not kind:
        raise ValueError(name)
    words = words_of(name)
    if isinstance(value, int) and not isinstance(value, bool):
        if words.least is not None and value < words.least:
            raise ValueError(name)
        if words.most is not None and value > words.most:
            raise ValueError(name)
    return value
