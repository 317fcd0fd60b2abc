"""A worker of its own that measures how fast the devices are, and is gone afterwards."""

from pathlib import Path
from typing import Final

from launcher.protocol.measuring import MeasurePace, PaceMeasured
from launcher.protocol.messages import EngineParameters
from launcher.runtime.own_worker import OwnWorker

ANSWER_WITHIN: Final = 60.0  # seconds; a slow computer takes some five
WARM: Final = 0.15  # seconds of steps that do not count
EACH: Final = 0.3  # seconds of steps that do


class Pacer(OwnWorker):
    """Runs in a `with` statement, one at a time: its worker, with all it holds, ends there."""

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

        return self._ask(PaceMeasured, asked, path, within=ANSWER_WITHIN)
