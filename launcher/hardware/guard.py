"""Asking what may hang: each question in its own thread, with a time limit.

A driver that hangs cannot be stopped. Its thread is left behind, its late
answer dropped, and until it has come back the same question is answered with
`TooSlow` at once, so that asking every second piles nothing up.
"""

import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

from launcher.hardware.probes.failed import ProbeFailed

T = TypeVar("T")


class TooSlow(ProbeFailed):
    """No answer within the time."""


class Crashed(ProbeFailed):
    """The probe raised what it should not have."""


class Asked(Generic[T]):
    """A question under way. `answer` may be called by several who wait for the same."""

    def __init__(self, name: str, seconds: float) -> None:
        self.name = name
        self._deadline = time.monotonic() + seconds
        self._done = threading.Event()
        self._value: T | None = None
        self._error: ProbeFailed | None = None

    def answer(self) -> T:
        """The answer. Raises TooSlow, Crashed, or the probe's own ProbeFailed."""
        if not self._done.wait(max(0.0, self._deadline - time.monotonic())):
            raise TooSlow(self.name)
        if self._error is not None:
            raise self._error
        return self._value  # type: ignore[return-value]  # set whenever there is no error

    def refuse(self, error: Exception) -> None:
        """It could not even be asked."""
        self._error = Crashed(f"{self.name}: {error}")
        self.finish()

    def finish(self) -> None:
        """Let those who wait have what came of it."""
        self._done.set()

    def find_out(self, ask: Callable[[], T]) -> None:
        """Ask, and keep what comes of it; nobody has it before `finish`."""
        try:
            self._value = ask()
        except ProbeFailed as error:
            self._error = error
        except Exception as error:  # noqa: BLE001  # a driver's binding may raise anything
            self._error = Crashed(f"{self.name}: {error!r}")
            self._error.__cause__ = error


class Guard:
    """Keeps which questions are under way, so that none is asked twice at a time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._under_way: dict[str, Asked[object]] = {}

    def ask(self, name: str, ask: Callable[[], T], seconds: float) -> Asked[T]:
        """Begin to ask, or join who asks the same already. Returns at once."""
        with self._lock:
            asked = self._under_way.get(name)
            if asked is None:
                asked = self._under_way[name] = Asked(name, seconds)
                self._start(asked, ask)
        return asked  # type: ignore[return-value]  # one name is always one kind of answer

    def _start(self, asked: "Asked[object]", ask: Callable[[], object]) -> None:
        def work() -> None:
            asked.find_out(ask)
            with self._lock:  # first, or who asks next would be given this answer again
                del self._under_way[asked.name]
            asked.finish()

        thread = threading.Thread(target=work, name=f"snug-probe-{asked.name}", daemon=True)
        try:
            thread.start()
        except RuntimeError as error:  # the program is ending, or has too many threads
            del self._under_way[asked.name]
            asked.refuse(error)
