"""Where things live on this computer.

`SNUG_HOME` puts data, cache and settings into one folder, for tests and for a
portable installation; otherwise each system's own customs hold (platformdirs).
"""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from platformdirs import PlatformDirs

from launcher.identity import NAME

# Beside the packages: in the sources, in an installation and in a frozen program alike.
RESOURCES: Final = Path(__file__).resolve().parents[1] / "resources"


def bundle() -> Path | None:
    """The folder of a frozen program's parts (libraries, resources, engine); None from source."""
    folder = getattr(sys, "_MEIPASS", None) if getattr(sys, "frozen", False) else None
    return Path(folder) if folder else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """The folders Snug writes to; nothing is written anywhere else."""

    settings: Path
    data: Path
    cache: Path

    @property
    def settings_file(self) -> Path:
        """Settings, as JSON a person can read."""
        return self.settings / "settings.json"

    @property
    def conversations_file(self) -> Path:
        """The conversations, one SQLite database."""
        return self.data / "conversations.sqlite3"

    @property
    def models(self) -> Path:
        """Where models go unless the settings name another folder."""
        return self.data / "models"

    @property
    def downloads_file(self) -> Path:
        """The download queue, so that it survives a restart."""
        return self.data / "downloads.json"

    @property
    def library_file(self) -> Path:
        """What is known of the models on this disk (hash, origin, imported paths)."""
        return self.data / "library.json"

    @property
    def receipts_file(self) -> Path:
        """What models were predicted to take on this computer, and took."""
        return self.data / "receipts.json"

    @property
    def paces_file(self) -> Path:
        """How fast this computer's devices were measured to be."""
        return self.data / "paces.json"

    @property
    def answers_file(self) -> Path:
        """How fast answers came beside what was predicted."""
        return self.data / "answers.json"

    @property
    def measured_file(self) -> Path:
        """What was measured of model files on this computer."""
        return self.data / "measured.json"

    @property
    def made(self) -> Path:
        """Files made in other quantizations, until they are kept or removed."""
        return self.cache / "made"

    @property
    def measuring(self) -> Path:
        """What a measurement goes on with: texts, scored windows, log-probabilities."""
        return self.cache / "measuring"

    @property
    def yardsticks(self) -> Path:
        """Models made to measure with, deleted afterwards."""
        return self.cache / "yardsticks"

    @property
    def engines(self) -> Path:
        """Engine packs a person added, one folder each."""
        return self.data / "engines"

    @property
    def engines_file(self) -> Path:
        """Which engine is active, and how the last trial of each went."""
        return self.data / "engines.json"

    @property
    def updates_file(self) -> Path:
        """When the release feed was last asked, and what it said."""
        return self.cache / "updates.json"

    @property
    def headers(self) -> Path:
        """Slim headers of remote files, kept by content hash."""
        return self.cache / "headers"


class HomeUnknown(RuntimeError):
    """The system does not say where this person's files belong."""


def places(environment: Mapping[str, str] | None = None) -> Places:
    """The folders for this person on this system; makes none of them. Raises HomeUnknown."""
    env = os.environ if environment is None else environment
    home = env.get("SNUG_HOME")
    if home:
        root = Path(home).expanduser().resolve()
        return Places(settings=root / "settings", data=root / "data", cache=root / "cache")
    own = PlatformDirs(NAME, appauthor=False)
    try:
        return Places(
            settings=own.user_config_path, data=own.user_data_path, cache=own.user_cache_path
        )
    except RuntimeError as error:  # no HOME, and no account that would name one
        raise HomeUnknown(str(error)) from error
