"""Devices are timed by a real engine, and answers are learned from."""

import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from launcher.actions.ask import answer
from launcher.actions.learned import LEAST, correction_for
from launcher.actions.load import LoadedModel, load, unload
from launcher.actions.machine import look_with_engine
from launcher.actions.pace import (
    TYPES,
    measure_pace,
    measured_here,
    measured_paces,
    stop_measuring,
)
from launcher.actions.parts import Parts, assemble
from launcher.chat.values import Sampling
from launcher.errors import EngineBusy, LoadCancelled, NotGguf, OutOfMemory
from launcher.hardware.facts import Device, DeviceKind
from launcher.measurement.answers import Kind
from launcher.measurement.calibration import Timed, better_half
from launcher.measurement.turns import alone_with
from launcher.memory.choices import Choices
from launcher.models.yardstick import Yardstick, write_yardstick
from launcher.paths import places
from launcher.protocol.messages import DrawParameters, Turn
from launcher.runtime.pacer import Pacer
from launcher.units import GIB, MIB
from tests.process.asking import parameters
from tests.process.conftest import MakeModel
from tests.process.terminal import NUMBER, TEXT, Maybe, misfits, snug

SMALL = Yardstick(types=("Q8_0", "MXFP4", "Q4_K", "IQ3_S"), width=256, hidden=512, heads=4)
PACE = {
    "device": TEXT,
    "bandwidth": NUMBER,
    "per_layer": NUMBER,
    "compute": Maybe(NUMBER),
    "when": TEXT,
}


def nothing(_: object) -> None:
    """Hears and does nothing."""


@pytest.fixture
def parts(snug_home: Path) -> Iterator[Parts]:
    made = assemble(places())
    yield made
    made.close()


@pytest.fixture(scope="module")
def pacer() -> Iterator[Pacer]:
    with Pacer() as made:
        made.hello()  # its process is this module's, not the first test's
        yield made


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sticks") / "small.gguf"
    write_yardstick(path, SMALL)
    return path


def test_steps_a_prompt_and_steps_behind_it_are_timed(pacer: Pacer, small: Path) -> None:
    times = pacer.measure(small, parameters(context=1024), prompt=256, seconds=0.2)
    assert len(times.steps) >= 3
    assert len(times.deep) >= 3
    assert times.prompt_tokens in (32, 64, 128, 256)
    assert times.depth == times.prompt_tokens
    assert times.prompt_seconds is not None
    assert 0 < min(times.steps) <= better_half(times.steps) < 1
    assert times.layers == ()


def test_a_conversation_longer_than_the_context_goes_on(pacer: Pacer, small: Path) -> None:
    times = pacer.measure(small, parameters(context=256), prompt=256, seconds=0.3)
    assert len(times.steps) + len(times.deep) > 0


def test_every_layer_is_timed_apart(pacer: Pacer, small: Path) -> None:
    times = pacer.measure(small, parameters(context=512), prompt=64, apart=True, seconds=0.2)
    assert [one.layer for one in times.layers] == [0, 1, 2, 3]
    timed = Timed(stick=SMALL, times=times)
    parts_of_a_step = sum(better_half(one.steps) for one in times.layers)
    assert 0 < parts_of_a_step < 5 * timed.step
    assert all(len(one.steps) >= 3 and one.prompt for one in times.layers)
    assert times.deep == ()


def test_without_a_prompt_none_is_told(pacer: Pacer, small: Path) -> None:
    times = pacer.measure(small, parameters(context=512), prompt=0, seconds=0.05)
    assert (times.prompt_tokens, times.prompt_seconds, times.deep) == (0, None, ())


def test_a_measurement_that_is_stopped_ends_at_once(small: Path) -> None:
    with Pacer() as pacer:
        pacer.hello()
        threading.Timer(0.5, pacer.stop).start()
        began = time.monotonic()
        with pytest.raises(LoadCancelled):
            pacer.measure(small, parameters(context=512), prompt=0, seconds=30)
        assert time.monotonic() - began < 5


def test_what_is_no_model_is_refused_with_its_reason(pacer: Pacer, tmp_path: Path) -> None:
    (tmp_path / "page.gguf").write_text("<html>", "utf-8")
    with pytest.raises(NotGguf):
        pacer.measure(tmp_path / "page.gguf", parameters(), prompt=0)


def test_this_computers_pace_is_measured_and_kept(parts: Parts) -> None:
    machine = look_with_engine(parts)
    assert measured_paces(parts, machine) == ()
    told: list[str] = []
    began = time.monotonic()
    paces = measure_pace(parts, machine, lambda device: told.append(device.name))
    assert time.monotonic() - began < 30  # three seconds where nothing else goes on
    assert told[0] == "CPU"
    pace = next(one for one in paces if one.device == "CPU")
    assert 0.1e9 < pace.bandwidth < 2000e9
    assert 0 < pace.per_layer < 0.05
    assert {one.type for one in pace.types} == set(TYPES)
    assert pace.compute
    assert pace.measured
    assert 0.05 <= pace.spread <= 0.5
    assert measured_paces(parts, look_with_engine(parts)) == paces
    assert list(parts.places.yardsticks.iterdir()) == []


def test_an_imagined_computer_was_never_measured(parts: Parts) -> None:
    machine = look_with_engine(parts)
    parts.paces.add([])
    assert measured_here(parts, replace(machine, imagined=True)) == ()


def test_without_room_it_is_not_tried(parts: Parts) -> None:
    machine = look_with_engine(parts)
    full = replace(machine, memory=replace(machine.memory, available=100 * MIB))
    with pytest.raises(OutOfMemory):
        measure_pace(parts, full)


def test_each_graphics_card_is_measured_and_one_without_room_is_left_out(
    parts: Parts, caplog: pytest.LogCaptureFixture
) -> None:
    """This engine has no card, so what stands for one here computes on the processor."""
    bare = look_with_engine(parts)
    cards = [
        Device(name=name, description=name, kind=DeviceKind.GPU, total=GIB, free=free)
        for name, free in (("CUDA0", 100 * MIB), ("CUDA1", 800 * MIB))
    ]
    machine = replace(bare, devices=(*bare.devices, *cards))
    told: list[str] = []
    paces = {
        pace.device: pace
        for pace in measure_pace(parts, machine, lambda device: told.append(device.name))
    }
    assert set(paces) == {"CPU", "CUDA1"}
    assert "CUDA0 was not measured." in caplog.text
    assert list(dict.fromkeys(told)) == ["CPU", "CUDA1"]
    card = paces["CUDA1"]
    assert card.bandwidth > 0
    assert 0 < card.per_layer < 0.05
    assert card.compute
    assert card.types == ()


def test_a_measurement_yields_to_an_answer(parts: Parts, tiny: MakeModel) -> None:
    loaded(parts, tiny("llama", layers=8))
    refused: list[bool] = []

    def measure_meanwhile(_delta: object) -> None:
        if refused:
            return
        try:
            measure_pace(parts, look_with_engine(parts))
        except EngineBusy:
            refused.append(True)

    question = (Turn(role="user", text="Hello"),)
    draw = DrawParameters(temperature=0, max_tokens=8)
    parts.session.generate(question, draw, measure_meanwhile)
    assert refused
    assert measured_paces(parts, look_with_engine(parts)) == ()


def under_way(parts: Parts) -> tuple[threading.Thread, list[Exception]]:
    """A measurement on a thread of its own, with its worker at work; and how it ends."""
    ended: list[Exception] = []
    machine = look_with_engine(parts)

    def measure() -> None:
        try:
            measure_pace(parts, machine)
        except LoadCancelled as error:
            ended.append(error)

    thread = threading.Thread(target=measure)
    thread.start()
    patience = time.monotonic() + 20
    while not parts.pacer.worker and time.monotonic() < patience:
        thread.join(0.01)
    return thread, ended


def test_a_measurement_is_stopped_and_nothing_of_it_is_kept(parts: Parts) -> None:
    thread, ended = under_way(parts)
    began = time.monotonic()
    stop_measuring(parts)
    thread.join(10)
    assert time.monotonic() - began < 3
    assert len(ended) == 1
    assert parts.pacer.worker == 0
    assert measured_paces(parts, look_with_engine(parts)) == ()
    assert measure_pace(parts, look_with_engine(parts))  # the next one is not stopped


def test_the_programs_end_is_the_measurements_end(parts: Parts) -> None:
    thread, ended = under_way(parts)
    worker = parts.pacer.worker
    assert worker in parts.worker_pids()
    began = time.monotonic()
    parts.close()
    thread.join(10)
    assert time.monotonic() - began < 1.5
    assert len(ended) == 1
    assert not psutil.pid_exists(worker)


def test_what_a_killed_run_left_behind_is_cleared_by_the_next(parts: Parts) -> None:
    left = parts.places.yardsticks / "tmpabc"
    left.mkdir(parents=True)
    (left / "yardstick.gguf").write_bytes(bytes(1000))
    measure_pace(parts, look_with_engine(parts))
    assert list(parts.places.yardsticks.iterdir()) == []


def test_two_programs_do_not_measure_at_once(parts: Parts) -> None:
    parts.places.yardsticks.mkdir(parents=True)
    with alone_with(parts.places.yardsticks), pytest.raises(EngineBusy):
        measure_pace(parts, look_with_engine(parts))
    with parts.pacer, pytest.raises(EngineBusy):
        measure_pace(parts, look_with_engine(parts))


def test_the_terminal_measures_when_asked_and_tells_it_from_then_on(snug_home: Path) -> None:
    before = snug("hardware", "--json")
    assert before.answer["pace"] == []
    measured = snug("hardware", "--measure", "--json")
    assert measured.status == 0, measured.err
    assert misfits(measured.answer["pace"], [PACE]) == []
    assert measured.answer["pace"][0]["device"] == "CPU"
    assert snug("hardware", "--json").answer["pace"] == measured.answer["pace"]
    words = snug("hardware").out
    assert "CPU reads" in words
    assert "IQ3_S" in words


# --- learning from answers --------------------------------------------------------------------


def loaded(parts: Parts, path: Path, **changes: object) -> LoadedModel:
    plain = Choices(context=512, gpu_layers=0, threads=1)
    choices = replace(plain, **changes)  # type: ignore[arg-type]
    return load(parts, path, choices, look_with_engine(parts), nothing)


def ask(parts: Parts, tokens: int) -> int:
    talk = parts.conversations.create(
        "Hello", sampling=Sampling(temperature=0.0, max_tokens=tokens)
    )
    parts.conversations.append(talk.id, "Hello there, who are you?")
    stats = answer(
        parts, talk.id, model="", on_begin=nothing, on_text=nothing, on_progress=nothing
    )
    return stats.answer_tokens


def correction(parts: Parts, model: LoadedModel) -> object:
    return correction_for(parts, model.facts, model.choices, model.predicted, model.machine)


def test_an_answer_is_set_beside_its_prediction(parts: Parts, tiny: MakeModel) -> None:
    model = loaded(parts, tiny("llama", layers=8))
    assert correction(parts, model) is None
    assert ask(parts, 40) == 40
    first = correction_for(parts, model.facts, model.choices, model.predicted, model.machine)
    assert first is not None
    assert (first.kind, first.answers) == (Kind.MODEL, 1)
    assert 0.05 < first.factor < 20
    assert ask(parts, 40) == 40
    second = correction_for(parts, model.facts, model.choices, model.predicted, model.machine)
    assert second is not None
    assert second.answers == 2


def test_a_short_answer_tells_nothing(parts: Parts, tiny: MakeModel) -> None:
    model = loaded(parts, tiny("llama", layers=8))
    ask(parts, LEAST - 1)
    assert correction(parts, model) is None


def test_nothing_is_learned_of_a_model_that_is_gone(parts: Parts, tiny: MakeModel) -> None:
    loaded(parts, tiny("llama", layers=8))
    assert parts.answers.asked is not None
    unload(parts)
    assert parts.answers.asked is None


def test_an_imagined_computer_is_not_corrected(parts: Parts, tiny: MakeModel) -> None:
    model = loaded(parts, tiny("llama", layers=8))
    ask(parts, 40)
    imagined = replace(model.machine, imagined=True)
    found = correction_for(parts, model.facts, model.choices, model.predicted, imagined)
    assert found is None


def test_an_answer_does_not_fail_where_nothing_can_be_kept(
    parts: Parts, tiny: MakeModel, caplog: pytest.LogCaptureFixture
) -> None:
    loaded(parts, tiny("llama", layers=8))
    parts.places.answers_file.mkdir(parents=True)
    assert ask(parts, 40) == 40
    assert "The speed of this answer is not kept." in caplog.text
