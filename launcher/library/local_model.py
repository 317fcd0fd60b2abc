"""A model on this disk, as a value."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from launcher.errors import SnugError
from launcher.models.facts import ModelFacts

Origin = Literal["downloaded", "imported", "found", "built-in"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalModel:
    """A model's files, joined. `path` is the first shard, `size` the bytes of all that are there.

    `sha256` is that of `path`, where it is known. `verified`: every file is the
    one the hub promised, by its hash, and was not changed since; of the built-in
    one, that it is the one that shipped. `added` is in seconds since 1970. `problem`
    is why it cannot be used, if it cannot.
    """

    path: Path
    files: tuple[Path, ...]
    size: int
    facts: ModelFacts | None
    sha256: str | None
    verified: bool
    origin: Origin
    repo: str | None
    commit: str | None
    added: float
    problem: SnugError | None
