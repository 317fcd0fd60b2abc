"""Who Snug ever talks to over a network, when, and what it sends.

Written by hand, and held to the sources: a test finds every module that could reach a
network and asks for its row here.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from urllib.parse import urlsplit

from launcher.hub.client import DEFAULT_ENDPOINT
from launcher.identity import NAME, RELEASE_FEED, VERSION

NO_TELEMETRY: Final = (
    f"No telemetry. {NAME} counts nothing, reports nothing and has no account; "
    "chats, models and settings stay on this computer."
)


class Reach(StrEnum):
    """Why a host is on the list."""

    HUB = "hub"  # searching and downloading models
    STORAGE = "storage"  # where the hub sends a download
    FEED = "feed"  # the question whether there is a newer version
    COMPUTERS = "computers"  # further computers a person named, as devices
    LINKS = "links"  # what opens in the browser; the program itself asks nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class HostRow:
    """One host or kind of host. `asked` False: not asked as things are set now.

    `host` is a name as 'huggingface.co', or words where no single name is known. `turn_off`
    says how never to talk to it; '' where `when` says all there is.
    """

    reach: Reach
    host: str
    when: str
    sent: str
    turn_off: str = ""
    asked: bool = True


def hosts(
    *, endpoint: str = DEFAULT_ENDPOINT, feed: str = RELEASE_FEED, check_updates: bool = False
) -> tuple[HostRow, ...]:
    """Every host, the usual one first. `endpoint` is the hub's address as it is set now."""
    rows = [_hub(endpoint), _storage(endpoint)]
    if feed:
        rows.append(_feed(feed, on=check_updates))
    return (*rows, _COMPUTERS, _LINKS)


def _hub(endpoint: str) -> HostRow:
    return HostRow(
        reach=Reach.HUB,
        host=_host(endpoint),
        when=(
            "When you search, look at a model of the hub, compare models or download one. The "
            "first page asks for the sizes of what it suggests, Find for its first list when it "
            "is opened, and again while the hub is silent."
        ),
        sent=(
            "The words searched for or the name of the model, the version of Snug "
            f"({VERSION}), of its Hub library and of Python, and your access token if you gave "
            "one. Like every web server it sees your internet address."
        ),
        turn_off="Settings, Hub address: another host is asked instead. HF_HUB_OFFLINE=1: none.",
    )


def _storage(endpoint: str) -> HostRow:
    usual = _host(endpoint) == _host(DEFAULT_ENDPOINT)
    return HostRow(
        reach=Reach.STORAGE,
        host="hf.co and names under it" if usual else f"Where {_host(endpoint)} sends downloads",
        when="While a model or the beginning of one is read: the hub names the address.",
        sent=(
            "The address the hub gave and which part of the file is wanted. Never your access "
            "token."
        ),
        turn_off="It is asked only where the hub is.",
    )


def _feed(feed: str, *, on: bool) -> HostRow:
    return HostRow(
        reach=Reach.FEED,
        host=_host(feed),
        when=(
            "At most once a day while the check is switched on, and when you press Check now."
            if on
            else "Only when you press Check now; the daily check is off."
        ),
        sent=f'The request alone, with the name "{NAME}". No version, no number of yours.',
        turn_off="Settings, Updates: it is off unless you switch it on.",
        asked=on,
    )


_COMPUTERS: Final = HostRow(
    reach=Reach.COMPUTERS,
    host="Computers you name as further devices",
    when="Only when you name one. Neither the window nor the terminal offers it yet.",
    sent=(
        "The model's weights and the text in work, unencrypted. Name only computers on a "
        "network you trust."
    ),
    asked=False,
)
_LINKS: Final = HostRow(
    reach=Reach.LINKS,
    host="Addresses in answers and model pages",
    when="Only when you press a link and agree: your browser opens it.",
    sent=f"Nothing by {NAME}. What the browser sends is the browser's.",
    asked=False,
)


def _host(address: str) -> str:
    """The host of an address with its port if one is named, or the text where it is no address."""
    try:
        return urlsplit(address).netloc.rpartition("@")[2] or address
    except ValueError:
        return address
