"""Words as a tooltip: what others wrote is never read as markup, and long lines wrap. No Qt."""

from html import escape
from typing import Final

LONGEST: Final = 600  # characters; nobody reads more in a tooltip


def tip(*lines: str) -> str:
    """The lines one under the other; '' where there is nothing to say."""
    said = [_shortened(line) for line in lines if line]
    if not said:
        return ""
    return f"<qt>{'<br>'.join(escape(line, quote=False) for line in said)}</qt>"


def _shortened(line: str) -> str:
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"
