from dataclasses import replace

import pytest

from launcher.hardware.facts import Machine
from launcher.memory.choices import ALL_LAYERS, Choices
from launcher.memory.estimate import estimate
from launcher.models.catalog import facts_of as from_catalog
from launcher.models.catalog import known_as
from launcher.models.facts import ModelFacts
from launcher.planning.reading import Reading, bytes_read
from tests.fakes.machine_facts import machine_of
from tests.fakes.model_facts import facts_of

LLAMA = facts_of()
TIED = facts_of(tied=True)
EXPERTS = {"count": 128, "used": 8, "n_ff_expert": 768}
MIXTURE = facts_of(architecture="qwen3moe", layers=12, embedding=2048, kv_heads=4, experts=EXPERTS)
ON_GPU = Choices(gpu_layers=ALL_LAYERS)
GPU = machine_of(64, 64)


def readings(
    model: ModelFacts, choices: Choices = ON_GPU, machine: Machine = GPU, fill: int | None = 0
) -> dict[str, Reading]:
    held = estimate(model, choices, machine)
    return {one.device: one for one in bytes_read(model, choices, held, fill=fill)}


def size_of(model: ModelFacts, *names: str) -> int:
    return sum(tensor.size for tensor in model.tensors if tensor.name.endswith(names))


def test_an_embedding_is_looked_up_and_not_read():
    read = readings(LLAMA)["CUDA0"].weights
    assert read == pytest.approx(
        LLAMA.weight_bytes - size_of(LLAMA, "token_embd.weight"), rel=1e-4
    )


def test_an_embedding_that_is_the_output_too_is_read():
    assert readings(TIED)["CUDA0"].weights == pytest.approx(TIED.weight_bytes, rel=1e-4)


def test_of_experts_only_the_used_are_read():
    experts = size_of(MIXTURE, *(f"ffn_{part}_exps.weight" for part in ("gate", "up", "down")))
    embedding = size_of(MIXTURE, "token_embd.weight")
    expected = MIXTURE.weight_bytes - embedding - experts * (1 - 8 / 128)
    assert readings(MIXTURE)["CUDA0"].weights == pytest.approx(expected, rel=1e-3)


def test_experts_left_in_main_memory_are_read_there():
    read = readings(MIXTURE, replace(ON_GPU, cpu_moe=12))
    experts = size_of(MIXTURE, *(f"ffn_{part}_exps.weight" for part in ("gate", "up", "down")))
    assert read["CPU"].weights == pytest.approx(experts * 8 / 128, rel=1e-3)
    assert read["CUDA0"].weights > 0


def test_every_layer_is_somewhere_and_once():
    for layers in (0, 1, 12, 32, 33):
        read = readings(LLAMA, Choices(gpu_layers=layers))
        whole = readings(LLAMA)["CUDA0"]
        assert sum(one.weights for one in read.values()) == pytest.approx(whole.weights)
        assert sum(one.steps for one in read.values()) == pytest.approx(whole.steps)


def test_several_cards_share_the_layers():
    read = readings(LLAMA, ON_GPU, machine_of(64, 24, 8))
    assert read["CUDA0"].weights > 2 * read["CUDA1"].weights > 0


def test_the_cache_grows_with_what_was_said_and_is_half_full_by_default():
    some, more = (readings(LLAMA, fill=said)["CUDA0"].cache for said in (1000, 4000))
    assert more == pytest.approx(4 * some)
    assert some == pytest.approx(1000 * 32 * 8 * 128 * 2 * 2)  # layers, heads, width, K and V, F16
    assert readings(LLAMA, fill=None)["CUDA0"].cache == pytest.approx(4096 / 1000 * some)


def test_a_sliding_layer_looks_back_its_window_only():
    gemma = from_catalog(known_as("gemma-3-4b-it"), "Q4_K_M")
    wide = replace(ON_GPU, context=32768)
    near, far = (readings(gemma, wide, fill=said)["CUDA0"].cache for said in (1024, 16384))
    full_layers, layers = 5, 34
    assert far == pytest.approx(near / layers * (full_layers * 16 + layers - full_layers))


def test_caches_in_main_memory_are_read_there():
    read = readings(LLAMA, replace(ON_GPU, kv_on_gpu=False), fill=1000)
    assert read["CPU"].cache > 0
    assert read["CPU"].weights == 0
    assert read["CUDA0"].cache == 0


def test_a_state_is_read_and_written():
    mamba = from_catalog(known_as("mamba-2.8b-hf"), "Q4_K_M")
    held = estimate(mamba, ON_GPU, GPU)
    read = readings(mamba)["CUDA0"]
    assert read.states == 2 * held.devices[1].recurrent > 0
    assert read.cache == 0


def test_blocks_that_guess_ahead_are_not_read():
    model = from_catalog(known_as("GLM 4.7 Flash"), "Q4_K_M")
    read = readings(model)["CUDA0"]
    assert read.steps < 2 * model.layers
    assert read.weights < model.weight_bytes / 5


def test_a_plain_block_is_one_step_and_a_richer_one_more():
    assert readings(LLAMA)["CUDA0"].steps == pytest.approx(32)
    assert readings(MIXTURE)["CUDA0"].steps > 1.3 * 12
    hybrid = from_catalog(known_as("Qwen/Qwen3.5-4B"), "Q4_K_M")
    assert readings(hybrid)["CUDA0"].steps > 1.3 * hybrid.layers


def test_weights_are_told_by_their_type():
    read = readings(LLAMA)["CUDA0"]
    sizes = dict(read.types)
    assert sizes["Q4_K"] > sizes["Q6_K"] > sizes["F32"] > 0
    assert sum(sizes.values()) == pytest.approx(read.weights)
    mixture = facts_of(kind="IQ3_S", experts=EXPERTS, architecture="qwen3moe")
    in_ram = readings(mixture, replace(ON_GPU, cpu_moe=32))["CPU"]
    assert set(dict(in_ram.types)) == {"IQ3_S", "Q6_K"}


def test_a_model_that_runs_its_blocks_twice_reads_them_twice():
    once = facts_of(architecture="nanbeige", layers=16)
    twice = facts_of(architecture="nanbeige", layers=16, more={"num_loops": 2})
    output = next(one.size for one in once.tensors if one.name == "output.weight")
    again = readings(twice)["CUDA0"].weights - output
    assert again == pytest.approx(2 * (readings(once)["CUDA0"].weights - output), rel=1e-3)
