"""What was measured of model files, kept per machine and engine in one file of ours."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from launcher.errors import MeasuredDamaged, SnugError
from launcher.measurement.ledger import Ledger, Stamp
from launcher.measurement.measured_file import MeasuredFile
from launcher.measurement.measured_rows import heard, told

MOST: Final = 500


class MeasuredFiles:
    """One row a file, machine and engine; from any thread, beside other processes."""

    def __init__(self, file: Path) -> None:
        self._ledger = Ledger(file, told=told, heard=heard, name="files", damaged=MeasuredDamaged)

    @property
    def notices(self) -> tuple[SnugError, ...]:
        """A file that was damaged and put aside, in this run."""
        return self._ledger.notices

    @property
    def stamp(self) -> Stamp | None:
        """Another one whenever something was measured or forgotten."""
        return self._ledger.stamp

    def all(self, machine: str) -> tuple[MeasuredFile, ...]:
        """What was measured on this machine, the newest first, one row a file's content."""
        mine = [row for row in self._ledger.rows() if row.machine == machine]
        newest: dict[str, MeasuredFile] = {}
        for row in sorted(mine, key=lambda one: one.when, reverse=True):
            newest.setdefault(row.content, row)
        return tuple(newest.values())

    def of(self, machine: str, engine: str, content: str) -> MeasuredFile | None:
        """The row of this file on this machine with this engine."""
        key = (machine, engine, content)
        return next((row for row in self._ledger.rows() if _key(row) == key), None)

    def add(self, row: MeasuredFile) -> None:
        """Keep it; the one of the same file, machine and engine goes. Raises NotSaved."""
        self._ledger.change(lambda rows: _with(rows, row))

    def put_back(self, rows: Sequence[MeasuredFile]) -> None:
        """Keep again what was forgotten, unless it was measured anew since. Raises NotSaved."""
        self._ledger.change(lambda there: _beside(there, rows))

    def forget(self, machine: str, content: str) -> tuple[MeasuredFile, ...]:
        """Drop what was measured of a file on this machine; what was dropped. Raises NotSaved."""
        gone = tuple(
            row for row in self._ledger.rows() if (row.machine, row.content) == (machine, content)
        )
        if gone:
            self._ledger.change(
                lambda rows: [r for r in rows if (r.machine, r.content) != (machine, content)]
            )
        return gone


def _key(row: MeasuredFile) -> tuple[str, str, str]:
    return row.machine, row.engine, row.content


def _with(rows: Iterable[MeasuredFile], row: MeasuredFile) -> list[MeasuredFile]:
    others = [one for one in rows if _key(one) != _key(row)]
    return [*others, row][-MOST:]


def _beside(there: Iterable[MeasuredFile], rows: Sequence[MeasuredFile]) -> list[MeasuredFile]:
    known = {_key(row): row for row in rows}
    known |= {_key(row): row for row in there}
    return sorted(known.values(), key=lambda row: row.when)[-MOST:]
