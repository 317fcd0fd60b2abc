"""Good current models to begin with, by size: where their files lie, and what each is good at.

Their headers are the catalog's, so that a model is recommended without a network. Which of
two models is worth more is not for here: see `launcher.choosing.tested`.
"""

import json
from calendar import month_name
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from launcher.errors import DamagedHeader, NoSuchFile, UnreadableFile
from launcher.models.catalog import Known, catalog
from launcher.models.catalog_entry import refused
from launcher.paths import RESOURCES

FILE: Final = "starters.json"
ROLES: Final = ("chat", "code", "reasoning", "vision", "small")


@dataclass(frozen=True, slots=True, kw_only=True)
class Starter:
    """A model worth beginning with. `known` has its dimensions; `files` is a GGUF repository.

    `variants` are those of the catalog that this repository has. `active` are the weights a
    token uses where that is not all (in billions), as its maker prints them. `released` is a
    year and a part of it. `why` is what it is good at, in a sentence; `licence` a tag.
    """

    known: Known
    files: str
    variants: tuple[str, ...]
    roles: tuple[str, ...]
    licence: str | None
    released: float
    why: str
    active: float | None = None
    effective: float | None = None
    qat: bool = False

    @property
    def maker(self) -> str:
        """'Qwen', 'google': who made it, as the repository's owner."""
        return self.known.repo.partition("/")[0]

    @property
    def month(self) -> str:
        """'March 2026'."""
        year = int(self.released)
        return f"{month_name[round((self.released - year) * 12) + 1]} {year}"

    @property
    def is_mixture(self) -> bool:
        """Whether a token uses a part of the weights only."""
        return self.active is not None

    @property
    def total(self) -> float:
        """Billions of weights in its file."""
        return self.known.parameters / 1e9

    @property
    def used(self) -> float:
        """Billions of weights a token uses."""
        return self.active or self.effective or self.total

    @property
    def thinks(self) -> bool:
        """Whether it can think before it answers."""
        return "reasoning" in self.roles


def starters() -> tuple[Starter, ...]:
    """All of them, in the file's order. Raises BadModelFile for a damaged file."""
    return _read(RESOURCES / "catalog")


@cache
def files_of(repo: str) -> str | None:
    """Where GGUF files of this repository's model lie; None for a maker's nobody is named for.

    A repository that is not in the catalog is taken to hold them itself.
    """
    found = next((one.files for one in starters() if one.known.repo == repo), None)
    return found or (None if any(one.repo == repo for one in catalog()) else repo)


def _read(folder: Path) -> tuple[Starter, ...]:
    path = folder / FILE
    by_repo = {known.repo: known for known in catalog()}
    return refused(
        str(path), lambda: tuple(_starter(told, by_repo) for told in _parsed(path)["models"])
    )


def _starter(told: Mapping[str, Any], by_repo: Mapping[str, Known]) -> Starter:
    known = by_repo[told["repo"]]
    roles = tuple(str(role) for role in told["roles"])
    variants = tuple(str(name) for name in told.get("variants", known.variants))
    if not roles or not set(roles) <= set(ROLES):
        raise ValueError(f"{known.repo}: roles {roles}")
    if not variants or not set(variants) <= set(known.variants):
        raise ValueError(f"{known.repo}: variants {variants}")
    return Starter(
        known=known,
        files=str(told["files"]),
        variants=variants,
        roles=roles,
        licence=told.get("licence") or known.licence,
        released=_year(str(told["released"])),
        why=str(told["why"]),
        active=_billions(told.get("active_b")),
        effective=_billions(told.get("effective_b")),
        qat=bool(told.get("qat", False)),
    )


def _year(month: str) -> float:
    """'2026-03' as 2026.17."""
    year, _, number = month.partition("-")
    return int(year) + (int(number) - 1) / 12


def _billions(told: Any) -> float | None:
    if told is None:
        return None
    if not float(told) > 0:
        raise ValueError(f"{told} billion weights")
    return float(told)


def _parsed(path: Path) -> Any:
    try:
        return json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise NoSuchFile(str(path)) from None
    except OSError as error:
        raise UnreadableFile(str(path), error.strerror or str(error)) from error
    except (ValueError, RecursionError) as error:
        raise DamagedHeader(str(path), f"it is no JSON: {error}", 0) from error
