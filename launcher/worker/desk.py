"""Where requests are answered: every one gets exactly one last event."""

import sys
import traceback

from launcher.protocol.messages import (
    Count,
    Derive,
    Event,
    Failed,
    Generate,
    Load,
    MeasurePace,
    Plan,
    QuantizeFile,
    ScoreText,
    TimeModel,
    Unload,
    Unloaded,
)
from launcher.worker.derive import derive
from launcher.worker.dry_run import DryRuns
from launcher.worker.engine import Engine
from launcher.worker.inbox import Work
from launcher.worker.interrupt import Interrupt
from launcher.worker.log import EngineLog
from launcher.worker.pace_run import pace_run
from launcher.worker.quantize_file import quantize_file
from launcher.worker.refused import Refused
from launcher.worker.score import score_text
from launcher.worker.time_model import time_model
from launcher.worker.wire import Wire


class Desk:
    """The one place that calls the engine, on the main thread."""

    def __init__(self, wire: Wire, log: EngineLog, interrupt: Interrupt) -> None:
        self._log = log
        self._interrupt = interrupt
        self._send = wire.send
        self._engine = Engine(log, interrupt, wire.send)
        self._plans = DryRuns(log)

    def answer(self, work: Work) -> Event:
        """Do it; its last event, which says how it went."""
        self._log.forget()
        self._interrupt.begin(work.id)
        try:
            event = self._do(work)
        except Refused as refused:
            event = self._failed(work.id, refused.kind, refused.detail, refused.numbers)
        except MemoryError:
            event = self._failed(work.id, "out_of_memory", "CPU", (0,))
        except Exception as error:  # noqa: BLE001  the process's own boundary: say it, live on
            traceback.print_exc(file=sys.stderr)
            event = self._failed(work.id, "internal", f"{type(error).__name__}: {error}")
        finally:
            self._interrupt.end()
        return event

    def close(self) -> None:
        """Free what is loaded."""
        self._plans.close()
        self._engine.unload()

    def _do(self, work: Work) -> Event:  # noqa: PLR0911  one way out each
        match work:
            case Load():
                return self._engine.load(work)
            case Generate():
                return self._engine.generate(work)
            case Count():
                return self._engine.count(work)
            case Plan():
                return self._plans.plan(work)
            case Derive():
                return derive(work, self._log)
            case MeasurePace():
                return pace_run(work, self._log, self._interrupt)
            case ScoreText() | TimeModel() | QuantizeFile():
                return self._measure(work)
            case Unload():
                self._engine.unload()
                return Unloaded(id=work.id)

    def _measure(self, work: ScoreText | TimeModel | QuantizeFile) -> Event:
        log, interrupt, send = self._log, self._interrupt, self._send
        match work:
            case ScoreText():
                return score_text(work, log, interrupt, send)
            case TimeModel():
                return time_model(work, log, interrupt, send)
            case QuantizeFile():
                return quantize_file(work, log, interrupt, send)

    def _failed(
        self, request: int, kind: str, detail: str, numbers: tuple[int, ...] = ()
    ) -> Failed:
        return Failed(id=request, kind=kind, detail=detail, numbers=numbers, log=self._log.last())
