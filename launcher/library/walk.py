"""Looking through the models folder: which files belong together as one model."""

import os
from collections.abc import Iterator
from pathlib import Path

from launcher.models.shards import shard_name

ENDING = ".gguf"
PARTIAL = ".part"  # a download that is not complete yet


def groups_in(folder: Path) -> Iterator[tuple[Path, ...]]:
    """The files of every model in the folder and below it, shards joined, in order.

    Downloads that are not complete are left out. What cannot be entered is passed
    over in silence; links are followed, once.
    """
    seen: set[str] = set()
    for place, folders, names in os.walk(folder, followlinks=True):
        real = os.path.realpath(place)
        if real in seen:
            folders.clear()
            continue
        seen.add(real)
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from _groups(Path(real), names)


def group_of(path: Path) -> tuple[Path, ...]:
    """The files of the model that this one is a part of, those that are there."""
    name = shard_name(path.name)
    if name is None:
        return (path,)
    brothers = (path.with_name(brother) for brother in name.all())
    return tuple(brother for brother in brothers if os.path.exists(brother)) or (path,)  # noqa: PTH110 - Path.exists may raise


def settled(path: Path) -> Path:
    """The path by which a file is known: its folder without links and dots, its own name kept.

    A shard or a model that is a link has its name, which says more than the link's target.
    """
    whole = path.expanduser()
    return Path(os.path.realpath(whole.parent)) / whole.name


def _groups(place: Path, names: list[str]) -> Iterator[tuple[Path, ...]]:
    done: set[str] = set()
    there = set(names)
    for name in sorted(names):
        if name in done or name.startswith(".") or not name.lower().endswith(ENDING):
            continue
        shard = shard_name(name)
        if shard is None:
            yield (place / name,)
            continue
        brothers = shard.all()
        done.update(brothers)
        if not any(brother + PARTIAL in there for brother in brothers):
            yield tuple(place / brother for brother in brothers if brother in there)
