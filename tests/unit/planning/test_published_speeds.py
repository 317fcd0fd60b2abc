"""The prediction held against what people measured, where the table of it is at hand."""

import os
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import pytest

from launcher.hardware.pace import Pace
from launcher.hardware.pace_fit import Timed, fit_pace
from launcher.memory.choices import ALL_LAYERS, Choices
from launcher.memory.estimate import estimate
from launcher.planning.reading import Reading, bytes_read
from launcher.planning.speed import answer_seconds, choosing
from tests.fakes.on_card import machine_with, speed_on
from tests.fakes.published_results import Result, best_results

SAID = 300  # tokens: those who measured asked short questions
WHOLE = Choices(context=4096, gpu_layers=ALL_LAYERS)
LEAST = 5  # models on a computer, for two constants to mean something
# Where the context was not told: with its cache, which is large, it does not fit.
SPILLS = {("NVIDIA GeForce RTX 5070", "OLMo-2-1124-13B-Instruct Q4_K_M")}


@pytest.fixture(scope="module")
def computers() -> dict[str, list[Result]]:
    folder = Path(os.environ.get("SNUG_TEST_DATA", ""))
    if not folder.joinpath("decode-speeds.json").is_file() or not folder.name:
        pytest.skip("SNUG_TEST_DATA holds no published speeds")
    found = defaultdict(list)
    for result in best_results(folder):
        if result.fits and (result.hardware, result.shape) not in SPILLS:
            found[result.hardware].append(result)
    return {name: results for name, results in found.items() if len(results) >= LEAST}


@pytest.fixture(scope="module")
def spilling() -> dict[str, Result]:
    folder = Path(os.environ.get("SNUG_TEST_DATA", ""))
    if not folder.joinpath("decode-speeds.json").is_file() or not folder.name:
        pytest.skip("SNUG_TEST_DATA holds no published speeds")
    results = best_results(folder)
    return {one.shape: one for one in results if one.hardware.endswith("RTX 2080")}


def reading_of(result: Result) -> Reading:
    """All of it on the card, whatever the card holds."""
    machine = machine_with(result.hardware, memory=1 << 40, ram=1 << 40, shared=result.shared)
    held = estimate(result.model, WHOLE, machine)
    return bytes_read(result.model, WHOLE, held, fill=SAID)[0]


def fitted(results: Sequence[Result]) -> Pace:
    samples = []
    for result in results:
        reading = reading_of(result)
        seconds = 1 / result.speed - choosing(result.model)
        samples.append(Timed(steps=reading.steps, bytes=reading.sum, seconds=seconds))
    pair = fit_pace(samples)
    assert pair is not None
    return Pace(device=reading_of(results[0]).device, per_layer=pair[0], bandwidth=pair[1])


def errors(results: Sequence[Result], pace: Pace) -> list[float]:
    found = []
    for result in results:
        reading = reading_of(result)
        seconds = answer_seconds(result.model, (reading,), {reading.device: pace})
        assert seconds is not None
        found.append(abs(1 / seconds / result.speed - 1))
    return found


def mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def predicted(result: Result) -> float:
    speed = speed_on(
        result.model,
        result.hardware,
        memory=result.memory,
        ram=result.ram,
        bandwidth=result.bandwidth,
        shared=result.shared,
        fill=SAID,
    )
    assert speed is not None
    return speed.middle


def test_two_constants_a_computer_say_the_speed_within_seven_percent(computers):
    assert len(computers) >= 6
    for name, results in computers.items():
        assert mean(errors(results, fitted(results))) <= 0.07, name


def test_models_that_were_not_fitted_are_met_as_well(computers):
    for name, results in computers.items():
        for part in (0, 1):
            fit, rest = results[part::2], results[1 - part :: 2]
            assert mean(errors(rest, fitted(fit))) <= 0.12, name


def test_the_printed_bandwidth_alone_says_the_speed_within_a_tenth(computers):
    for name, results in computers.items():
        off = [abs(predicted(result) / result.speed - 1) for result in results]
        assert mean(off) <= 0.10, name
        assert max(off) <= 0.45, name


def test_most_measured_speeds_lie_in_the_range_that_is_shown(computers):
    inside = []
    for results in computers.values():
        for result in results:
            speed = speed_on(
                result.model,
                result.hardware,
                memory=result.memory,
                ram=result.ram,
                shared=result.shared,
                fill=SAID,
            )
            assert speed is not None
            inside.append(speed.low <= result.speed <= speed.high)
    assert mean(inside) >= 0.9


def test_the_cliff_is_where_a_model_spills_out_of_the_card(spilling):
    small = predicted(spilling["Llama-3.1-8B-Instruct Q4_K_M"])
    larger = predicted(spilling["Qwen2.5-14B-Instruct Q4_K_M"])
    largest = predicted(spilling["Codestral-22B"])
    assert small > 2 * larger > 4 * largest
    assert 50 < small < 90
    assert 10 < larger < 32
    assert 3.5 < largest < 9


def test_a_mixture_of_experts_suffers_less_from_spilling(spilling):
    dense = predicted(spilling["gemma-2-27b-it Q4_K_M"])
    mixture = predicted(spilling["Qwen3-30B-A3B Q4_K_M"])
    assert mixture > 4 * dense
    assert mixture == pytest.approx(spilling["Qwen3-30B-A3B Q4_K_M"].speed, rel=0.4)


def test_a_card_without_a_name_is_predicted_from_its_bandwidth(computers):
    result = computers["AMD Radeon RX 7900 XT"][0]
    speed = speed_on(
        result.model, "a new card", memory=result.memory, ram=result.ram, bandwidth=800e9
    )
    assert speed is not None
    nothing = speed_on(result.model, "a new card", memory=result.memory, ram=result.ram)
    assert nothing is None
