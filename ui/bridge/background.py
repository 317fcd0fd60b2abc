"""Blocking work, off the GUI thread; its answer, on it.

Every piece of work has a receiver. When the receiver is gone, or the job was
cancelled, the answer is dropped: a page may be closed while it still asks.

The threads know a job by its number only. What belongs to it (the receiver, the
functions) stays with the GUI thread, so that the last reference to a widget is
never let go on another one, where Qt must not delete it.
"""

import logging
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from itertools import count
from typing import Any, Final, TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot
from shiboken6 import isValid

from launcher.errors import SnugError
from ui.bridge.inbox import Inbox
from ui.bridge.pool import Pool

T = TypeVar("T")
Failed = Callable[[Exception], None]
CLOSE_SECONDS: Final = 2.0
log = logging.getLogger(__name__)


class Job:
    """One piece of work under way. `on_cancel` interrupts what blocks, where something can."""

    def __init__(self, on_cancel: Callable[[], None] | None = None) -> None:
        self._cancelled = threading.Event()
        self._on_cancel = on_cancel

    @property
    def cancelled(self) -> bool:
        """Whether its answer is no longer wanted. From any thread."""
        return self._cancelled.is_set()

    def cancel(self) -> None:
        """Want no answer any more; nothing is delivered after this."""
        if self._cancelled.is_set():
            return
        self._cancelled.set()
        if self._on_cancel is not None:
            self._on_cancel()


@dataclass(eq=False, kw_only=True)
class _Ticket:
    """What belongs to a job. `serve` runs on a thread of the pool, all else on the GUI thread."""

    job: Job
    receiver: QObject
    work: Callable[[], Any]
    done: Callable[[Any], None]
    failed: Failed
    inbox: Inbox | None = None
    answer: Callable[[], None] | None = None

    @property
    def wanted(self) -> bool:
        return not self.job.cancelled and isValid(self.receiver)

    def serve(self) -> None:
        if self.job.cancelled:
            return
        try:
            result = self.work()
        except Exception as error:
            if not isinstance(error, SnugError):  # a mistake of ours, whoever does not mind it
                log.warning("Work in the background failed", exc_info=error)
            self.answer = partial(self.failed, error)
        else:
            self.answer = partial(self.done, result)

    def deliver(self) -> None:
        if self.inbox is not None:
            self.inbox.flush()
            self.inbox.deleteLater()
        if self.answer is not None and self.wanted:
            self.answer()


class Background(QObject):
    """The window's threads. Made once by the composition, closed with it."""

    _served = Signal(int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = Pool()
        self._numbers = count()
        self._tickets: dict[int, _Ticket] = {}
        self._served.connect(self._on_served, Qt.ConnectionType.QueuedConnection)

    def run(
        self,
        work: Callable[[], T],
        *,
        to: QObject,
        done: Callable[[T], None],
        failed: Failed,
        on_cancel: Callable[[], None] | None = None,
    ) -> Job:
        """Call `work` on another thread, then here `done` with its result or `failed`.

        Neither is called once the job was cancelled or `to` was deleted.
        """
        job = Job(on_cancel)
        self._submit(_Ticket(job=job, receiver=to, work=work, done=done, failed=failed))
        return job

    def stream(
        self,
        work: Callable[[], Iterable[T]],
        *,
        to: QObject,
        arrived: Callable[[list[T]], None],
        done: Callable[[], None],
        failed: Failed,
        on_cancel: Callable[[], None] | None = None,
    ) -> Job:
        """Run through what `work` yields on another thread; deliver it here in batches, in order.

        What was yielded before a failure is delivered before `failed` is called.
        """
        job = Job(on_cancel)
        inbox = Inbox(self)

        def walk() -> None:
            for item in work():
                if job.cancelled:
                    return
                inbox.post(item)

        ticket = _Ticket(
            job=job, receiver=to, work=walk, done=lambda _: done(), failed=failed, inbox=inbox
        )
        inbox.arrived.connect(lambda items: arrived(items) if ticket.wanted else None)
        self._submit(ticket)
        return job

    def close(self, seconds: float = CLOSE_SECONDS) -> bool:
        """Take no more work; wait for what runs, so long at most. True when all has ended."""
        for ticket in self._tickets.values():
            ticket.job.cancel()
        ended = self._pool.close(seconds)
        self._tickets.clear()
        return ended

    def _submit(self, ticket: _Ticket) -> None:
        number = next(self._numbers)
        self._tickets[number] = ticket
        if not self._pool.submit(partial(self._serve, number)):
            del self._tickets[number]

    def _serve(self, number: int) -> None:
        ticket = self._tickets.get(number)
        if ticket is None:
            return
        ticket.serve()
        del ticket
        if isValid(self):
            self._served.emit(number)

    @Slot(int)
    def _on_served(self, number: int) -> None:
        ticket = self._tickets.pop(number, None)
        if ticket is not None:
            ticket.deliver()
