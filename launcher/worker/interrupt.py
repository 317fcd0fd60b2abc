"""Stopping what is under way, from another thread, at once.

The engine asks an abort callback at every node of its graph. A Python function
there would cost about 0.2 µs a node, so the callback is C's strlen on a buffer
of ours: an empty string means go on, one character means stop.
"""

import ctypes
import queue
import sys
import threading
from dataclasses import dataclass, field
from typing import Any, Final

from launcher.worker.bindings import C

NOT_AGAIN: Final = False


@dataclass(eq=False)
class Interrupt:
    """Which request is under way, and whether it is to stop."""

    _flag: Any = field(default_factory=lambda: ctypes.create_string_buffer(2))
    _current: int | None = None
    _waiting: set[int] = field(default_factory=set)
    _stopped: set[int] = field(default_factory=set)
    _replies: "queue.SimpleQueue[bool]" = field(default_factory=queue.SimpleQueue)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def expect(self, request: int) -> None:
        """A request that will begin later, and may be stopped before it does."""
        with self._lock:
            self._waiting.add(request)

    def begin(self, request: int) -> None:
        """This request is under way now."""
        with self._lock:
            self._waiting.discard(request)
            self._current = request
            self._replies = queue.SimpleQueue()
            self._flag[0] = b"x" if request in self._stopped else b"\0"
            self._stopped.discard(request)

    def end(self) -> None:
        """Nothing is under way."""
        with self._lock:
            self._current = None
            self._flag[0] = b"\0"

    def stop(self, request: int) -> None:
        """Stop that request, under way or waiting; one that is over is left alone."""
        with self._lock:
            if request == self._current:
                self._flag[0] = b"x"
                self._replies.put(NOT_AGAIN)
            elif request in self._waiting:
                self._stopped.add(request)

    def stop_all(self) -> None:
        """Stop whatever is under way: the program is going."""
        with self._lock:
            self._flag[0] = b"x"
            self._replies.put(NOT_AGAIN)

    def go_on(self, request: int, *, again: bool) -> None:
        """What the request under way waits for between two of its steps."""
        with self._lock:
            if request == self._current:
                self._replies.put(again)

    def wait(self) -> bool:
        """Wait until told to go on; whether to do the last step again. Look at `is_set` then."""
        return NOT_AGAIN if self.is_set else self._replies.get()

    @property
    def current(self) -> int:
        """The request under way, 0 for none."""
        return self._current or 0

    @property
    def is_set(self) -> bool:
        """Whether the request under way is to stop."""
        return bool(self._flag[0] != b"\0")

    def callback(self) -> tuple[Any, Any]:
        """What the engine asks while it computes, and the data it hands along."""
        data = ctypes.cast(self._flag, ctypes.c_void_p)
        try:
            strlen = _c_library().strlen
        except (OSError, AttributeError):
            return C.ggml_abort_callback(lambda _data: self.is_set), data
        return ctypes.cast(strlen, C.ggml_abort_callback), data


def _c_library() -> Any:
    return ctypes.CDLL("msvcrt" if sys.platform == "win32" else None)
