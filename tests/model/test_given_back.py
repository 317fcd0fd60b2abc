"""What the present model is said to give back, against what its worker really gave."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from launcher.actions.load import load, unload
from launcher.actions.machine import as_if_unloaded, gives_back, look_with_engine
from launcher.actions.parts import Parts, assemble
from launcher.hardware.facts import Machine
from launcher.memory.choices import Choices, LoadMode
from launcher.paths import places
from launcher.units import MIB
from tests.benchmarks.large import write_large
from tests.fakes.catalogue import LLAMA_1B

NEAR = 64 * MIB


@pytest.fixture
def parts(snug_home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Parts]:
    monkeypatch.setenv("OMP_WAIT_POLICY", "passive")
    made = assemble(places())
    yield made
    made.close()


def held(machine: Machine) -> int:
    (own,) = [one for one in machine.memory.holders if one.own]
    return own.held


@pytest.mark.full
@pytest.mark.parametrize("mode", list(LoadMode))
def test_what_a_model_is_said_to_give_back_is_what_comes_back(
    parts: Parts, tmp_path: Path, mode: LoadMode
) -> None:
    path, _ = write_large(tmp_path, LLAMA_1B, "Q4_K_M")
    choices = Choices(context=8192, load=mode, threads=1)
    before = look_with_engine(parts)
    loaded = load(parts, path, choices, before, lambda _progress: None, receipt=False)
    full = look_with_engine(parts)
    said, room = gives_back(full, loaded), as_if_unloaded(full, loaded)
    unload(parts)
    empty = look_with_engine(parts)
    assert said > 500 * MIB
    assert said == pytest.approx(full.memory.workers - empty.memory.workers, abs=NEAR)
    assert held(room) == pytest.approx(held(empty), abs=NEAR)
    assert gives_back(empty, loaded) < NEAR
