"""The models on this disk: found, adopted, verified, deleted.

What lies in the models folder is in the library by lying there; models elsewhere
are remembered by their path. A file that cannot be used is listed with the reason.
The one that ships with the program stands first.
Any thread may call; one call at a time is served.
"""

import os
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path, PurePath

from launcher.errors import (
    BuiltIn,
    ChecksumMismatch,
    NotOurs,
    SnugError,
    UnreadableFile,
)
from launcher.library.built_in import BUILT_IN, BuiltInModel
from launcher.library.erase import erase, freed_by
from launcher.library.hashing import sha256_of
from launcher.library.headers import Headers
from launcher.library.local_model import LocalModel
from launcher.library.records import FileRecord, Record, read_records, write_records
from launcher.library.walk import group_of, groups_in, settled

__all__ = ["Library", "LocalModel"]


class Library:
    """All models we know of, and the file that remembers what their headers cannot tell."""

    def __init__(
        self,
        file: Path,
        folder: Callable[[], Path],
        built_in: Callable[[], Path | None] = lambda: None,
    ) -> None:
        """`folder` gives the models folder, as the settings have it at the time.

        `built_in`: where the model lies that ships with the program, if it is to be listed.
        """
        self._file = file
        self._folder = folder
        self._built_in = BuiltInModel(built_in)
        self._lock = threading.RLock()
        self._headers = Headers()
        self._records_read: dict[Path, Record] | None = None
        self._records_stamp: tuple[int, ...] = ()
        self._notices: tuple[SnugError, ...] = ()

    @property
    def notices(self) -> tuple[SnugError, ...]:
        """Whether the library's own file had to be put aside, or is of a newer version."""
        with self._lock:
            _ = self._records
            return self._notices

    def scan(self) -> tuple[LocalModel, ...]:
        """The built-in one, then every other by path; a second scan reads only what has changed.

        Raises nothing.
        """
        with self._lock:
            self._refresh()
            ours = self._built_in.model(self._headers)
            groups = tuple(self._groups())
            models = sorted((self._model(files) for files in groups), key=lambda one: one.path)
            self._headers.keep_only((*groups, ours.files) if ours else groups)
        return (ours, *models) if ours else tuple(models)

    def adopt(self, path: Path) -> LocalModel:
        """Add a model where it lies; nothing is copied. Any of its shards will do.

        Raises BadModelFile (also NotAChatModel) for what cannot be chatted with,
        NotSaved when it cannot be remembered.
        """
        files = group_of(settled(path))
        with self._lock:
            ours = self._built_in.model(self._headers)
            if ours is not None and _same(ours.path, files[0]):
                return ours
            reading = self._headers.read(files)
            if reading.problem is not None:
                raise reading.problem
            if files[0] not in self._records and files not in set(groups_in(self._root())):
                self._remember(files[0], Record(origin="imported"))
            return self._model(files)

    def record_download(
        self, path: Path, *, repo: str, commit: str, sha256: Mapping[str, str]
    ) -> LocalModel:
        """Remember where a finished download came from. Raises NotSaved.

        `path` is its first file; `sha256` has the hub's hash of each file that was
        checked while downloading, by path or name.
        """
        files = group_of(settled(path))
        hashes = {PurePath(name).name: value for name, value in sha256.items()}
        checked = {
            file.name: _file_record(file, hashes[file.name], promised=True)
            for file in files
            if file.name in hashes
        }
        record = Record(origin="downloaded", repo=repo, commit=commit, files=checked)
        with self._lock:
            self._remember(files[0], record)
            return self._model(files)

    def verify(self, model: LocalModel, on_progress: Callable[[int, int], None]) -> LocalModel:
        """Compute the SHA-256 of every file and compare it with what is known of it.

        `on_progress` hears of bytes done and in all; what it raises ends it. Raises
        ChecksumMismatch, NoSuchFile, UnreadableFile, NotSaved.
        """
        if model.origin == BUILT_IN:
            self._built_in.verify(model, on_progress)
            return model
        with self._lock:
            record = self._records.get(model.path) or Record(origin=model.origin)
        done = 0

        def on_bytes(count: int) -> None:
            nonlocal done
            done += count
            on_progress(done, model.size)

        checked: dict[str, FileRecord] = {}
        for file in model.files:
            actual = sha256_of(file, on_bytes)
            known = record.files.get(file.name)
            if known is not None and known.sha256 != actual:
                raise ChecksumMismatch(str(file), known.sha256, actual)
            promised = known is not None and known.promised
            checked[file.name] = _file_record(file, actual, promised=promised)
        with self._lock:
            self._remember(model.path, replace(record, files=checked))
            return self._model(model.files)

    def bytes_of(self, model: LocalModel) -> int:
        """How many bytes deleting the model's files would free."""
        return freed_by(model.files)

    def delete(self, model: LocalModel, *, files: bool | None = None) -> int:
        """Take a model out of the library; the bytes that are free again.

        Its files go too, unless it was imported: then only when `files` is True.
        Raises BuiltIn for the one that ships with the program, NotOurs for a file that is not
        in the library, CannotDelete, NotSaved.
        """
        if model.origin == BUILT_IN:
            raise BuiltIn(str(model.path))
        with self._lock:
            self._refresh()
            known = {group for group in self._groups() if group[0] == model.path}
            if known != {model.files}:
                raise NotOurs(str(model.path))
            freed = 0
            if files or (files is None and model.origin != "imported"):
                freed = erase(model.files, self._root())
            if model.path in self._records:
                self._write({p: one for p, one in self._records.items() if p != model.path})
            return freed

    # --- what is remembered ---------------------------------------------------------------------

    @property
    def _records(self) -> Mapping[Path, Record]:
        if self._records_read is None:
            self._refresh()
        return self._records_read or {}

    def _refresh(self) -> None:
        """Read the file where it has changed: another Snug may have written to it."""
        stamp = _stamp(self._file)
        if self._records_read is not None and stamp in (self._records_stamp, ()):
            return  # a file that is gone takes nothing with it
        records, notices = read_records(self._file)
        if not notices or self._records_read is None:
            self._records_read = records
        self._records_stamp = _stamp(self._file)
        self._notices = (*self._notices, *notices)

    def _remember(self, path: Path, record: Record) -> None:
        self._refresh()
        self._write({**self._records, path: record})

    def _write(self, records: dict[Path, Record]) -> None:
        write_records(self._file, records)
        self._records_read, self._records_stamp = records, _stamp(self._file)

    def _root(self) -> Path:
        return Path(os.path.realpath(self._folder()))

    def _groups(self) -> Iterator[tuple[Path, ...]]:
        """The files of every model: those in the folder, then those remembered elsewhere."""
        ours = self._built_in.path
        seen: set[str] = {os.path.realpath(ours)} if ours else set()
        for files in groups_in(self._root()):
            if ours is None or not _same(ours, files[0]):
                seen.add(os.path.realpath(files[0]))
                yield files
        for path, record in self._records.items():
            elsewhere = os.path.realpath(path) not in seen
            if elsewhere and (os.path.exists(path) or record.origin == "imported"):  # noqa: PTH110
                yield group_of(path)

    def _model(self, files: tuple[Path, ...]) -> LocalModel:
        reading = self._headers.read(files)
        record = self._records.get(files[0])
        known = record.files if record else {}
        holding = {
            file.name: known[file.name]
            for file in files
            if file.name in known and known[file.name].still_holds(file)
        }
        first = holding.get(files[0].name)
        return LocalModel(
            path=files[0],
            files=files,
            size=sum(_size(file) for file in files),
            facts=reading.facts,
            sha256=first.sha256 if first else None,
            verified=len(holding) == len(files) and all(one.promised for one in holding.values()),
            origin=record.origin if record else "found",
            repo=record.repo if record else None,
            commit=record.commit if record else None,
            added=record.added if record else _time(files[0]),
            problem=reading.problem,
        )


def _file_record(path: Path, sha256: str, *, promised: bool) -> FileRecord:
    try:
        status = path.stat()
    except OSError as error:
        raise UnreadableFile(str(path), error.strerror or str(error)) from error
    return FileRecord(
        sha256=sha256, promised=promised, size=status.st_size, mtime=status.st_mtime_ns
    )


def _same(one: Path, other: Path) -> bool:
    """Whether two names are one file's, links followed."""
    return os.path.realpath(one) == os.path.realpath(other)


def _stamp(path: Path) -> tuple[int, ...]:
    """Tells whether the file is still the same one; empty where there is none."""
    try:
        status = path.stat()
    except OSError:
        return ()
    return (status.st_ino, status.st_size, status.st_mtime_ns)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except (OSError, ValueError):
        return 0


def _time(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except (OSError, ValueError):
        return 0.0
