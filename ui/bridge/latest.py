"""Questions of which only the newest matters: a search being typed, a slider being moved."""

from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from PySide6.QtCore import QObject

from ui.bridge.background import Background, Failed, Job

T = TypeVar("T")


class Latest:
    """Asks one question at a time for one receiver; a newer question replaces the older ones.

    An older answer that comes late is dropped, or handed to `late`, which may keep it
    for when that is asked again. A question that can be interrupted
    (`on_cancel`) is; one that cannot is waited for, and of those that come
    meanwhile only the newest is kept, unless `overlap` lets it start beside it.
    """

    def __init__(self, background: Background, to: QObject, *, overlap: bool = False) -> None:
        self._background = background
        self._receiver = to
        self._overlap = overlap
        self._job: Job | None = None
        self._running = False
        self._replaceable = overlap
        self._waiting: Callable[[], None] | None = None
        self._number = 0

    def ask(
        self,
        work: Callable[[], T],
        *,
        done: Callable[[T], None],
        failed: Failed,
        late: Callable[[T], None] | None = None,
        on_cancel: Callable[[], None] | None = None,
    ) -> None:
        """Ask this instead of whatever was asked before."""
        self._number += 1
        number = self._number
        start = partial(
            self._start,
            work,
            done=lambda value: self._finish(number, done, value, late),
            failed=lambda error: self._finish(number, failed, error),
            on_cancel=on_cancel,
        )
        if self._running and not self._replaceable:
            self._waiting = start
            return
        if self._running and self._job is not None:
            self._job.cancel()
        start()

    def drop(self) -> None:
        """Want no answer to anything asked so far."""
        self._number += 1
        self._waiting = None
        if self._running and self._replaceable and self._job is not None:
            self._job.cancel()
            self._running = False

    def _start(
        self,
        work: Callable[[], T],
        *,
        done: Callable[[T], None],
        failed: Failed,
        on_cancel: Callable[[], None] | None,
    ) -> None:
        self._running = True
        self._replaceable = self._overlap or on_cancel is not None
        self._job = self._background.run(
            work, to=self._receiver, done=done, failed=failed, on_cancel=on_cancel
        )

    def _finish(
        self,
        number: int,
        function: Callable[[Any], None],
        value: object,
        late: Callable[[Any], None] | None = None,
    ) -> None:
        self._running = False
        start, self._waiting = self._waiting, None
        if start is not None:
            start()
        if number == self._number:
            function(value)
        elif late is not None:
            late(value)
