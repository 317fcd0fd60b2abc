from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from launcher.hardware.facts import DeviceKind, Machine
from launcher.memory.choices import ALL_LAYERS, Choices, FlashAttention
from launcher.memory.estimate import ContextLengths, DeviceShare, Estimate, estimate
from launcher.memory.fit import (
    Fit,
    is_of_gpus_alone,
    judge,
    largest_context,
    left_over,
    shortfall,
)
from launcher.models.facts import ModelFacts
from launcher.units import GIB
from tests.fakes.machine_facts import machine_of
from tests.fakes.model_facts import facts_of

LLAMA_8B = facts_of()  # 5.7 GiB in all at 8k
MIXTURE = facts_of(
    architecture="qwen3moe",
    layers=12,
    embedding=2048,
    heads=32,
    kv_heads=4,
    vocabulary=151936,
    trained=262144,
    experts={"count": 128, "used": 8, "n_ff_expert": 768},
)
SLIDING = facts_of(
    architecture="gemma3",
    layers=24,
    embedding=2560,
    feed_forward=10240,
    heads=8,
    kv_heads=4,
    head_size=256,
    vocabulary=262144,
    tied=True,
    more={"attention.sliding_window": 1024},
)


def planned(
    *shares: tuple[str, DeviceKind, float, float], gpu_layers: int = 0, layers: int = 33
) -> Estimate:
    return Estimate(
        context=ContextLengths(asked=8192, granted=8192, trained=8192),
        devices=tuple(
            DeviceShare(
                name=name,
                kind=kind,
                weights=int(needed * GIB),
                total=int(free * GIB),
                free=int(free * GIB),
            )
            for name, kind, needed, free in shares
        ),
        resident=0,
        layers=layers,
        gpu_layers=gpu_layers,
    )


def ram(needed: float, free: float) -> tuple[str, DeviceKind, float, float]:
    return ("CPU", DeviceKind.CPU, needed, free)


def card(needed: float, free: float, name: str = "CUDA0") -> tuple[str, DeviceKind, float, float]:
    return (name, DeviceKind.GPU, needed, free)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (planned(ram(5, 8)), Fit.FITS),
        (planned(ram(7, 8)), Fit.FITS),
        (planned(ram(7.1, 8)), Fit.TIGHT),
        (planned(ram(8, 8)), Fit.TIGHT),
        (planned(ram(8.1, 8)), Fit.TOO_BIG),
        (planned(ram(1, 16), card(6, 8), gpu_layers=33), Fit.FITS),
        (planned(ram(1, 16), card(7.5, 8), gpu_layers=33), Fit.TIGHT),
        (planned(ram(1, 16), card(9, 8), gpu_layers=33), Fit.TOO_BIG),
        (planned(ram(4, 16), card(6, 8), gpu_layers=20), Fit.PARTLY),
        (planned(ram(15.5, 16), card(6, 8), gpu_layers=20), Fit.TIGHT),
        (planned(ram(17, 16), card(6, 8), gpu_layers=20), Fit.TOO_BIG),
        (planned(ram(5, 16), card(0, 0.5)), Fit.PARTLY),
        (planned(ram(1, 16), card(6, 8), card(3, 3.5, "CUDA1"), gpu_layers=33), Fit.TIGHT),
        (planned(ram(0.5, 10), card(9, 10, "MTL0"), gpu_layers=33), Fit.TIGHT),
        (planned(ram(3, 10), card(8, 10, "MTL0"), gpu_layers=20), Fit.TOO_BIG),
    ],
)
def test_each_state_begins_where_it_should(found: Estimate, expected: Fit) -> None:
    assert judge(found, reserve=GIB) is expected


def test_experts_in_ram_make_it_partly_though_all_layers_are_on_the_gpu() -> None:
    machine = machine_of(64, 24)
    for choices, expected in (
        (Choices(gpu_layers=ALL_LAYERS), Fit.FITS),
        (Choices(gpu_layers=ALL_LAYERS, cpu_moe=1), Fit.PARTLY),
        (Choices(gpu_layers=ALL_LAYERS, kv_on_gpu=False), Fit.PARTLY),
    ):
        found = estimate(MIXTURE, choices, machine)
        assert found.gpu_layers == found.layers
        assert judge(found, reserve=GIB) is expected


def test_a_dense_model_has_no_experts_to_be_in_ram() -> None:
    found = estimate(LLAMA_8B, Choices(gpu_layers=ALL_LAYERS, cpu_moe=8), machine_of(64, 24))
    assert judge(found, reserve=GIB) is Fit.FITS


def test_what_is_left_over_is_the_fullest_devices() -> None:
    found = planned(ram(5, 16), card(6, 8), gpu_layers=33)
    assert left_over(found, reserve=GIB) == GIB
    assert left_over(planned(ram(9, 8)), reserve=0) == -GIB


def test_a_shortfall_with_a_reserve_counts_it() -> None:
    lack = shortfall(planned(ram(7.5, 8)), reserve=GIB)
    assert lack is not None
    assert lack.missing == GIB // 2


def test_without_a_reserve_nothing_is_tight() -> None:
    assert judge(planned(ram(8, 8)), reserve=0) is Fit.FITS


def test_a_shortfall_names_what_is_needed_and_what_is_free() -> None:
    lack = shortfall(planned(ram(9.8, 8.1), card(9, 8), gpu_layers=33))
    assert lack is not None
    assert (lack.device, lack.needed, lack.free) == ("CPU", int(9.8 * GIB), int(8.1 * GIB))
    assert shortfall(planned(ram(5, 8))) is None


def test_the_largest_context_fits_and_the_next_does_not() -> None:
    machine = machine_of(8)
    tokens = largest_context(LLAMA_8B, Choices(), machine, reserve=GIB)

    def fits(context: int) -> bool:
        found = estimate(LLAMA_8B, Choices(context=context), machine)
        return judge(found, reserve=GIB).comfortable

    assert tokens % 256 == 0
    assert fits(tokens)
    assert not fits(tokens + 256)


def test_the_largest_context_is_no_longer_than_trained() -> None:
    assert largest_context(LLAMA_8B, Choices(), machine_of(512), reserve=GIB) == 131072
    short, asked = facts_of(layers=2, trained=1000), Choices(context=1000)
    assert largest_context(short, asked, machine_of(64), reserve=GIB) == 768
    assert largest_context(short, Choices(), machine_of(64), reserve=GIB) > 8192
    shortest = facts_of(layers=2, trained=128)
    assert largest_context(shortest, asked, machine_of(64), reserve=GIB, limit=128) == 256


def test_the_largest_context_is_of_the_gpu_alone_where_the_shortest_lies_on_it() -> None:
    for machine, choices, expected in (
        (machine_of(64, 24), Choices(), True),
        (machine_of(64, 24), Choices(gpu_layers=20), False),
        (machine_of(64, 4), Choices(), False),
        (machine_of(64), Choices(), False),
    ):
        assert is_of_gpus_alone(LLAMA_8B, choices, machine, reserve=GIB) is expected


def test_there_is_no_largest_context_where_the_weights_do_not_fit() -> None:
    assert largest_context(LLAMA_8B, Choices(), machine_of(4), reserve=GIB) == 0


def test_the_largest_context_keeps_the_model_on_the_card() -> None:
    machine = machine_of(64, 8)
    tokens = largest_context(LLAMA_8B, Choices(), machine, reserve=GIB)
    found = estimate(LLAMA_8B, Choices(context=tokens), machine)
    longer = estimate(LLAMA_8B, Choices(context=tokens + 256), machine)
    assert judge(found, reserve=GIB) is Fit.FITS
    assert judge(longer, reserve=GIB) is Fit.PARTLY


@settings(max_examples=40)
@given(ram_size=st.floats(4, 64), gpu=st.one_of(st.none(), st.floats(1, 24)))
def test_more_memory_never_shortens_the_context(ram_size: float, gpu: float | None) -> None:
    def longest(machine: Machine) -> int:
        return largest_context(LLAMA_8B, Choices(gpu_layers=0), machine, reserve=GIB)

    one = machine_of(ram_size, *([gpu] if gpu else []))
    memory = replace(one.memory, available=one.memory.available + GIB)
    assert longest(one) <= longest(replace(one, memory=memory))


def test_a_limit_takes_the_place_of_the_trained_length() -> None:
    roomy = machine_of(512)
    assert largest_context(LLAMA_8B, Choices(), roomy, reserve=GIB, limit=200_000) == 199_936
    assert largest_context(LLAMA_8B, Choices(), roomy, reserve=GIB, limit=4096) == 4096


def test_the_largest_context_does_not_depend_on_the_one_chosen() -> None:
    machine = machine_of(64, 8)
    lengths = {
        largest_context(LLAMA_8B, Choices(context=context), machine, reserve=GIB)
        for context in (256, 8192, 1_000_000)
    }
    assert len(lengths) == 1


CHOICES = st.builds(
    Choices,
    gpu_layers=st.sampled_from([None, None, 0, 5, ALL_LAYERS]),
    kv_type_k=st.sampled_from(["f16", "q8_0", "q4_0"]),
    flash_attention=st.sampled_from([FlashAttention.AUTO, FlashAttention.OFF]),
    micro_batch=st.sampled_from([64, 512, 2048]),
    parallel=st.sampled_from([1, 1, 3]),
    cpu_moe=st.sampled_from([0, 0, 4]),
)


@settings(max_examples=80)
@given(
    model=st.sampled_from([LLAMA_8B, MIXTURE, SLIDING]),
    choices=CHOICES,
    ram_size=st.floats(1, 48),
    gpus=st.lists(st.floats(0.5, 24), max_size=3),
)
def test_the_largest_context_fits_and_256_more_do_not_on_any_machine(
    model: ModelFacts, choices: Choices, ram_size: float, gpus: list[float]
) -> None:
    machine = machine_of(ram_size, *gpus)

    def judged(context: int) -> Fit:
        wanted = replace(choices, context=context)
        return judge(estimate(model, wanted, machine, reserve=GIB), reserve=GIB)

    tokens = largest_context(model, choices, machine, reserve=GIB)
    least = judged(256)
    accepted = {Fit.FITS} if least is Fit.FITS else {Fit.FITS, Fit.PARTLY}
    if not tokens:
        assert not least.comfortable
        return
    assert judged(tokens) in accepted
    assert tokens % 256 == 0
    if tokens < model.trained_context:
        assert judged(tokens + 256) not in accepted
