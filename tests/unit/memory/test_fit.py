from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from launcher.hardware.facts import DeviceKind, Machine
from launcher.memory.choices import Choices, FlashAttention
from launcher.memory.estimate import ContextLengths, DeviceShare, Estimate, estimate
from launcher.memory.fit import Fit, judge, largest_context, shortfall, ways_to_fit
from launcher.units import GIB
from tests.fakes.machine_facts import machine_of
from tests.fakes.model_facts import facts_of

LLAMA_8B = facts_of()  # 5.7 GiB in all at 8k


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
    short = facts_of(layers=2, trained=1000)
    assert largest_context(short, Choices(), machine_of(64), reserve=GIB) == 768
    shortest = facts_of(layers=2, trained=128)
    assert largest_context(shortest, Choices(), machine_of(64), reserve=GIB) == 256


def test_there_is_no_largest_context_where_the_weights_do_not_fit() -> None:
    assert largest_context(LLAMA_8B, Choices(), machine_of(4), reserve=GIB) == 0


def test_the_largest_context_keeps_the_model_on_the_card() -> None:
    machine = machine_of(64, 8)
    tokens = largest_context(LLAMA_8B, Choices(), machine, reserve=GIB)
    found = estimate(LLAMA_8B, Choices(context=tokens), machine)
    longer = estimate(LLAMA_8B, Choices(context=tokens + 256), machine)
    assert judge(found, reserve=GIB) is Fit.FITS
    assert judge(longer, reserve=GIB) is Fit.PARTLY


def test_a_shorter_context_or_a_smaller_cache_are_ways_out() -> None:
    choices = Choices(context=32768)
    machine = machine_of(8.5)
    assert judge(estimate(LLAMA_8B, choices, machine), reserve=GIB) is Fit.TOO_BIG
    ways = ways_to_fit(LLAMA_8B, choices, machine, GIB)
    assert [(way.context, way.kv_type) for way in ways] == [(16384, None), (None, "q8_0")]
    for way in ways:
        assert judge(way.estimate, reserve=GIB).comfortable


def test_both_together_are_a_way_where_neither_suffices() -> None:
    ways = ways_to_fit(LLAMA_8B, Choices(context=65536), machine_of(8), GIB)
    assert (ways[-1].kv_type, ways[-1].choices.kv_type_v) == ("q8_0", "q8_0")
    assert ways[-1].context is not None
    assert ways[0].context is not None
    assert ways[-1].context > ways[0].context


def test_a_cache_in_8_bits_is_not_offered_without_flash_attention() -> None:
    choices = Choices(context=32768, flash_attention=FlashAttention.OFF)
    for way in ways_to_fit(LLAMA_8B, choices, machine_of(9), GIB):
        assert way.kv_type is None


def test_weights_that_do_not_fit_have_no_way_out() -> None:
    assert ways_to_fit(LLAMA_8B, Choices(), machine_of(4), GIB) == ()


@settings(max_examples=40)
@given(ram_size=st.floats(4, 64), gpu=st.one_of(st.none(), st.floats(1, 24)))
def test_more_memory_never_shortens_the_context(ram_size: float, gpu: float | None) -> None:
    def longest(machine: Machine) -> int:
        return largest_context(LLAMA_8B, Choices(gpu_layers=0), machine, reserve=GIB)

    one = machine_of(ram_size, *([gpu] if gpu else []))
    memory = replace(one.memory, available=one.memory.available + GIB)
    assert longest(one) <= longest(replace(one, memory=memory))
