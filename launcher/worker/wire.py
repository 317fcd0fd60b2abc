"""Our end of the pipes: descriptors made safe, and one line a message."""

import os
import threading
from dataclasses import dataclass, field
from typing import BinaryIO, Final

from launcher.protocol.codec import encode
from launcher.protocol.messages import Event

STDIN: Final = 0
STDOUT: Final = 1
STDERR: Final = 2
LAST_CHANCE: Final = 0.2  # seconds a dying process waits for the line another thread is writing


def take_pipes() -> tuple[BinaryIO, BinaryIO]:
    """Keep stdin and stdout for the protocol alone.

    Descriptor 1 becomes stderr and descriptor 0 nothing, so that a stray print,
    ours or a library's, is only last words and never a broken message.
    """
    requests = os.fdopen(os.dup(STDIN), "rb")
    events = os.fdopen(os.dup(STDOUT), "wb", buffering=0)
    os.dup2(STDERR, STDOUT)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, STDIN)
    os.close(nothing)
    return requests, events


@dataclass(eq=False)
class Wire:
    """Says events, one line each, from whichever thread has one."""

    stream: BinaryIO
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def send(self, event: Event) -> None:
        """Write one event. A reader that is gone is noticed by the end of stdin, not here."""
        line = encode(event)
        with self._lock:
            self._write(line)

    def send_dying(self, event: Event) -> None:
        """Write one event even where another thread holds the wire for good."""
        line = encode(event)
        held = self._lock.acquire(timeout=LAST_CHANCE)
        self._write(line)
        if held:
            self._lock.release()

    def _write(self, line: bytes) -> None:
        rest = memoryview(line)
        try:
            while rest:
                rest = rest[self.stream.write(rest) or 0 :]
        except OSError:
            return
