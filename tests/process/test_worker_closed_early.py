import psutil
import pytest

from launcher.errors import EngineDied
from launcher.runtime.client import EngineProcess
from launcher.runtime.planner import Planner


def test_a_worker_that_is_closed_while_it_starts_does_not_stay(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    planner = Planner()
    start = EngineProcess.start

    def closed_first(process: EngineProcess) -> None:
        planner.close()  # as the window does from its own thread
        start(process)

    monkeypatch.setattr(EngineProcess, "start", closed_first)
    before = set(psutil.Process().children())
    with pytest.raises(EngineDied) as told:
        planner.hello()
    assert told.value.cause == "stopped"
    assert set(psutil.Process().children()) == before
