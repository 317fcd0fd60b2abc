"""A release as the feed describes it, and the strict reading of the feed.

{"format": 1, "version": "0.2.0", "date": "2027-01-15", "notes": "…Markdown…",
 "downloads": [{"system": "linux-x86_64", "kind": "deb", "url": "https://…",
                "size": 71234567, "sha256": "…64 hex…"}]}

Keys this version does not know are passed over, and so are downloads of a kind it does
not know; everything else must be as above, or the whole feed is refused.
"""

import json
import re
import unicodedata
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from typing import Final
from urllib.parse import urlsplit

from launcher.releases.version import order_of

FORMAT: Final = 1
LONGEST_NOTES: Final = 40_000  # characters
LONGEST_ADDRESS: Final = 2000  # characters
MOST_DOWNLOADS: Final = 64
LARGEST: Final = 4 << 30  # bytes of a download
_UNSHOWN: Final = ("Cc", "Cs")  # orders to a terminal, and halves of characters
_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_SYSTEM: Final = re.compile(r"[a-z]{3,12}-[a-z0-9_]{3,12}")


class PackageKind(StrEnum):
    """How Snug was, or would be, installed."""

    DEB = "deb"
    APPIMAGE = "appimage"
    PORTABLE = "portable"
    NSIS = "nsis"
    DMG = "dmg"


@dataclass(frozen=True, slots=True, kw_only=True)
class Download:
    """One package. `system` is as 'linux-x86_64', `size` bytes, `sha256` hex."""

    system: str
    kind: PackageKind
    url: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """The newest version; `notes` is Markdown."""

    version: str
    date: date
    notes: str
    downloads: tuple[Download, ...]


def release_from(text: bytes) -> Release:
    """The release in a feed's bytes. Raises ValueError, which says what is wrong with it."""
    try:
        raw = json.loads(text)
    except (ValueError, RecursionError):
        raise ValueError("it is not JSON") from None
    return release_of(raw)


def release_of(raw: object) -> Release:
    """The release in a feed's object. Raises ValueError, which says what is wrong with it."""
    if not isinstance(raw, dict):
        raise ValueError("it is not an object")
    if type(raw.get("format")) is not int or raw["format"] != FORMAT:
        raise ValueError(f"its format is {_shown(raw.get('format'))} and not {FORMAT}")
    rows = raw.get("downloads")
    if not isinstance(rows, list) or len(rows) > MOST_DOWNLOADS:
        raise ValueError(f"its downloads are not a list of at most {MOST_DOWNLOADS}")
    notes = _text(raw, "notes").replace("\r\n", "\n")
    if any(unicodedata.category(each) in _UNSHOWN for each in set(notes) - set("\n\t")):
        raise ValueError("its notes hold characters that cannot be shown")
    if len(notes) > LONGEST_NOTES:
        raise ValueError(f"its notes are longer than {LONGEST_NOTES:,} characters")
    found = [_download(row) for row in rows]
    return Release(
        version=_version(raw),
        date=_day(raw),
        notes=notes,
        downloads=tuple(one for one in found if one is not None),
    )


def object_of(release: Release) -> dict[str, object]:
    """The feed's object that reads as this release."""
    rows = [asdict(one) for one in release.downloads]
    day = release.date.isoformat()
    return {"format": FORMAT, **asdict(release), "date": day, "downloads": rows}


def _version(raw: dict[str, object]) -> str:
    version = _text(raw, "version")
    try:
        order_of(version)
    except ValueError:
        raise ValueError(f"its version is {_shown(version)}") from None
    return version


def _day(raw: dict[str, object]) -> date:
    try:
        return date.fromisoformat(_text(raw, "date"))
    except ValueError:
        raise ValueError(f"its date is {_shown(raw.get('date'))}") from None


def _download(row: object) -> Download | None:
    if not isinstance(row, dict):
        raise ValueError("one of its downloads is not an object")
    kind = _text(row, "kind")
    if kind not in set(PackageKind):
        return None  # of a later version
    size = row.get("size")
    if type(size) is not int or not 0 < size <= LARGEST:
        raise ValueError(f"the size of a download is {_shown(size)}")
    return Download(
        system=_matching(row, "system", _SYSTEM),
        kind=PackageKind(kind),
        url=_address(_text(row, "url")),
        size=size,
        sha256=_matching(row, "sha256", _SHA256),
    )


def _address(text: str) -> str:
    """An https address that can be shown and opened as it is written."""
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        parts = urlsplit("")
    plain = text.isascii() and text.isprintable() and not set(text) & set(' "<>\\^`{|}')
    if parts.scheme != "https" or not parts.hostname or "@" in parts.netloc or not plain:
        raise ValueError(f"the address of a download is {_shown(text)}, which is not safe")
    if len(text) > LONGEST_ADDRESS:
        raise ValueError("the address of a download is too long")
    return text


def _text(raw: dict[str, object], name: str) -> str:
    value = raw.get(name)
    if not isinstance(value, str):
        raise ValueError(f"its {name} is {_shown(value)}")
    return value


def _matching(raw: dict[str, object], name: str, pattern: re.Pattern[str]) -> str:
    value = _text(raw, name)
    if not pattern.fullmatch(value):
        raise ValueError(f"the {name} of a download is {_shown(value)}")
    return value


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 40 else text[:39] + "…"
