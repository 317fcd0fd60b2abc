"""What the program asks: read by a thread of its own, done by the main one.

Stop, GoOn and Ping are heard here and at once, in the middle of an answer too.
Only the main thread calls the engine.
"""

import os
import queue
import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, TypeAlias, get_args

from launcher.protocol.codec import NotAMessage, decode
from launcher.protocol.messages import (
    Count,
    Derive,
    Failed,
    Generate,
    GoOn,
    Load,
    MeasurePace,
    Ping,
    Plan,
    Pong,
    QuantizeFile,
    Request,
    ScoreText,
    Stop,
    TimeModel,
    Unload,
)
from launcher.worker.interrupt import Interrupt
from launcher.worker.wire import Wire

Work: TypeAlias = (
    Load
    | Plan
    | Derive
    | Generate
    | Count
    | MeasurePace
    | ScoreText
    | TimeModel
    | QuantizeFile
    | Unload
)
PATIENCE: Final = 0.5  # seconds the engine gets to end by itself once stdin is closed


@dataclass(eq=False)
class Inbox:
    """Requests in the order they came."""

    stream: Iterable[bytes]
    wire: Wire
    interrupt: Interrupt
    _work: "queue.SimpleQueue[Work | None]" = field(default_factory=queue.SimpleQueue)
    _answering: threading.Lock = field(default_factory=threading.Lock)
    _answers: set[int] = field(default_factory=set)
    _ended: threading.Event = field(default_factory=threading.Event)

    def open(self) -> None:
        """Begin to read."""
        threading.Thread(target=self._read, name="requests", daemon=True).start()

    def next(self) -> Work | None:
        """The next thing to do; None once the program has closed our stdin."""
        return self._work.get()

    def done(self, request: int) -> None:
        """This request is answered, or about to end."""
        with self._answering:
            self._answers.discard(request)

    def ended(self) -> None:
        """The main thread is through and ends the process by itself."""
        self._ended.set()

    def _read(self) -> None:
        for line in self.stream:
            self._took(line)
        self.interrupt.stop_all()
        self._work.put(None)
        if not self._ended.wait(PATIENCE):
            os._exit(0)  # the engine is deep in C code and nobody listens any more

    def _took(self, line: bytes) -> None:
        try:
            message = decode(line)
        except NotAMessage as error:
            self.wire.send(Failed(id=0, kind="protocol", detail=str(error)))
            return
        if isinstance(message, Ping):
            self.wire.send(Pong(id=message.id))
        elif isinstance(message, Stop):
            self.interrupt.stop(message.target)
            self.done(message.target)  # as good as over: the next answer may wait for it
        elif isinstance(message, GoOn):
            self.interrupt.go_on(message.target, again=message.again)
        elif isinstance(message, get_args(Request)):
            self._queue(message)
        else:
            self.wire.send(Failed(id=0, kind="protocol", detail="not a request"))

    def _queue(self, work: Work) -> None:
        if isinstance(work, Generate):
            with self._answering:
                if self._answers:
                    self.wire.send(Failed(id=work.id, kind="busy"))
                    return
                self._answers.add(work.id)
        self.interrupt.expect(work.id)
        self._work.put(work)
