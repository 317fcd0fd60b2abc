"""Pages that are made when somebody first goes there: the window need not wait for them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from PySide6.QtWidgets import QVBoxLayout, QWidget

P = TypeVar("P", bound=QWidget)
Q = TypeVar("Q")
Make = Callable[[], tuple[P, Q]]


@dataclass(frozen=True, slots=True)
class Made(Generic[P, Q]):
    """A page and its presenter."""

    page: P
    presenter: Q


class Late(Generic[P, Q]):
    """`holder` takes the page's place in the window until it is made, and holds it then.

    Modules are imported by `reads` itself, which answers with how the page is made from them:
    what nobody opens is not read before the window is there.
    """

    def __init__(self, reads: Callable[[], Make[P, Q]]) -> None:
        self.holder = QWidget()
        self.holder.setObjectName("page")
        self._column = QVBoxLayout(self.holder)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._reads = reads
        self._make: Make[P, Q] | None = None
        self._made: Made[P, Q] | None = None
        self._awaiting: list[Callable[[Made[P, Q]], object]] = []

    def read(self) -> Make[P, Q]:
        """Import what the page needs; how it is made. From any thread: no widget is made here."""
        if self._make is None:
            self._make = self._reads()
        return self._make

    @property
    def now(self) -> Made[P, Q]:
        """Page and presenter, made at the latest here."""
        return self._made or self.make()

    def make(self) -> Made[P, Q]:
        """Make them, unless they are there."""
        if self._made is None:
            self._made = made = Made(*self.read()())
            self._column.addWidget(made.page)
            self.holder.setFocusProxy(made.page)
            for connect in self._awaiting:
                connect(made)
        return self._made

    def when_made(self, connect: Callable[[Made[P, Q]], object]) -> None:
        """Call this with them, once there are any."""
        if self._made is not None:
            connect(self._made)
        else:
            self._awaiting.append(connect)
