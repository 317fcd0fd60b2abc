"""Headers of local models, read once: a file is read again only when its size or time changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from launcher.errors import BadModelFile, NotAChatModel, UnreadableFile
from launcher.models.facts import ModelFacts
from launcher.models.gguf import read_facts
from launcher.models.roles import MODEL, role_of

Stamp = tuple[tuple[str, int, int], ...]  # path, size and time (ns) of every file


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a model's files say. `problem`: why they are no model to chat with."""

    facts: ModelFacts | None
    problem: BadModelFile | None


class Headers:
    """Readings by their files, as long as these do not change. Not for several threads at once."""

    def __init__(self) -> None:
        """Nothing is read yet."""
        self._known: dict[Stamp, Reading] = {}

    def read(self, files: Sequence[Path]) -> Reading:
        """What the files say, from memory where they have not changed. Raises nothing."""
        stamp = _stamp(files)
        found = self._known.get(stamp) if stamp else None
        if found is None:
            found = read_model(files[0])
            if stamp:
                self._known[stamp] = found
        return found

    def keep_only(self, groups: Sequence[Sequence[Path]]) -> None:
        """Forget what is read of anything else."""
        wanted = {_stamp(files) for files in groups}
        self._known = {stamp: one for stamp, one in self._known.items() if stamp in wanted}


def read_model(path: Path) -> Reading:
    """The header of a model's first file, and what is wrong with it, if anything is."""
    try:
        facts = read_facts(path)
    except BadModelFile as error:
        return Reading(facts=None, problem=error)
    except (OSError, ValueError) as error:  # a folder that may not be entered, a name that is none
        reason = getattr(error, "strerror", None) or str(error)
        return Reading(facts=None, problem=UnreadableFile(str(path), reason))
    role = role_of(facts)
    return Reading(facts=facts, problem=None if role == MODEL else NotAChatModel(str(path), role))


def _stamp(files: Sequence[Path]) -> Stamp:
    """Empty where a file is not there."""
    try:
        found = [(str(path), path.stat()) for path in files]
    except (OSError, ValueError):
        return ()
    return tuple((name, status.st_size, status.st_mtime_ns) for name, status in found)
