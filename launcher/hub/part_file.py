"""A file that is not whole yet: `<name>.part` and its journal `<name>.part.json`.

The journal says which file it is to become and what of it is there. It never
has the address of the CDN, which is a secret. One process at a time works on a part.
"""

import contextlib
import os
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from launcher.errors import NotSaved
from launcher.hub.destination import disk_error
from launcher.hub.lock import Lock
from launcher.hub.segments import Board, segment_size
from launcher.hub.source import Source
from launcher.kept import patiently, read_object, write_object
from launcher.models.sparse import allow_holes, set_length

VERSION: Final = 1


class PartFile:
    """The part of one source, opened and locked. `board` says what of it is there."""

    def __init__(self, target: Path, source: Source) -> None:
        """Open or begin it. Raises InUse, DiskFull, FolderNotWritable."""
        self.target = target
        self.source = source
        self.path = part_path(target)
        self.journal = journal_path(target)
        self.segment = segment_size(source.size)
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            self._file = self.path.open("ab")
            try:
                self._lock = Lock(self.path, self._file)
            except BaseException:
                self._file.close()
                raise
            try:
                held = self._held()
                if held is None:
                    self._begin()
            except BaseException:
                self._close()
                raise
        except OSError as error:
            raise disk_error(error, target.parent, source.size) from error
        self.board = Board(source.size, self.segment, held)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._close()

    def renew_board(self) -> None:
        """A new board with what is there, after the old one was ended."""
        trusted = [each.trusted for each in self.board.segments]
        self.board = Board(self.source.size, self.segment, self.board.held())
        for each, was in zip(self.board.segments, trusted, strict=True):
            each.trusted = was

    def note(self) -> None:
        """Write into the journal what is there. Raises DiskFull, FolderNotWritable."""
        source = self.source
        told: dict[str, object] = {
            "version": VERSION,
            "repo": source.repo,
            "commit": source.commit,
            "path": source.path,
            "size": source.size,
            "sha256": source.sha256,
            "git_oid": source.git_oid,
            "segment": self.segment,
            "held": [list(pair) for pair in self.board.held()],
        }
        try:
            write_object(self.journal, told)
        except NotSaved as error:
            cause = error.__cause__
            raise disk_error(
                cause if isinstance(cause, OSError) else OSError(error.reason), self.target.parent
            ) from error

    def publish(self) -> None:
        """It is whole and its hash is right: give it its name. Raises FolderNotWritable."""
        try:
            os.fsync(self._file.fileno())
            self._close()
            patiently(lambda: self.path.replace(self.target))
            self.journal.unlink(missing_ok=True)
        except OSError as error:
            raise disk_error(error, self.target.parent) from error

    def reject(self) -> None:
        """Its hash is wrong: put it aside, so that the next try starts afresh."""
        self._close()
        with contextlib.suppress(OSError):
            patiently(lambda: self.path.replace(bad_path(self.target)))
        with contextlib.suppress(OSError):
            self.journal.unlink()

    def _close(self) -> None:
        self._file.close()
        self._lock.release()

    def _held(self) -> list[tuple[int, int]] | None:
        """What the journal of just this file says is there; None to begin afresh."""
        try:
            told = read_object(self.journal)
        except (OSError, ValueError):
            return None
        if told is None or os.fstat(self._file.fileno()).st_size != self.source.size:
            return None
        segment, held = told.get("segment"), told.get("held")
        same = self.source.same_content(told.get("size"), told.get("sha256"), told.get("git_oid"))
        if told.get("version") != VERSION or not same or not isinstance(segment, int):
            return None
        pairs = _pairs(held)
        if segment < 1 or pairs is None or len(pairs) != -(-self.source.size // segment):
            return None
        self.segment = segment
        return pairs

    def _begin(self) -> None:
        bad_path(self.target).unlink(missing_ok=True)
        self.journal.unlink(missing_ok=True)
        self._file.truncate(0)
        allow_holes(self._file)
        set_length(self._file, self.source.size)


def part_path(target: Path) -> Path:
    """Where the bytes are until they are whole."""
    return target.with_name(target.name + ".part")


def journal_path(target: Path) -> Path:
    """Where it stands what of them is there."""
    return target.with_name(target.name + ".part.json")


def bad_path(target: Path) -> Path:
    """Where bytes with a wrong hash are kept until the next try."""
    return target.with_name(target.name + ".bad")


def discard(target: Path) -> None:
    """Delete what there is of a part. Raises FolderNotWritable."""
    for path in (part_path(target), journal_path(target), bad_path(target)):
        try:
            patiently(lambda path=path: path.unlink(missing_ok=True))  # type: ignore[misc]
        except OSError as error:
            raise disk_error(error, target.parent) from error


def bytes_held(target: Path, source: Source) -> int:
    """Bytes that an earlier run has left of a part; 0 where there is none of this file."""
    try:
        told = read_object(journal_path(target))
    except (OSError, ValueError):
        return 0
    if told is None or not part_path(target).exists():
        return 0
    if not source.same_content(told.get("size"), told.get("sha256"), told.get("git_oid")):
        return 0
    return min(source.size, sum(present for present, _ in _pairs(told.get("held")) or ()))


def _pairs(held: object) -> list[tuple[int, int]] | None:
    if not isinstance(held, list):
        return None
    pairs = []
    for pair in held:
        match pair:
            case [int(present), int(crc)]:
                pairs.append((present, crc))
            case _:
                return None
    return pairs
