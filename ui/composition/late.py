"""Pages that are made when somebody first goes there: the window need not wait for them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from PySide6.QtWidgets import QVBoxLayout, QWidget

P = TypeVar("P", bound=QWidget)
Q = TypeVar("Q")


@dataclass(frozen=True, slots=True)
class Made(Generic[P, Q]):
    """A page and its presenter."""

    page: P
    presenter: Q


class Late(Generic[P, Q]):
    """`holder` takes the page's place in the window until it is made, and holds it then.

    Modules are imported by `make` itself: what nobody opens is not even read.
    """

    def __init__(self, make: Callable[[], tuple[P, Q]]) -> None:
        self.holder = QWidget()
        self.holder.setObjectName("page")
        self._column = QVBoxLayout(self.holder)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._make = make
        self._made: Made[P, Q] | None = None
        self._awaiting: list[Callable[[Made[P, Q]], object]] = []

    @property
    def now(self) -> Made[P, Q]:
        """Page and presenter, made at the latest here."""
        if self._made is None:
            self._made = made = Made(*self._make())
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
