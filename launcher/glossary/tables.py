"""The glossary's tables as they lie in resources: words, recipes and sources."""

import json
from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from launcher.glossary.entry import Entry, Source, Step
from launcher.paths import RESOURCES

FOLDER: Final = RESOURCES / "glossary"
SUBJECTS: Final = ("models", "quantization", "files", "memory", "speed", "quality", "talking")


@cache
def table(name: str) -> Mapping[str, Any]:
    """A file of the folder, by its name without the ending."""
    read: Mapping[str, Any] = json.loads(FOLDER.joinpath(f"{name}.json").read_text("utf-8"))
    return read


@cache
def source(key: str) -> Source:
    """A public source by its key. Raises KeyError for one that is not in the table."""
    row = table("sources")[key]
    return Source(name=row["name"], url=row["url"], year=row["year"])


def terms() -> tuple[Entry, ...]:
    """The entries that are words, subject by subject."""
    return tuple(_entry(row) for subject in SUBJECTS for row in table(f"terms-{subject}")["terms"])


def steps() -> tuple[Step, ...]:
    """The first steps, in their order."""
    return tuple(
        Step(title=row["title"], text=row["text"], see_also=tuple(row["see_also"]))
        for row in table("steps")["steps"]
    )


def _entry(row: Mapping[str, Any]) -> Entry:
    return Entry(
        term=row["term"],
        aliases=tuple(row["aliases"]),
        short=row["short"],
        text=row["text"],
        see_also=tuple(row["see_also"]),
        source=source(row["source"]) if "source" in row else None,
        loads=row.get("loads", True),
    )
