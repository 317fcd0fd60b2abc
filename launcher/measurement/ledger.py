"""A small history in one file of ours: rows that any thread and any process may add to."""

import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, Generic, TypeVar

from launcher.errors import NotSaved, SnugError, SpeedsDamaged
from launcher.kept import put_aside, read_object, write_object
from launcher.measurement.turns import alone_with

Row = TypeVar("Row")
NONSENSE: Final = (ValueError, TypeError, KeyError, AttributeError, OverflowError)
FORMAT: Final = 1


class Ledger(Generic[Row]):
    """Rows in a file, read again only when it is another one; a damaged one is put aside.

    `told` gives what stands for a row in JSON, `heard` the row again, or raises one of
    NONSENSE.
    """

    def __init__(
        self,
        file: Path,
        *,
        told: Callable[[Row], Mapping[str, Any]],
        heard: Callable[[Mapping[str, Any]], Row],
    ) -> None:
        self._file = file
        self._told = told
        self._heard = heard
        self._lock = threading.Lock()
        self._notices: tuple[SnugError, ...] = ()
        self._read: tuple[Row, ...] = ()
        self._as_read: tuple[int, int, int] | None = None  # the file these were read from
        self.rows()

    @property
    def notices(self) -> tuple[SnugError, ...]:
        """A file that was damaged and put aside, in this run."""
        return self._notices

    def rows(self) -> tuple[Row, ...]:
        """All rows, in the file's order."""
        with self._lock:
            stamp = self._stamp()
            if stamp is None:
                return ()
            if stamp != self._as_read:
                try:
                    with alone_with(self._file):
                        self._read = self._from_file()
                except NotSaved:  # a folder that cannot be written may still be read
                    self._read = self._from_file()
                self._as_read = stamp
            return self._read

    def change(self, to: Callable[[tuple[Row, ...]], Sequence[Row]]) -> None:
        """Replace the rows by what `to` makes of them, alone. Raises NotSaved."""
        with self._lock, alone_with(self._file):
            rows = [dict(self._told(row)) for row in to(self._from_file())]
            write_object(self._file, {"format": FORMAT, "rows": rows})

    def _from_file(self) -> tuple[Row, ...]:
        try:
            raw = read_object(self._file)
            return () if raw is None else tuple(map(self._heard, _rows(raw)))
        except NONSENSE:
            kept = put_aside(self._file)
            self._notices = (*self._notices, SpeedsDamaged(str(self._file), str(kept)))
            return ()
        except OSError:
            return ()

    def _stamp(self) -> tuple[int, int, int] | None:
        try:
            found = self._file.stat()
        except OSError:
            return None
        return found.st_ino, found.st_mtime_ns, found.st_size


def _rows(raw: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    rows = raw["rows"]
    if not isinstance(rows, list):
        raise TypeError(rows)
    return rows
