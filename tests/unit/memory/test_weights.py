from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from launcher.hardware.facts import DeviceKind
from launcher.memory.choices import Choices
from launcher.memory.devices import (
    engine_devices,
    keeps_host_copies,
    placement,
    shares,
    shares_main_memory,
)
from launcher.memory.repack import repack_rules
from launcher.memory.weights import Placed, place_weights
from launcher.models.facts import ModelFacts
from tests.fakes.machine_facts import machine_of
from tests.fakes.model_facts import facts_of

LLAMA_8B = facts_of()
TIED_1B = facts_of(layers=16, embedding=2048, feed_forward=8192, head_size=64, tied=True)
EXPERTS = {"count": 8, "used": 2, "n_ff_expert": 1024}
MIXTURE = facts_of(layers=4, embedding=1024, heads=8, kv_heads=2, experts=EXPERTS)


def placed(
    facts: ModelFacts,
    gpu_layers: int = 0,
    gpus: int = 0,
    *,
    prefix: str = "CUDA",
    kind: DeviceKind = DeviceKind.GPU,
    features: tuple[str, ...] = ("AVX2",),
    cpu_moe: int = 0,
) -> tuple[Placed, ...]:
    devices = engine_devices(machine_of(64, *[8.0] * gpus, prefix=prefix, kind=kind))
    layers = facts.layers
    return place_weights(
        facts,
        placement(layers, gpu_layers, shares(Choices(), devices) if devices else ()),
        devices,
        features=features,
        host_copies=keeps_host_copies(devices),
        cpu_moe=cpu_moe,
    )


def size_of(facts: ModelFacts, *names: str) -> int:
    return sum(tensor.size for tensor in facts.tensors if tensor.name.startswith(names))


def test_on_the_cpu_alone_everything_lies_there() -> None:
    (cpu,) = placed(LLAMA_8B)
    assert cpu.weights == LLAMA_8B.weight_bytes


def test_what_the_processor_wants_rearranged_is_named() -> None:
    (cpu,) = placed(LLAMA_8B)
    wanted = sum(t.size for t in LLAMA_8B.tensors if t.type == "Q4_K" and t.name[0] == "b")
    assert cpu.repacked == wanted
    (plain,) = placed(LLAMA_8B, features=())
    assert (plain.weights, plain.repacked) == (cpu.weights, 0)


def test_a_tied_embedding_is_kept_twice_where_it_is_rearranged() -> None:
    embedding = size_of(TIED_1B, "token_embd")
    assert placed(TIED_1B)[0].weights == TIED_1B.weight_bytes + embedding
    finer = facts_of(
        layers=16,
        embedding=2048,
        feed_forward=8192,
        head_size=64,
        tied=True,
        embedding_kind="Q6_K",
    )
    assert placed(finer)[0].weights == finer.weight_bytes


def test_a_tied_embedding_is_kept_on_both_sides_of_the_bus() -> None:
    cpu, gpu = placed(TIED_1B, 17, 1)
    assert cpu.weights == size_of(TIED_1B, "token_embd")
    assert gpu.weights == TIED_1B.weight_bytes


def test_the_output_layer_is_offloaded_first() -> None:
    cpu, gpu = placed(LLAMA_8B, 1, 1)
    assert gpu.weights == size_of(LLAMA_8B, "output")
    assert cpu.weights == LLAMA_8B.weight_bytes - gpu.weights


def test_all_layers_leave_the_embedding_in_ram() -> None:
    cpu, gpu = placed(LLAMA_8B, 33, 1)
    assert cpu.weights == size_of(LLAMA_8B, "token_embd")
    assert cpu.weights + gpu.weights == LLAMA_8B.weight_bytes


def test_beside_a_graphics_card_nothing_is_rearranged() -> None:
    assert placed(LLAMA_8B, 10, 1)[0].repacked == 0
    assert placed(LLAMA_8B, 10, 1, prefix="RPC", kind=DeviceKind.RPC)[0].repacked > 0
    assert placed(LLAMA_8B, 10, 1, prefix="MTL")[0].repacked > 0


def test_cuda_pads_short_rows() -> None:
    odd = facts_of(layers=1, embedding=256, feed_forward=768, heads=2, kv_heads=2, kind="Q8_0")
    one = placed(odd, 2, 1)[1].weights
    other = placed(odd, 2, 1, prefix="Vulkan")[1].weights
    assert one > other


def test_experts_can_stay_in_ram() -> None:
    whole, _ = placed(MIXTURE, 5, 1)
    kept, _ = placed(MIXTURE, 5, 1, cpu_moe=2)
    experts = sum(
        t.size for t in MIXTURE.tensors if "exps" in t.name and t.name[:6] in ("blk.0.", "blk.1.")
    )
    assert kept.weights - whole.weights == experts


def test_blocks_that_guess_ahead_are_not_loaded() -> None:
    facts = facts_of(layers=4, more={"nextn_predict_layers": 1})
    assert placed(facts)[0].weights == facts.weight_bytes - size_of(facts, "blk.3.")


@pytest.mark.parametrize(
    ("features", "kind", "rearranged"),
    [
        (("AVX2",), "Q4_K", True),
        (("AVX2",), "Q6_K", False),
        (("AVX2",), "Q2_K", False),
        (("AVX2", "AVX512"), "Q2_K", True),
        (("NEON", "DOTPROD"), "Q6_K", True),
        (("NEON", "MATMUL_INT8"), "Q8_0", True),
        (("NEON",), "Q4_0", False),
        ((), "Q4_0", False),
    ],
)
def test_each_processor_wants_its_own_types(
    features: tuple[str, ...], kind: str, rearranged: bool
) -> None:
    assert (kind in repack_rules(features)) is rearranged


def test_other_computers_come_before_graphics_cards() -> None:
    far = machine_of(32, 8, prefix="RPC", kind=DeviceKind.RPC).devices[1]
    near = machine_of(32, 8)
    devices = (*near.devices, far)
    names = [
        d.name
        for d in engine_devices(type(near)(cpu=near.cpu, memory=near.memory, devices=devices))
    ]
    assert names == ["RPC0", "CUDA0"]


def test_an_integrated_gpu_counts_only_where_there_is_no_other() -> None:
    integrated = machine_of(32, 8, prefix="Vulkan", kind=DeviceKind.IGPU)
    assert [d.name for d in engine_devices(integrated)] == ["Vulkan0"]
    both = replace(integrated, devices=(*integrated.devices, *machine_of(32, 8).devices[1:]))
    assert [d.name for d in engine_devices(both)] == ["CUDA0"]
    assert shares_main_memory("Vulkan0", DeviceKind.IGPU)


def test_layers_are_divided_by_the_shares_asked_for() -> None:
    places = placement(31, 32, (0.75, 0.25))
    assert (places.count(0), places.count(1)) == (24, 8)
    assert placement(31, 32, (0.0, 1.0)) == (1,) * 32


@given(
    gpu_layers=st.integers(0, 40),
    gpus=st.integers(1, 3),
    tied=st.booleans(),
    prefix=st.sampled_from(["RPC", "Vulkan"]),
)
def test_dividing_layers_loses_no_byte(
    gpu_layers: int, gpus: int, tied: bool, prefix: str
) -> None:
    facts = facts_of(layers=8, embedding=512, feed_forward=1024, heads=4, kv_heads=2, tied=tied)
    parts = placed(facts, gpu_layers, gpus, prefix=prefix)
    twice = size_of(facts, "token_embd") if tied else 0
    assert sum(part.weights for part in parts) in (
        facts.weight_bytes,
        facts.weight_bytes + twice,
    )
