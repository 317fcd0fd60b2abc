"""The receipts of this computer's loads: a small history in one file of ours.

The file may be carried from one machine to another (a portable installation); each
receipt names its machine, and only those of the present one are shown.
"""

import threading
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

from launcher.errors import NotSaved, ReceiptsDamaged, SnugError
from launcher.kept import put_aside, read_object, write_object
from launcher.measurement.receipt import Receipt
from launcher.measurement.turns import alone_with
from launcher.measurement.written import read, written
from launcher.memory.choices import Choices

MOST: Final = 200
MOST_OF_ONE_MODEL: Final = 10
NONSENSE: Final = (ValueError, TypeError, KeyError, AttributeError, OverflowError)


class Receipts:
    """Adds and gives receipts, from any thread and beside other processes.

    `here` names the machine (see `launcher.measurement.place`); it is asked once, when
    the first receipt is looked at.
    """

    def __init__(self, file: Path, here: Callable[[], str]) -> None:
        self._file = file
        self._ask_here = here
        self._here: str | None = None
        self._lock = threading.Lock()
        self._notices: tuple[SnugError, ...] = ()
        self._read: tuple[Receipt, ...] = ()
        self._as_read: tuple[int, int, int] | None = None  # the file these were read from
        self._receipts()

    @property
    def notices(self) -> tuple[SnugError, ...]:
        """A file that was damaged and put aside, in this run."""
        return self._notices

    def all(self) -> tuple[Receipt, ...]:
        """This machine's receipts, the newest first."""
        found = self._receipts()
        if not found:
            return ()
        if self._here is None:
            self._here = self._ask_here()
        mine = [receipt for receipt in found if receipt.machine == self._here]
        return tuple(sorted(mine, key=lambda receipt: receipt.when, reverse=True))

    def add(self, receipt: Receipt) -> None:
        """Keep it. One of the same load (moment, model, machine) takes that one's place.

        Raises NotSaved.
        """
        with self._lock, alone_with(self._file):
            known = {_load(one): one for one in self._from_file()}
            known[_load(receipt)] = receipt
            write_object(self._file, written(_newest(known.values())))

    def latest_for(self, model: str, choices: Choices) -> Receipt | None:
        """The newest of this model (its digest) and this kind of plan; see `same_kind`.

        One whose model had answered is preferred, for it tells of main memory too.
        """
        same = [one for one in self.all() if one.model == model and one.same_kind(choices)]
        return next((one for one in same if one.prompt), same[0] if same else None)

    def _receipts(self) -> tuple[Receipt, ...]:
        """Every machine's, read again only when the file is another one."""
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

    def _from_file(self) -> tuple[Receipt, ...]:
        try:
            raw = read_object(self._file)
            return () if raw is None else read(raw)
        except NONSENSE:
            kept = put_aside(self._file)
            self._notices = (*self._notices, ReceiptsDamaged(str(self._file), str(kept)))
            return ()
        except OSError:
            return ()

    def _stamp(self) -> tuple[int, int, int] | None:
        try:
            found = self._file.stat()
        except OSError:
            return None
        return found.st_ino, found.st_mtime_ns, found.st_size


def _load(receipt: Receipt) -> tuple[object, ...]:
    return receipt.when, receipt.model, receipt.machine


def _newest(receipts: Iterable[Receipt]) -> list[Receipt]:
    """As many as are kept, the newest last."""
    count: Counter[tuple[str, str]] = Counter()
    found: list[Receipt] = []
    for receipt in sorted(receipts, key=lambda one: one.when, reverse=True):
        of = (receipt.machine, receipt.model)
        count[of] += 1
        if count[of] <= MOST_OF_ONE_MODEL:
            found.append(receipt)
    return found[:MOST][::-1]
