"""The part that reads pictures (mmproj) in a plan: the engine's own figure, or that none is."""

import sys
from pathlib import Path

import pytest

from launcher.errors import NoSuchFile
from launcher.models.slim import write_slim
from launcher.runtime.planner import Planner
from tests.fakes.mmproj import pictures
from tests.process.asking import parameters
from tests.process.conftest import MakeModel

WITHOUT = (
    "import runpy, launcher.worker.mmproj as m; m.ITANIUM = m.MICROSOFT = 'not_in_this_engine';"
    "runpy.run_module('launcher.worker', run_name='__main__')"
)


@pytest.fixture(scope="module")
def beside(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("mmproj") / "mmproj.gguf"
    write_slim(pictures(), path)
    return path


def test_the_part_for_pictures_is_planned_beside_the_model(
    planner: Planner, tiny: MakeModel, beside: Path
) -> None:
    asked = parameters(context=1024)
    alone = planner.plan(tiny("llama"), asked)
    both = planner.plan(tiny("llama"), asked, mmproj=beside)
    weights = pictures().weight_bytes
    assert alone.devices[0].mmproj == 0
    assert weights < both.devices[0].mmproj < 1.3 * weights  # with room for one picture
    assert both.missing == ()
    assert both.devices[0].kv == alone.devices[0].kv


def test_it_is_the_same_at_any_context_and_gone_when_it_is_not_asked_for(
    planner: Planner, tiny: MakeModel, beside: Path
) -> None:
    sizes = {
        planner.plan(tiny("llama"), parameters(context=context), mmproj=beside).devices[0].mmproj
        for context in (512, 1024, 2048)
    }
    assert len(sizes) == 1
    assert planner.plan(tiny("llama"), parameters()).devices[0].mmproj == 0


def test_its_plan_takes_no_memory_for_its_weights(
    planner: Planner, tiny: MakeModel, beside: Path
) -> None:
    psutil = pytest.importorskip("psutil")
    planner.plan(tiny("llama"), parameters(), mmproj=beside)
    assert psutil.Process(planner.worker).memory_info().rss < pictures().weight_bytes // 2


def test_a_file_that_is_no_part_for_pictures_gives_no_figure(
    planner: Planner, tiny: MakeModel, tmp_path: Path
) -> None:
    model = tiny("llama")
    assert planner.plan(model, parameters(), mmproj=model).missing == ("mmproj",)
    with pytest.raises(NoSuchFile):
        planner.plan(model, parameters(), mmproj=tmp_path / "nothing.gguf")
    assert planner.plan(model, parameters()).missing == ()


def test_an_engine_without_the_counter_says_so(
    tiny: MakeModel, beside: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    command = [sys.executable, "-P", "-c", WITHOUT]
    monkeypatch.setattr("launcher.runtime.client.worker_command", lambda: command)
    planner = Planner()
    try:
        planned = planner.plan(tiny("llama"), parameters(), mmproj=beside)
    finally:
        planner.close()
    assert planned.missing == ("mmproj",)
    assert planned.devices[0].mmproj == 0
    assert planned.devices[0].weights > 0
