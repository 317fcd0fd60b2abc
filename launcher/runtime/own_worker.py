"""A worker of its own that is there for one run and gone afterwards."""

import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Final, Self, TypeVar

from launcher.engines.starts import Starts
from launcher.errors import EngineBusy, EngineDied, LoadCancelled, ProtocolMismatch
from launcher.protocol.messages import Event, Hello, Request
from launcher.runtime.line import START_WITHIN, Line, OnEvent

GRACE: Final = 1.0  # seconds a stopped worker may take, then it is killed
Answer = TypeVar("Answer", bound=Event)


class OwnWorker:
    """Runs in a `with` statement, one at a time: its worker, with all it holds, ends there."""

    def __init__(
        self,
        *,
        environment: Mapping[str, str] | None = None,
        start_within: float = START_WITHIN,
        engines: Starts | None = None,
    ) -> None:
        self._line = Line(
            patient=False, environment=environment, start_within=start_within, engines=engines
        )
        self._running = threading.Lock()
        self._stopped = threading.Event()
        self._closed = threading.Event()
        self._grace = GRACE

    def __enter__(self) -> Self:
        """Begin a run. Raises EngineBusy while another one goes on."""
        if not self._running.acquire(blocking=False):
            raise EngineBusy
        self._stopped.clear()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._line.release()
        self._running.release()

    @property
    def worker(self) -> int:
        """The process that works now, 0 for none."""
        return self._line.worker

    def hello(self) -> Hello:
        """The worker's first words. Raises EngineError."""
        return self._line.hello()

    def go_on(self) -> None:
        """Raises LoadCancelled where the run was stopped."""
        if self._stopped.is_set() or self._closed.is_set():
            raise LoadCancelled

    def stop(self) -> None:
        """Stop the run that goes on; its caller gets LoadCancelled. Does not wait."""
        self._stopped.set()
        self._line.interrupt(kill_after=self._grace)

    def close(self) -> None:
        """End the worker at once and for good."""
        self._closed.set()
        self._line.interrupt(kill_after=0.0)
        self._line.close()

    def _ask(
        self,
        kind: type[Answer],
        make: Callable[[int], Request],
        path: Path,
        *,
        on_event: OnEvent | None = None,
        within: float | None = None,
    ) -> Answer:
        """The answer to a question about this file. Raises LoadCancelled when stopped."""
        self.go_on()
        try:
            with self._line.turn():
                answer = self._line.ask(make, path=str(path), on_event=on_event, within=within)
        except EngineDied:
            self.go_on()
            raise
        self.go_on()
        if not isinstance(answer, kind):
            raise ProtocolMismatch(f"expected {kind.__name__}, got {type(answer).__name__}")
        return answer
