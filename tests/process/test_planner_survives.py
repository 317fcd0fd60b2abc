"""Headers that lie, through the real dry run: the planner outlives whatever they do to it."""

import os
import random
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from launcher.errors import BadModelFile, EngineDied, EngineError, EngineHung
from launcher.models.facts import ModelFacts, Value
from launcher.models.gguf import read_facts
from launcher.models.slim import slim_bytes, write_slim
from launcher.models.sparse import write_sparse
from launcher.runtime.planner import Planner
from launcher.units import GIB
from tests.process.asking import parameters
from tests.process.conftest import MakeModel

KINDS = ("llama", "gemma3", "granitehybrid", "qwen3moe", "mamba", "lfm2")
NUMBERS = (0, 1, 3, 7, 255, 4096, 65_535, 2**20, 2**31 - 1, 2**31, 2**32 - 1)
SLEEPS = (
    "import runpy, time, launcher.worker.dry_run as d;"
    "d.DryRuns.plan = lambda *_: time.sleep(3600);"
    "runpy.run_module('launcher.worker', run_name='__main__')"
)
LIMITED = (  # a header may ask for as much memory as it likes
    "import resource, runpy; resource.setrlimit(resource.RLIMIT_AS, ({0}, {0}));"
    "runpy.run_module('launcher.worker', run_name='__main__')"
)
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="a way to stop a process of POSIX")


@pytest.fixture
def hasty() -> Iterator[Planner]:
    """A planner of little patience."""
    made = Planner(answer_within=0.5)
    made.hello()
    yield made
    made.close()


@POSIX
def test_a_worker_that_hangs_is_ended_and_the_next_question_is_answered(
    hasty: Planner, tiny: MakeModel
) -> None:
    stopped = hasty.worker
    os.kill(stopped, signal.SIGSTOP)
    began = time.monotonic()
    with pytest.raises(EngineHung) as caught:
        hasty.plan(tiny("llama"), parameters())
    assert caught.value.seconds == 0.5
    assert time.monotonic() - began < 10
    assert hasty.worker == 0
    assert hasty.plan(tiny("llama"), parameters()).source == "breakdown"
    assert hasty.worker != stopped


def test_letting_the_worker_go_waits_for_the_plan_it_is_making(hasty: Planner) -> None:
    worker = hasty.worker
    letting_go = threading.Thread(target=hasty.rest)
    with hasty._line.turn():
        letting_go.start()
        letting_go.join(0.2)
        assert letting_go.is_alive()
        assert hasty.worker == worker
    letting_go.join(10)
    assert hasty.worker == 0


@POSIX
def test_deriving_has_the_same_patience(hasty: Planner, tiny: MakeModel) -> None:
    os.kill(hasty.worker, signal.SIGSTOP)
    with pytest.raises(EngineHung):
        hasty.derive(tiny("llama", quantization="F16"), "Q4_K_M")
    assert hasty.worker == 0


def test_an_engine_that_never_comes_to_an_answer_is_told(
    tiny: MakeModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    command = [sys.executable, "-P", "-c", SLEEPS]
    monkeypatch.setattr("launcher.runtime.client.worker_command", lambda: command)
    planner = Planner(answer_within=0.2)
    try:
        with pytest.raises(EngineHung):
            planner.plan(tiny("llama"), parameters())
    finally:
        planner.close()


@POSIX
def test_a_worker_that_dies_in_time_did_not_hang(hasty: Planner, tiny: MakeModel) -> None:
    os.kill(hasty.worker, signal.SIGKILL)
    with suppress(EngineDied):  # EngineHung it may not be
        hasty.plan(tiny("llama"), parameters())
    assert hasty.plan(tiny("llama"), parameters()).source == "breakdown"


@pytest.fixture
def limited(monkeypatch: pytest.MonkeyPatch) -> Iterator[Planner]:
    command = [sys.executable, "-P", "-c", LIMITED.format(8 * GIB)]
    if sys.platform != "win32":
        monkeypatch.setattr("launcher.runtime.client.worker_command", lambda: command)
    made = Planner(answer_within=10)
    yield made
    made.close()


@pytest.mark.parametrize(
    ("seed", "count"), [(7, 12), pytest.param(11, 400, marks=pytest.mark.full)]
)
@pytest.mark.timeout(900)
def test_no_header_is_the_planners_end(
    limited: Planner, tiny: MakeModel, tmp_path: Path, seed: int, count: int
) -> None:
    source = random.Random(seed)  # noqa: S311  no secret
    good = tmp_path / "good.gguf"
    write_slim(read_facts(tiny("llama")), good)
    expected = limited.plan(good, parameters()).devices
    models = [read_facts(tiny(kind)) for kind in KINDS]
    for number in range(count):
        path = tmp_path / f"{number}.gguf"
        _write_mutated(path, source.choice(models), source)
        try:
            planned = limited.plan(path, parameters(sequences=source.choice((1, 1, 3))))
        except (EngineError, BadModelFile):
            assert limited.plan(good, parameters()).devices == expected
        else:
            sizes = [use.weights + use.kv + use.recurrent + use.compute for use in planned.devices]
            assert all(size >= 0 for size in sizes)
        path.unlink()
    assert limited.plan(good, parameters()).devices == expected


def _write_mutated(path: Path, facts: ModelFacts, source: random.Random) -> None:
    """Either its bytes are wrong, or its numbers are, or its tensors have other shapes."""
    way = source.choice((0, 1, 1, 1, 2))
    if way == 0:
        data = bytearray(slim_bytes(facts))
        for _ in range(source.randint(1, 4)):
            data[source.randrange(len(data))] = source.randrange(256)
        write_sparse(path, bytes(data), facts.file_size + len(data))
        return
    wrong = _with_numbers(facts, source) if way == 1 else _with_shapes(facts, source)
    try:
        write_slim(wrong, path)
    except (ValueError, OverflowError):  # our own writer refuses it
        write_slim(facts, path)


def _with_numbers(facts: ModelFacts, source: random.Random) -> ModelFacts:
    own = [key for key in facts.metadata if key.startswith(facts.architecture)]
    changed: dict[str, Value] = dict(facts.metadata)
    for key in source.sample(own, k=min(len(own), source.randint(1, 2))):
        value = changed[key]
        if isinstance(value, float):
            changed[key] = source.choice((0.0, -1.0, 1e30, float("inf")))
        elif isinstance(value, int) and not isinstance(value, bool):
            changed[key] = source.choice(NUMBERS)
    return replace(facts, metadata=changed)


def _with_shapes(facts: ModelFacts, source: random.Random) -> ModelFacts:
    tensors = list(facts.tensors)
    for _ in range(source.randint(1, 3)):
        at = source.randrange(len(tensors))
        shape = [*tensors[at].shape]
        shape[source.randrange(len(shape))] = source.choice((1, 32, 64, 2**20))
        tensors[at] = replace(tensors[at], shape=tuple(shape))
    return replace(facts, tensors=tuple(tensors))
