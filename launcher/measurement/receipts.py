"""The receipts of this computer's loads: a small history in one file of ours.

The file may be carried from one machine to another (a portable installation); each
receipt names its machine, and only those of the present one are shown.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

from launcher.errors import ReceiptsDamaged, SnugError
from launcher.measurement.ledger import Ledger
from launcher.measurement.receipt import Receipt
from launcher.measurement.written import heard, told
from launcher.memory.choices import Choices

MOST: Final = 200
MOST_OF_ONE_MODEL: Final = 10


class Receipts:
    """Adds and gives receipts, from any thread and beside other processes.

    `here` names the machine (see `launcher.measurement.place`); it is asked once, when
    the first receipt is looked at.
    """

    def __init__(self, file: Path, here: Callable[[], str]) -> None:
        self._ledger = Ledger(
            file, told=told, heard=heard, name="receipts", damaged=ReceiptsDamaged
        )
        self._ask_here = here
        self._here: str | None = None

    @property
    def notices(self) -> tuple[SnugError, ...]:
        """A file that was damaged and put aside, in this run."""
        return self._ledger.notices

    def all(self) -> tuple[Receipt, ...]:
        """This machine's receipts, the newest first."""
        found = self._ledger.rows()
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
        self._ledger.change(lambda rows: _with(rows, receipt))

    def latest_for(self, model: str, choices: Choices) -> Receipt | None:
        """The newest of this model (its digest) and this kind of plan; see `same_kind`.

        One whose model had answered is preferred, for it tells of main memory too.
        """
        same = [one for one in self.all() if one.model == model and one.same_kind(choices)]
        return next((one for one in same if one.prompt), same[0] if same else None)


def _load(receipt: Receipt) -> tuple[object, ...]:
    return receipt.when, receipt.model, receipt.machine


def _with(receipts: Iterable[Receipt], one: Receipt) -> list[Receipt]:
    known = {_load(each): each for each in receipts}
    known[_load(one)] = one
    return _newest(known.values())


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
