"""CHANGELOG.md as Debian's tools read a package's history (Debian policy, 4.4)."""

import re
import textwrap
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Final

WIDTH: Final = 78  # characters
_SECTION: Final = re.compile(r"^## (\d\S*)")


def debian_changelog(text: str, *, version: str, maintainer: str, at: int) -> str:
    """The newest section under this version's name, signed at this time (seconds since 1970)."""
    when = format_datetime(datetime.fromtimestamp(at, tz=UTC))
    points = "\n".join(_wrapped(_points(text))) or "  * See the program's own pages."
    head = f"snug ({version}) stable; urgency=medium"
    return f"{head}\n\n{points}\n\n -- {maintainer}  {when}\n"


def _points(text: str) -> list[str]:
    """The points of the first section's list, one line each."""
    points: list[str] = []
    sections = 0
    for line in text.splitlines():
        sections += bool(_SECTION.match(line))
        if sections != 1:
            continue
        if line.startswith("- "):
            points.append(line[2:])
        elif points and line.startswith("  "):
            points[-1] = f"{points[-1]} {line.strip()}"
    return points


def _wrapped(points: list[str]) -> list[str]:
    """Indented and no longer than Debian wants its lines."""
    return [
        textwrap.fill(point, WIDTH, initial_indent="  * ", subsequent_indent="    ")
        for point in points
    ]
