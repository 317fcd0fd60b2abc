import struct
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from launcher.errors import OutOfRange
from launcher.hardware.facts import DeviceKind, Machine
from launcher.memory.choices import Choices, FlashAttention
from launcher.memory.devices import engine_devices, placement, shares
from launcher.memory.estimate import estimate
from launcher.memory.fit import Fit, judge
from launcher.models.facts import ModelFacts
from launcher.planning.auto_fit import AutoFit, auto_fit
from launcher.planning.division import split_for
from launcher.units import GIB
from tests.fakes.machine_facts import machine_of
from tests.fakes.model_facts import facts_of

LLAMA_8B = facts_of()
MIXTURE = facts_of(
    architecture="qwen3moe",
    layers=24,
    embedding=2048,
    heads=32,
    kv_heads=4,
    vocabulary=151936,
    trained=262144,
    experts={"count": 128, "used": 8, "n_ff_expert": 768},
)
TIED = facts_of(layers=12, vocabulary=262144, tied=True)


def plan(model: ModelFacts, machine: Machine, context: int = 8192, **more: object) -> AutoFit:
    choices = Choices(context=context, **more)  # type: ignore[arg-type]  # any choice by its name
    return auto_fit(model, choices, machine, reserve=GIB)


def told(found: AutoFit) -> str:
    return "\n".join(f"{step.what}: {step.why}" for step in found.steps)


def test_what_fits_on_the_gpu_lies_there_wholly() -> None:
    found = plan(LLAMA_8B, machine_of(16, 8))
    assert (found.fit, found.choices.gpu_layers) == (Fit.FITS, 33)
    assert (found.choices.kv_type_k, found.choices.cpu_moe) == ("f16", 0)
    assert "All 33 layers on GPU 0" in told(found)
    assert "8.00 GiB free" in told(found)


def test_a_smaller_cache_keeps_every_layer_on_the_gpu() -> None:
    found = plan(LLAMA_8B, machine_of(32, 8), 32_768)
    assert (found.fit, found.choices.gpu_layers) == (Fit.FITS, 33)
    assert (found.choices.kv_type_k, found.choices.kv_type_v) == ("q8_0", "q8_0")
    assert "KV cache in q8_0: It takes 2.12 GiB instead of 4.00 GiB" in told(found)


def test_layers_go_to_ram_where_nothing_else_helps() -> None:
    found = plan(LLAMA_8B, machine_of(32, 8), 32_768, flash_attention=FlashAttention.OFF)
    assert found.fit is Fit.PARTLY
    assert found.choices.gpu_layers is not None
    assert 0 < found.choices.gpu_layers < 33
    more = replace(found.choices, gpu_layers=found.choices.gpu_layers + 1)
    assert not judge(estimate(LLAMA_8B, more, machine_of(32, 8)), reserve=GIB).comfortable
    assert f"{found.choices.gpu_layers} of 33 layers on GPU 0" in told(found)


def test_experts_go_to_ram_before_layers_do_and_no_more_than_needed() -> None:
    machine = machine_of(32, 6)
    found = plan(MIXTURE, machine)
    assert (found.fit, found.choices.gpu_layers) == (Fit.PARTLY, 25)
    assert 0 < found.choices.cpu_moe < 24
    fewer = replace(found.choices, cpu_moe=found.choices.cpu_moe - 1)
    assert not judge(estimate(MIXTURE, fewer, machine), reserve=GIB).comfortable
    assert f"Experts of {found.choices.cpu_moe} layers in RAM" in told(found)
    assert "8 of 128 experts" in told(found)


def test_a_gpu_too_small_for_all_layers_of_a_mixture_still_holds_some() -> None:
    found = plan(MIXTURE, machine_of(32, 2.2), 65_536)
    assert found.fit is Fit.PARTLY
    assert found.choices.gpu_layers is not None
    assert 0 < found.choices.gpu_layers < 25
    assert "All experts in RAM" in told(found)


def test_without_a_gpu_everything_is_in_ram() -> None:
    found = plan(LLAMA_8B, machine_of(16))
    assert (found.fit, found.choices.gpu_layers) == (Fit.FITS, 0)
    assert "no GPU" in told(found)


def test_a_cache_in_8_bits_also_helps_in_ram() -> None:
    found = plan(LLAMA_8B, machine_of(8), 32_768)
    assert (found.fit, found.choices.kv_type_v) == (Fit.FITS, "q8_0")


def test_what_fits_nowhere_says_what_is_missing_and_what_would_fit() -> None:
    found = plan(LLAMA_8B, machine_of(8), 131_072)
    assert found.fit is Fit.TOO_BIG
    assert found.choices.context == 131_072
    assert "GiB of RAM missing" in told(found)
    assert "A context of 35,072 tokens would fit" in told(found)


def test_weights_that_are_too_much_say_so() -> None:
    assert "The weights alone are too much" in told(plan(LLAMA_8B, machine_of(4)))


def test_a_plan_that_needs_the_reserve_says_how_much_of_it() -> None:
    found = plan(LLAMA_8B, machine_of(5.9))
    assert found.fit is Fit.TIGHT
    assert "of the reserve are used" in told(found)


def test_a_context_beyond_the_trained_length_is_planned_and_told() -> None:
    found = plan(LLAMA_8B, machine_of(64), 200_000)
    assert found.fit is Fit.FITS
    assert found.estimate.context.granted >= 200_000
    assert "200,000 tokens, though trained to 131,072" in told(found)


def test_one_gpu_that_holds_everything_is_enough() -> None:
    found = plan(LLAMA_8B, machine_of(32, 4, 12))
    assert found.fit is Fit.FITS
    cpu, small, large = found.estimate.devices
    assert (small.sum, large.sum > cpu.sum) == (0, True)
    assert "Nothing on GPU 0" in told(found)


def test_two_gpus_of_different_size_share_by_what_is_free() -> None:
    found = plan(LLAMA_8B, machine_of(32, 6, 4), 16_384)
    assert found.fit is Fit.FITS
    _cpu, first, second = found.estimate.devices
    assert first.sum > second.sum > 0
    assert min(first.free - first.sum, second.free - second.sum) >= GIB


def test_the_output_layer_moves_others_away_from_the_last_gpu() -> None:
    machine = machine_of(32, 3, 3)
    found = plan(TIED, machine, 32_768)
    counts = [sum(1 for at in places(TIED, found, machine) if at == n) for n in (0, 1)]
    assert found.fit is Fit.FITS
    assert counts[0] > counts[1]


def places(model: ModelFacts, found: AutoFit, machine: Machine) -> tuple[int, ...]:
    devices = engine_devices(machine)
    layers = found.choices.gpu_layers
    assert layers is not None
    return placement(model.layers, layers, shares(found.choices, devices))


def test_a_gpu_too_small_to_help_is_left_out() -> None:
    found = plan(LLAMA_8B, machine_of(32, 3, 1.2), 16_384)
    assert found.fit is Fit.PARTLY
    assert found.estimate.devices[2].sum == 0
    assert "Nothing on GPU 1" in told(found)


def test_other_computers_come_after_gpus_of_this_one() -> None:
    machine = machine_of(32, 12, 8)
    far = replace(machine.devices[1], kind=DeviceKind.RPC)
    found = plan(LLAMA_8B, replace(machine, devices=(machine.devices[0], far, machine.devices[2])))
    assert (found.estimate.devices[1].sum, found.fit) == (0, Fit.FITS)


def test_the_persons_own_layers_and_split_are_found_anew() -> None:
    machine = machine_of(16, 8)
    own = plan(LLAMA_8B, machine, gpu_layers=3, cpu_moe=5, split=(1.0,))
    assert own == plan(LLAMA_8B, machine)


def test_a_cache_that_is_small_already_stays_as_it_is() -> None:
    found = plan(LLAMA_8B, machine_of(8), kv_type_k="q4_0", kv_type_v="q4_0")
    assert found.choices.kv_type_k == "q4_0"


def test_a_context_no_engine_could_honour_is_refused() -> None:
    with pytest.raises(OutOfRange):
        plan(LLAMA_8B, machine_of(8), 17)


def engine_places(split: tuple[float, ...], layers: int, count: int) -> list[int]:
    """llama.cpp src/llama-model.cpp, load_tensors: shares and layers in 32-bit floats."""

    def single(value: float) -> float:
        (rounded,) = struct.unpack("f", struct.pack("f", value))
        return float(rounded)

    running, borders = 0.0, []
    for part in split:
        running = single(running + single(part))
        borders.append(running)
    borders = [single(border / running) for border in borders]
    start = layers - count
    found = []
    for layer in range(start, layers):
        at = single((layer - start) / single(count))
        found.append(next(n for n, border in enumerate(borders) if at < border))
    return found


@given(counts=st.lists(st.integers(0, 130), min_size=2, max_size=8))
def test_the_engine_gives_each_gpu_the_layers_that_were_meant(counts: list[int]) -> None:
    total = sum(counts)
    split = split_for(counts)
    if not total:
        assert split == ()
        return
    machine = machine_of(8, *[8.0] * len(counts))
    told_engine = shares(Choices(split=split), engine_devices(machine))
    found = engine_places(told_engine, total, total)
    assert [found.count(n) for n in range(len(counts))] == counts
    ours = placement(total - 1, total, told_engine)
    assert [ours.count(n) for n in range(len(counts))] == counts


@settings(max_examples=60)
@given(
    model=st.sampled_from([LLAMA_8B, MIXTURE, TIED]),
    ram=st.floats(1, 40),
    gpus=st.lists(st.floats(0.3, 16), max_size=3),
    context=st.sampled_from([256, 8192, 65_536, 300_000]),
)
def test_a_plan_never_claims_a_fit_that_does_not_hold(
    model: ModelFacts, ram: float, gpus: list[float], context: int
) -> None:
    machine = machine_of(ram, *gpus)
    found = plan(model, machine, context)
    again = estimate(model, found.choices, machine, reserve=GIB)
    assert found.estimate == again
    assert found.fit is judge(again, reserve=GIB)
    assert found.choices.gpu_layers == again.gpu_layers
    assert found.choices.context == context
    assert found.steps
    assert all(step.what and step.why for step in found.steps)


@settings(max_examples=30)
@given(ram=st.floats(2, 32), gpu=st.floats(0.5, 16), context=st.sampled_from([4096, 32_768]))
def test_a_plan_is_never_worse_than_automatic_layers(ram: float, gpu: float, context: int) -> None:
    machine = machine_of(ram, gpu)
    for model in (LLAMA_8B, MIXTURE):
        automatic = judge(
            estimate(model, Choices(context=context), machine, reserve=GIB), reserve=GIB
        )
        found = plan(model, machine, context)
        assert found.fit.comfortable or not automatic.comfortable
        assert found.fit is Fit.FITS or automatic is not Fit.FITS


def test_the_trained_length_is_that_of_each_conversation() -> None:
    model = facts_of(trained=8192)
    several = Choices(context=32768, parallel=4)
    plan = auto_fit(model, several, machine_of(64), reserve=GIB)
    assert not any("though trained" in step.what for step in plan.steps)
    shared = auto_fit(model, replace(several, unified=True), machine_of(64), reserve=GIB)
    assert "though trained to 8,192" in shared.steps[0].what
