"""A worker of its own that measures how fast the devices are, and is gone afterwards."""

from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Final

from launcher.errors import ProtocolMismatch
from launcher.protocol.measuring import MeasurePace, PaceMeasured
from launcher.protocol.messages import EngineParameters, Hello
from launcher.runtime.line import START_WITHIN, Line

ANSWER_WITHIN: Final = 60.0  # seconds; a slow computer takes some five
WARM: Final = 0.15  # seconds of steps that do not count
EACH: Final = 0.3  # seconds of steps that do


class Pacer:
    """Use it in a `with` statement: its worker, with all it holds, ends there."""

    def __init__(
        self, *, environment: Mapping[str, str] | None = None, start_within: float = START_WITHIN
    ) -> None:
        self._line = Line(patient=False, environment=environment, start_within=start_within)

    def __enter__(self) -> "Pacer":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._line.close()

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
        """Time this model; see MeasurePace. Raises EngineError, BadModelFile, ChoiceError."""
        with self._line.turn():
            answer = self._line.ask(
                lambda number: MeasurePace(
                    id=number,
                    path=str(path),
                    parameters=parameters,
                    warm=WARM,
                    seconds=seconds,
                    prompt=prompt,
                    apart=apart,
                ),
                path=str(path),
                within=ANSWER_WITHIN,
            )
        if not isinstance(answer, PaceMeasured):
            raise ProtocolMismatch(f"expected PaceMeasured, got {type(answer).__name__}")
        return answer

    def stop(self) -> None:
        """Stop what is being measured; its caller gets LoadCancelled."""
        self._line.interrupt(kill_after=1.0)
