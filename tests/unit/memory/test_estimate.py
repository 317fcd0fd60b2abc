from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from launcher.errors import OutOfRange
from launcher.hardware.facts import DeviceKind
from launcher.memory.choices import ALL_LAYERS, Choices, FlashAttention, LoadMode
from launcher.memory.estimate import Basis, estimate
from launcher.memory.resident import PROCESS, VOCABULARY
from launcher.units import GIB, MIB
from tests.fakes.machine_facts import machine_of
from tests.fakes.model_facts import facts_of

LLAMA_8B = facts_of()
LAPTOP = machine_of(16)
DESKTOP = machine_of(32, 8)


def test_the_cpu_comes_first_and_has_the_machines_memory() -> None:
    found = estimate(LLAMA_8B, Choices(), DESKTOP)
    assert [share.name for share in found.devices] == ["CPU", "CUDA0"]
    assert (found.devices[0].total, found.devices[1].total) == (32 * GIB, 8 * GIB)


def test_the_context_is_told_as_asked_granted_and_trained() -> None:
    context = estimate(LLAMA_8B, Choices(context=5000), LAPTOP).context
    assert (context.asked, context.granted, context.trained) == (5000, 5120, 131072)


def test_arithmetic_says_that_it_is_arithmetic() -> None:
    basis = estimate(LLAMA_8B, Choices(), LAPTOP).basis
    assert {basis.weights, basis.kv, basis.recurrent, basis.compute} == {Basis.ARITHMETIC}


def test_without_a_gpu_there_are_no_gpu_layers() -> None:
    found = estimate(LLAMA_8B, Choices(gpu_layers=ALL_LAYERS), LAPTOP)
    assert (found.gpu_layers, len(found.devices)) == (0, 1)


def test_a_gpu_the_engine_cannot_use_holds_nothing() -> None:
    idle = replace(DESKTOP.devices[1], usable=False, reason="built without CUDA")
    found = estimate(LLAMA_8B, Choices(), replace(DESKTOP, devices=(DESKTOP.devices[0], idle)))
    assert [share.name for share in found.devices] == ["CPU"]


def test_automatic_takes_as_many_layers_as_keep_the_reserve() -> None:
    machine = machine_of(32, 5)
    found = estimate(LLAMA_8B, Choices(), machine)
    more = estimate(LLAMA_8B, Choices(gpu_layers=found.gpu_layers + 1), machine)
    assert 0 < found.gpu_layers < found.layers == 33
    assert found.devices[1].sum + GIB <= 5 * GIB < more.devices[1].sum + GIB


def test_automatic_takes_all_layers_where_there_is_room() -> None:
    found = estimate(LLAMA_8B, Choices(), machine_of(32, 24))
    assert found.gpu_layers == found.layers


def test_automatic_takes_none_where_the_card_is_too_small() -> None:
    assert estimate(LLAMA_8B, Choices(), machine_of(32, 0.5)).gpu_layers == 0


def test_a_larger_reserve_leaves_fewer_layers() -> None:
    counts = [
        estimate(LLAMA_8B, Choices(), machine_of(32, 6), reserve=reserve * GIB).gpu_layers
        for reserve in (0, 1, 2, 4)
    ]
    assert counts == sorted(counts, reverse=True)
    assert counts[0] > counts[-1]


def test_layers_follow_the_split() -> None:
    found = estimate(LLAMA_8B, Choices(gpu_layers=-1, split=(3, 1)), machine_of(32, 24, 24))
    first, second = found.devices[1:]
    assert (first.kv, second.kv) == (25 * 32 * MIB, 7 * 32 * MIB)  # and the output layer there


def test_the_cache_lies_with_its_layers() -> None:
    found = estimate(LLAMA_8B, Choices(gpu_layers=17), machine_of(32, 24))
    assert [share.kv for share in found.devices] == [512 * MIB, 512 * MIB]


@pytest.mark.parametrize(
    ("choices", "what"),
    [
        ({"context": 255}, "context"),
        ({"context": 0}, "context"),
        ({"context": -1}, "context"),
        ({"context": 2_000_000_000}, "context"),
        ({"batch": 0}, "batch"),
        ({"micro_batch": 0}, "micro_batch"),
        ({"parallel": 0}, "parallel"),
        ({"parallel": 257}, "parallel"),
        ({"cpu_moe": -1}, "cpu_moe"),
        ({"threads": -1}, "threads"),
        ({"gpu_layers": -2}, "gpu_layers"),
    ],
)
def test_an_impossible_number_is_refused_by_name(choices: dict[str, Any], what: str) -> None:
    with pytest.raises(OutOfRange) as caught:
        estimate(LLAMA_8B, Choices(**choices), LAPTOP)
    assert caught.value.what == what


@pytest.mark.parametrize("context", [256, 16_777_216])
def test_the_edges_of_the_context_are_possible(context: int) -> None:
    assert estimate(LLAMA_8B, Choices(context=context), LAPTOP).context.granted == context


def test_the_compute_buffer_is_the_engines() -> None:
    """MiB measured with llama.cpp at 8k: fused, written out, and with a fourth of the batch."""
    fused = estimate(LLAMA_8B, Choices(), LAPTOP).devices[0].compute
    off = Choices(flash_attention=FlashAttention.OFF)
    written_out = estimate(LLAMA_8B, off, LAPTOP).devices[0].compute
    small = estimate(LLAMA_8B, Choices(micro_batch=128), LAPTOP).devices[0].compute
    assert [round(size / MIB, 1) for size in (fused, written_out, small)] == [124.0, 572.0, 31.0]


def test_a_mapped_file_stays_beside_what_was_rearranged() -> None:
    read = estimate(LLAMA_8B, Choices(), LAPTOP)
    mapped = estimate(LLAMA_8B, Choices(load=LoadMode.MMAP), LAPTOP)
    assert mapped.resident == pytest.approx(
        read.resident + read.devices[0].repacked, rel=0.03
    )  # less what lies behind the last tensor that stays as it is
    assert mapped.total == read.total


def test_resident_memory_is_what_lies_in_ram_and_the_worker_itself() -> None:
    found = estimate(LLAMA_8B, Choices(), DESKTOP)
    assert found.gpu_layers == found.layers
    assert found.reserved == found.devices[0].sum
    process = PROCESS + round(VOCABULARY * LLAMA_8B.header_size)
    assert found.resident == found.reserved + process  # a graphics driver pins all of it


def test_working_memory_is_touched_as_far_as_a_step_goes() -> None:
    usual = estimate(LLAMA_8B, Choices(), LAPTOP)
    long = estimate(LLAMA_8B, Choices(micro_batch=2048), LAPTOP)
    assert long.reserved - usual.reserved > 300 * MIB
    assert long.resident == pytest.approx(usual.resident, abs=4 * MIB)
    short = estimate(LLAMA_8B, Choices(micro_batch=32), LAPTOP)
    less = usual.resident - short.resident
    assert 0 < less < short.devices[0].compute * 2


@pytest.mark.parametrize("parallel", [1, 3])
def test_scores_are_touched_as_far_as_the_context_was_read(parallel: int) -> None:
    off = Choices(flash_attention=FlashAttention.OFF, load=LoadMode.READ, parallel=parallel)
    short = estimate(LLAMA_8B, replace(off, context=512 * parallel), LAPTOP)
    for context in (32768, 131072):
        long = estimate(LLAMA_8B, replace(off, context=context * parallel), LAPTOP)
        assert long.devices[0].compute - short.devices[0].compute > 2000 * MIB
        cache = long.devices[0].kv - short.devices[0].kv
        assert long.resident - cache == pytest.approx(short.resident, abs=MIB)


def test_without_rearranging_a_mapped_file_lies_there_once() -> None:
    mapped = estimate(LLAMA_8B, Choices(load=LoadMode.MMAP, repack=False), LAPTOP)
    read = estimate(LLAMA_8B, Choices(repack=False), LAPTOP)
    assert mapped.resident == pytest.approx(read.resident, rel=0.001)
    assert mapped.devices[0].repacked == 0


def test_a_mapped_file_lies_there_as_far_as_its_layers_do() -> None:
    wholly = estimate(LLAMA_8B, Choices(gpu_layers=-1, load=LoadMode.MMAP), DESKTOP)
    partly = estimate(LLAMA_8B, Choices(gpu_layers=10, load=LoadMode.MMAP), DESKTOP)
    assert wholly.resident == pytest.approx(wholly.devices[0].sum, rel=0.25)
    assert partly.resident > partly.devices[0].weights


def test_caches_we_do_not_know_are_admitted() -> None:
    found = estimate(facts_of(architecture="newer-than-this-program"), Choices(), LAPTOP)
    assert len(found.notes) == 1
    assert not estimate(LLAMA_8B, Choices(), LAPTOP).notes


def test_experts_in_ram_leave_room_on_the_card() -> None:
    facts = facts_of(experts={"count": 16, "used": 2, "n_ff_expert": 4096})
    on_gpu = estimate(facts, Choices(gpu_layers=-1), machine_of(64, 48))
    in_ram = estimate(facts, Choices(gpu_layers=-1, cpu_moe=32), machine_of(64, 48))
    assert in_ram.devices[1].weights < on_gpu.devices[1].weights / 4
    assert sum(s.weights for s in in_ram.devices) == sum(s.weights for s in on_gpu.devices)


@given(
    context=st.integers(256, 300_000),
    kv=st.sampled_from(["f16", "q8_0", "q4_0"]),
    flash=st.sampled_from([FlashAttention.AUTO, FlashAttention.ON]),
    layers=st.one_of(st.none(), st.integers(-1, 40)),
    gpus=st.lists(st.floats(0.5, 24), max_size=3),
)
def test_the_sum_is_that_of_its_parts(
    context: int, kv: str, flash: FlashAttention, layers: int | None, gpus: list[float]
) -> None:
    choices = Choices(
        context=context, kv_type_k=kv, kv_type_v=kv, flash_attention=flash, gpu_layers=layers
    )
    found = estimate(LLAMA_8B, choices, machine_of(32, *gpus))
    parts = ("weights", "kv", "recurrent", "compute", "output", "mmproj")
    assert found.total == sum(getattr(s, part) for s in found.devices for part in parts)
    assert all(share.repacked <= share.weights for share in found.devices)
    assert found.devices[0].kind is DeviceKind.CPU
    assert 0 <= found.gpu_layers <= found.layers


@given(
    context=st.integers(256, 200_000),
    more=st.integers(0, 50_000),
    gpu=st.floats(1, 24),
    layers=st.one_of(st.none(), st.integers(0, 33)),
)
def test_more_context_never_takes_less_in_all(
    context: int, more: int, gpu: float, layers: int | None
) -> None:
    machine = machine_of(32, gpu)
    kv = [
        sum(
            share.kv
            for share in estimate(
                LLAMA_8B, Choices(context=tokens, gpu_layers=layers), machine
            ).devices
        )
        for tokens in (context, context + more)
    ]
    assert kv[0] <= kv[1]
