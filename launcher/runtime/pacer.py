"""A worker of its own that measures how fast the devices are, and is gone afterwards."""

import threading
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Final

from launcher.errors import EngineBusy, EngineDied, LoadCancelled, ProtocolMismatch
from launcher.protocol.measuring import MeasurePace, PaceMeasured
from launcher.protocol.messages import EngineParameters, Hello
from launcher.runtime.line import START_WITHIN, Line

ANSWER_WITHIN: Final = 60.0  # seconds; a slow computer takes some five
WARM: Final = 0.15  # seconds of steps that do not count
EACH: Final = 0.3  # seconds of steps that do
GRACE: Final = 1.0  # seconds a stopped worker may take, then it is killed


class Pacer:
    """Runs in a `with` statement, one at a time: its worker, with all it holds, ends there."""

    def __init__(
        self, *, environment: Mapping[str, str] | None = None, start_within: float = START_WITHIN
    ) -> None:
        self._line = Line(patient=False, environment=environment, start_within=start_within)
        self._running = threading.Lock()
        self._stopped = threading.Event()
        self._closed = threading.Event()

    def __enter__(self) -> "Pacer":
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
        """The process that measures now, 0 for none."""
        return self._line.worker

    def hello(self) -> Hello:
        """The worker's first words. Raises EngineError."""
        return self._line.hello()

    def measure(
        self,
        path: Path,
        parameters: EngineParameters,
        *,
        prompt: int,
        apart: bool = False,
        seconds: float = EACH,
    ) -> PaceMeasured:
        """Time this model; see MeasurePace.

        Raises EngineError (LoadCancelled when the run was stopped), BadModelFile, ChoiceError.
        """

        def asked(number: int) -> MeasurePace:
            return MeasurePace(
                id=number,
                path=str(path),
                parameters=parameters,
                warm=WARM,
                seconds=seconds,
                prompt=prompt,
                apart=apart,
            )

        self.go_on()
        try:
            with self._line.turn():
                answer = self._line.ask(asked, path=str(path), within=ANSWER_WITHIN)
        except EngineDied:
            self.go_on()
            raise
        self.go_on()
        if not isinstance(answer, PaceMeasured):
            raise ProtocolMismatch(f"expected PaceMeasured, got {type(answer).__name__}")
        return answer

    def go_on(self) -> None:
        """Raises LoadCancelled where the run was stopped."""
        if self._stopped.is_set() or self._closed.is_set():
            raise LoadCancelled

    def stop(self) -> None:
        """Stop the run that goes on; its caller gets LoadCancelled. Does not wait."""
        self._stopped.set()
        self._line.interrupt(kill_after=GRACE)

    def close(self) -> None:
        """End the worker at once and for good."""
        self._closed.set()
        self._line.interrupt(kill_after=0.0)
        self._line.close()
