"""The worker that plans: what would this model take here?

A worker of its own, because the engine may abort on a header nobody has tried. It
ends itself when nothing was asked for a while, since with a graphics card even an
idle engine holds some of its memory.
"""

import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from launcher.engines.starts import Starts
from launcher.errors import ProtocolMismatch
from launcher.protocol.messages import (
    Derive,
    Derived,
    EngineParameters,
    Event,
    Hello,
    Plan,
    Planned,
    Request,
)
from launcher.runtime.line import START_WITHIN, Line

IDLE: Final = 60.0  # seconds
ANSWER_WITHIN: Final = 20.0  # seconds; the slowest header known takes less than one


class Planner:
    """Answers from any thread, one after the other; the caller drops late answers."""

    def __init__(
        self,
        *,
        environment: Mapping[str, str] | None = None,
        idle: float = IDLE,
        start_within: float = START_WITHIN,
        answer_within: float = ANSWER_WITHIN,
        engines: Starts | None = None,
    ) -> None:
        self._answer_within = answer_within
        self._line = Line(
            patient=True, environment=environment, start_within=start_within, engines=engines
        )
        self._idle = idle
        self._timer: threading.Timer | None = None
        self._timing = threading.Lock()
        self._used = 0.0
        self._closed = False

    @property
    def worker(self) -> int:
        """The worker's process number, 0 where none runs."""
        return self._line.worker

    def hello(self) -> Hello:
        """The worker's first words, with the engine's device list; starts it where needed.

        Raises EngineMissing, EngineTimeout, EngineDied, ProtocolMismatch.
        """
        try:
            return self._line.hello()
        finally:
            self._was_used()

    def plan(
        self, slim: Path, parameters: EngineParameters, *, mmproj: Path | None = None
    ) -> Planned:
        """Bytes per device for the model of this slim header, and of that for pictures beside it.

        Raises ChoiceError for impossible choices, BadModelFile and EngineError where
        the engine has no answer; EngineHung where it does not come to one.
        """
        beside = str(mmproj) if mmproj else ""
        answer = self._ask(
            lambda number: Plan(id=number, path=str(slim), parameters=parameters, mmproj=beside),
            slim,
        )
        if not isinstance(answer, Planned):
            raise ProtocolMismatch(f"expected Planned, got {type(answer).__name__}")
        return answer

    def derive(self, slim_f16: Path, quantization: str, *, imatrix: bool = False) -> Derived:
        """Type of every tensor in another quantization, from a slim F16 header.

        Raises UnknownChoice for a quantization the engine does not make.
        """
        answer = self._ask(
            lambda number: Derive(
                id=number, path=str(slim_f16), quantization=quantization, imatrix=imatrix
            ),
            slim_f16,
        )
        if not isinstance(answer, Derived):
            raise ProtocolMismatch(f"expected Derived, got {type(answer).__name__}")
        return answer

    def rest(self) -> None:
        """End the worker, after the plan it is making; the next question starts another.

        Waits for that plan, `answer_within` seconds at most: a worker that was only passed over
        would go on with the engine it started with.
        """
        self._line.rest(wait=True)

    def close(self) -> None:
        """End the worker for good."""
        with self._timing:
            self._closed = True
            if self._timer:
                self._timer.cancel()
        self._line.close()

    def _ask(self, make: Callable[[int], Request], path: Path) -> Event:
        try:
            with self._line.turn():
                return self._line.ask(make, path=str(path), within=self._answer_within)
        finally:
            self._was_used()

    def _was_used(self) -> None:
        with self._timing:
            self._used = time.monotonic()
            if self._timer is None and not self._closed:
                self._look_again_after(self._idle)

    def _look_again_after(self, seconds: float) -> None:
        self._timer = threading.Timer(seconds, self._look)
        self._timer.daemon = True
        self._timer.start()

    def _look(self) -> None:
        """End the worker if it was idle for long enough, else look again when it may be."""
        with self._timing:
            self._timer = None
            left = self._used + self._idle - time.monotonic()
            if self._closed:
                return
            if left > 0:
                self._look_again_after(left)
                return
        self._line.rest()
