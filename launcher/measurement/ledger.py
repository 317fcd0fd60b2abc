"""A small history in one file of ours: rows that any thread and any process may add to."""

import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, Generic, TypeAlias, TypeVar

from launcher.errors import NewerData, NotSaved, SnugError, SpeedsDamaged
from launcher.kept import copy_aside, put_aside, read_object, write_object
from launcher.measurement.turns import alone_with

Row = TypeVar("Row")
Stamp: TypeAlias = tuple[int, int, int]
NONSENSE: Final = (ValueError, TypeError, KeyError, AttributeError, OverflowError)
FORMAT: Final = 1


class Ledger(Generic[Row]):
    """Rows in a file, read again only when it is another one.

    A file that makes no sense is put aside; of one with a bad row a copy is, and the others
    stay. `told` gives what stands for a row in JSON, `heard` the row again, or raises one of
    NONSENSE. `name` is the rows' key in the file, `damaged` the notice for what was put aside.
    """

    def __init__(
        self,
        file: Path,
        *,
        told: Callable[[Row], Mapping[str, Any]],
        heard: Callable[[Mapping[str, Any]], Row],
        name: str = "rows",
        damaged: Callable[[str, str], SnugError] = SpeedsDamaged,
    ) -> None:
        self._file = file
        self._told = told
        self._heard = heard
        self._name = name
        self._damaged = damaged
        self._changing = threading.Lock()  # held while waiting for other processes
        self._lock = threading.Lock()  # held for a moment only
        self._notices: tuple[SnugError, ...] = ()
        self._read: tuple[Row, ...] = ()
        self._as_read: Stamp | None = None  # the file these were read from
        self.rows()

    @property
    def notices(self) -> tuple[SnugError, ...]:
        """A file that was damaged and put aside in this run, or that a newer version wrote."""
        return self._notices

    @property
    def stamp(self) -> Stamp | None:
        """Another one whenever the file is another one; None where there is none."""
        try:
            found = self._file.stat()
        except OSError:
            return None
        return found.st_ino, found.st_mtime_ns, found.st_size

    def rows(self) -> tuple[Row, ...]:
        """All rows, in the file's order; the last copy while the file cannot be read.

        Nobody is waited for: files are replaced as a whole, so what is there is whole.
        """
        with self._lock:
            stamp = self.stamp
            if stamp is None and not self._file.exists():
                self._read, self._as_read = (), None
            elif stamp is None or stamp != self._as_read:
                self._read_again(stamp)
            return self._read

    def change(self, to: Callable[[tuple[Row, ...]], Sequence[Row]]) -> None:
        """Replace the rows by what `to` makes of them, alone.

        Raises NotSaved, also where the rows that are there cannot be read: they stay.
        """
        with self._changing, alone_with(self._file):
            try:
                rows = self._mended()
            except NewerData as error:
                raise NotSaved(str(self._file), "a newer version of Snug wrote it") from error
            except OSError as error:
                raise NotSaved(str(self._file), error.strerror or str(error)) from error
            self._write(to(rows))

    def _read_again(self, stamp: Stamp | None) -> None:
        try:
            try:
                with alone_with(self._file, patience=0.0):
                    self._read = self._mended()
                stamp = self.stamp  # mending writes
            except NotSaved:  # somebody writes, or may write here and we may not
                self._read, _ = self._from_file()
        except NewerData as error:
            self._read, self._notices = (), (*self._notices, error)
        except (*NONSENSE, OSError):
            return
        self._as_read = stamp

    def _mended(self) -> tuple[Row, ...]:
        """The rows, the file without bad ones; only while alone with it.

        Raises OSError, NewerData.
        """
        try:
            rows, bad = self._from_file()
        except NONSENSE:
            self._notice(put_aside(self._file))
            return ()
        if bad:
            self._notice(copy_aside(self._file))
            try:
                self._write(rows)
            except NotSaved:  # they are left out again the next time
                return rows
        return rows

    def _from_file(self) -> tuple[tuple[Row, ...], int]:
        """The rows, and how many made no sense. Raises NONSENSE, OSError, NewerData."""
        raw = read_object(self._file, newest=FORMAT)
        if raw is None:
            return (), 0
        told = raw[self._name]
        if not isinstance(told, list):
            raise TypeError(told)
        found = []
        for one in told:
            try:
                found.append(self._heard(one))
            except NONSENSE:
                continue
        return tuple(found), len(told) - len(found)

    def _write(self, rows: Sequence[Row]) -> None:
        told = [dict(self._told(row)) for row in rows]
        write_object(self._file, {"format": FORMAT, self._name: told})

    def _notice(self, kept: Path) -> None:
        self._notices = (*self._notices, self._damaged(str(self._file), str(kept)))
