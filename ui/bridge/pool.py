"""A few threads for what would block the window.

Own threads rather than concurrent.futures: those are joined without a bound when
the interpreter ends, so one call stuck in a driver would keep a closed program alive.
"""

import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Final

_NAME: Final = "snug-background"


class Pool:
    """Runs functions on up to `most` daemon threads, which are started as they are needed."""

    def __init__(self, most: int = 6) -> None:
        self._most = most
        self._waiting: deque[Callable[[], None]] = deque()
        self._threads: list[threading.Thread] = []
        self._idle = 0
        self._closed = False
        self._change = threading.Condition()

    def submit(self, work: Callable[[], None]) -> bool:
        """Have it done; it must not raise. False when the pool is closed."""
        with self._change:
            if self._closed:
                return False
            self._waiting.append(work)
            if self._idle < len(self._waiting) and len(self._threads) < self._most:
                self._start_one()
            self._change.notify()
        return True

    def close(self, seconds: float) -> bool:
        """Drop what waits and join the threads for so long at most. True when all have ended."""
        with self._change:
            self._closed = True
            self._waiting.clear()
            self._change.notify_all()
        end = time.monotonic() + seconds
        for thread in self._threads:
            thread.join(max(0.0, end - time.monotonic()))
        return not any(thread.is_alive() for thread in self._threads)

    def _start_one(self) -> None:
        name = f"{_NAME}-{len(self._threads)}"
        thread = threading.Thread(target=self._serve, name=name, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _serve(self) -> None:
        while True:
            with self._change:
                self._idle += 1
                self._change.wait_for(lambda: self._waiting or self._closed)
                self._idle -= 1
                if self._closed:
                    return
                work = self._waiting.popleft()
            work()
            del work
