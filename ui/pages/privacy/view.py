"""What the Privacy page says: each host, when it is asked, what it is sent. No Qt."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from launcher.privacy import HostRow, Reach

HEADINGS: Final = ("Who", "When", "What is sent")
INTRODUCTION: Final = (
    "Snug talks to those listed here and to nobody else. Everything else stays on this computer."
)
_SETTINGS: Final[Mapping[Reach, tuple[str, str]]] = MappingProxyType(
    {
        Reach.HUB: ("endpoint", "Hub address…"),
        Reach.FEED: ("check_updates", "Update check…"),
    }
)
_BREAK: Final = "\u200b"  # where a long name may go on in the next line


@dataclass(frozen=True, slots=True, kw_only=True)
class HostView:
    """One row. `setting` is what a button under it leads to, '' for none."""

    host: str
    when: str
    sent: str
    turn_off: str
    asked: bool
    setting: str = ""
    button: str = ""

    @property
    def breakable(self) -> str:
        """The host's name, which may be broken after each dot."""
        return self.host.replace(".", f".{_BREAK}")

    @property
    def sentence(self) -> str:
        """All of it, for those who hear it."""
        said = (self.host, f"When: {self.when}", f"What is sent: {self.sent}", self.turn_off)
        return " ".join(one for one in said if one)


def host_views(rows: Sequence[HostRow]) -> tuple[HostView, ...]:
    """The rows in words, in their order."""
    return tuple(_view(row) for row in rows)


def _view(row: HostRow) -> HostView:
    setting, button = _SETTINGS.get(row.reach, ("", ""))
    return HostView(
        host=row.host,
        when=row.when,
        sent=row.sent,
        turn_off=row.turn_off,
        asked=row.asked,
        setting=setting,
        button=button,
    )
