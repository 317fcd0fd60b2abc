from dataclasses import replace

import pytest

from launcher.hardware.pace import PER_LAYER
from launcher.measurement.calibration import (
    LEAST_SPREAD,
    Timed,
    better_half,
    graphics_pace,
    processor_pace,
    spread_of,
    two_constants,
)
from launcher.models.yardstick import Yardstick
from launcher.protocol.measuring import LayerTimes, PaceMeasured
from tests.fakes.paces import timed_of

THIN = Yardstick(types=("Q4_K",) * 24, width=512, hidden=512, heads=16)
WIDE = Yardstick(types=("Q4_K",) * 4, width=4096, hidden=12_288, heads=32)
RATES = {"Q4_K": 24e9, "Q8_0": 28e9, "IQ3_S": 4.5e9, "Q2_0": 0.7e9}
MIXED = Yardstick(types=("Q8_0", "Q4_K", "IQ3_S", "Q2_0"), width=2048, hidden=2048, heads=4)


def processor(per_layer: float = 30e-6, stop: float = 0.0) -> tuple[Timed, Timed]:
    mixed = timed_of(MIXED, RATES, per_layer=per_layer, stop=stop)
    return mixed, timed_of(THIN, RATES, per_layer=per_layer, cache=3e9)


def with_steps(timed: Timed, *seconds: float) -> Timed:
    return replace(timed, times=replace(timed.times, steps=seconds))


def test_both_constants_of_a_graphics_card_come_out_of_two_models() -> None:
    rates = {"Q4_K": 900e9}
    wide = timed_of(WIDE, rates, per_layer=45e-6)
    bandwidth, per_layer = two_constants(wide, timed_of(THIN, rates, per_layer=45e-6))
    assert bandwidth == pytest.approx(900e9)
    assert per_layer == pytest.approx(45e-6)


def test_steps_that_make_no_sense_leave_the_bytes_and_the_usual_time_a_layer() -> None:
    wide = timed_of(WIDE, {"Q4_K": 900e9}, per_layer=45e-6)
    slow_thin = with_steps(timed_of(THIN, {"Q4_K": 900e9}, per_layer=45e-6), 1.0, 1.0, 1.0)
    bandwidth, per_layer = two_constants(wide, slow_thin)
    assert per_layer == min(PER_LAYER, wide.step / 2 / 4)
    assert bandwidth == pytest.approx(wide.bytes / (wide.step - 4 * per_layer))


def test_a_step_shorter_than_its_layers_usual_time_still_gives_a_bandwidth() -> None:
    wide = with_steps(timed_of(WIDE, {"Q4_K": 900e9}, per_layer=0.0), 1e-4, 1e-4, 1e-4)
    thin = with_steps(timed_of(THIN, {"Q4_K": 900e9}, per_layer=0.0), 1.0, 1.0, 1.0)
    bandwidth, _ = two_constants(wide, thin)
    assert bandwidth == pytest.approx(wide.bytes / 0.5e-4)


def test_a_graphics_cards_prompt_gives_its_arithmetic() -> None:
    wide = timed_of(WIDE, {"Q4_K": 900e9}, per_layer=45e-6)
    read = replace(wide, times=replace(wide.times, prompt_tokens=512, prompt_seconds=0.1))
    thin = timed_of(THIN, {"Q4_K": 900e9}, per_layer=45e-6)
    pace = graphics_pace("CUDA0", read, thin, "measured here")
    weights = 4 * (WIDE.feed_forward_weights + WIDE.attention_weights)
    assert pace.compute == pytest.approx(2 * weights * 512 / 0.1)
    assert (pace.device, pace.measured, pace.cache) == ("CUDA0", True, None)
    assert graphics_pace("CUDA0", wide, thin, "").compute is None


def test_a_processor_has_a_bandwidth_for_each_type() -> None:
    pace = processor_pace("CPU", *processor(), "measured here")
    assert {one.type: one.bandwidth for one in pace.types} == pytest.approx(RATES)
    assert pace.bandwidth == pytest.approx(RATES["Q4_K"])
    assert pace.per_layer == pytest.approx(30e-6)
    assert pace.cache == pytest.approx(3e9)
    assert pace.bandwidth_of("IQ3_S") == pytest.approx(4.5e9)
    assert pace.bandwidth_of("Q5_K") == pace.bandwidth


def test_what_stopping_behind_each_layer_costs_does_not_count() -> None:
    pace = processor_pace("CPU", *processor(stop=50e-6), "")
    assert {one.type: one.bandwidth for one in pace.types} == pytest.approx(RATES, rel=0.02)
    assert pace.per_layer == pytest.approx(30e-6, rel=0.1)


def test_a_prompts_arithmetic_is_told_for_each_type_but_the_last() -> None:
    mixed, thin = processor()
    layers = tuple(replace(one, prompt=0.01) for one in mixed.times.layers)
    read = replace(mixed, times=replace(mixed.times, prompt_tokens=128, layers=layers))
    pace = processor_pace("CPU", read, thin, "")
    rate = 2 * MIXED.feed_forward_weights * 128 / 0.01
    told = {one.type: one.compute for one in pace.types}
    assert told == {"Q4_K": rate, "Q8_0": rate, "IQ3_S": rate, "Q2_0": None}
    assert pace.compute == rate
    assert pace.compute_of("Q2_0") == rate


def test_a_negative_time_a_layer_becomes_the_usual_one() -> None:
    mixed, thin = processor()
    too_fast = with_steps(thin, 1e-6, 1e-6, 1e-6)
    assert processor_pace("CPU", mixed, too_fast, "").per_layer == PER_LAYER


def test_layers_that_were_not_timed_apart_are_refused() -> None:
    mixed, thin = processor()
    untold = replace(mixed, times=replace(mixed.times, layers=()))
    with pytest.raises(ValueError, match="not timed"):
        processor_pace("CPU", untold, thin, "")
    other = replace(mixed.times, layers=(LayerTimes(layer=0, steps=(0.1,)),))
    with pytest.raises(ValueError, match="not timed"):
        processor_pace("CPU", replace(mixed, times=other), thin, "")


def test_a_cache_that_costs_nothing_measurable_is_not_told() -> None:
    mixed, thin = processor()
    same = replace(thin, times=replace(thin.times, deep=thin.times.steps))
    assert processor_pace("CPU", mixed, same, "").cache is None
    none = replace(thin, times=replace(thin.times, deep=()))
    assert processor_pace("CPU", mixed, none, "").cache is None


def test_the_better_half_of_the_steps_counts_and_the_spread_says_how_far_the_rest_is() -> None:
    steady = [1.0] * 9
    disturbed = [1.0] * 5 + [3.0] * 4
    assert better_half(disturbed) == better_half(steady) == 1.0
    assert spread_of(steady) == LEAST_SPREAD
    assert spread_of([1.0, 1.0, 1.0, 1.3, 1.3, 1.3, 1.3]) == pytest.approx(0.3)


def test_a_single_step_is_enough() -> None:
    times = PaceMeasured(id=1, load_seconds=0.0, steps=(0.5,))
    assert Timed(stick=THIN, times=times).step == 0.5
    assert Timed(stick=THIN, times=times).deeper is None
