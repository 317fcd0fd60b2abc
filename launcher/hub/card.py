"""A model's card: the README of its repository as Markdown, without the data block on top."""

import re
from contextlib import closing
from typing import Final

from launcher.errors import FileNotInRepo
from launcher.hub.client import Hub
from launcher.hub.reading import first_bytes
from launcher.units import MIB

MOST: Final = MIB  # a card longer than this is cut
FRONT_MATTER: Final = re.compile(r"\A\ufeff?---[ \t]*\r?\n.*?^---[ \t]*(?:\r?\n|\Z)", re.S | re.M)


def read_card(hub: Hub, repo: str, commit: str) -> str:
    """The card, empty where there is none. Nothing is stored. Raises HubError."""
    text = bytearray()
    try:
        with closing(first_bytes(hub, repo, commit, "README.md")) as pieces:
            for piece in pieces:
                text += piece
                if len(text) >= MOST:
                    break
    except FileNotInRepo:
        return ""
    return without_front_matter(text[:MOST].decode(errors="replace"))


def without_front_matter(text: str) -> str:
    """Markdown without the YAML block that may stand at its beginning."""
    return FRONT_MATTER.sub("", text, count=1).lstrip("\r\n")
