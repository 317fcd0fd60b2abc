"""When the feed was last asked and what it said, and which version a person skips.

The file is a convenience: a damaged or foreign one counts as none.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from launcher.kept import read_object, write_object
from launcher.releases.release import Release, object_of, release_of

FORMAT: Final = 1
PAUSE: Final = timedelta(hours=24)


@dataclass(frozen=True, slots=True, kw_only=True)
class LastAnswer:
    """What is kept. `asked` is None where the feed was never asked.

    `release` is the last good answer, which outlives a failed question; `problem` says in a
    sentence why the last question failed, '' where it did not.
    """

    asked: datetime | None = None
    release: Release | None = None
    problem: str = ""
    skipped: str = ""

    def is_due(self, now: datetime) -> bool:
        """Whether a day has passed. A time in the future means that the clock was set back."""
        return self.asked is None or not timedelta(0) <= now - self.asked < PAUSE


def read_last(file: Path) -> LastAnswer:
    """What the file keeps; nothing where it cannot be used."""
    try:
        raw = read_object(file) or {}
        if raw.get("format") != FORMAT:
            return LastAnswer()
        return LastAnswer(
            asked=_time(raw.get("asked")),
            release=None if raw.get("release") is None else release_of(raw["release"]),
            problem=_word(raw.get("problem")),
            skipped=_word(raw.get("skipped")),
        )
    except (OSError, ValueError):
        return LastAnswer()


def write_last(file: Path, last: LastAnswer) -> None:
    """Keep it. Raises NotSaved."""
    write_object(
        file,
        {
            "format": FORMAT,
            "asked": None if last.asked is None else last.asked.isoformat(),
            "release": None if last.release is None else object_of(last.release),
            "problem": last.problem,
            "skipped": last.skipped,
        },
    )


def _time(value: object) -> datetime | None:
    if value is None:
        return None
    found = datetime.fromisoformat(_word(value))
    if found.tzinfo is None:
        raise ValueError("a time without its offset")
    return found


def _word(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(value)
    return value
