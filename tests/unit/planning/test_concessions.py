from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from launcher.errors import UnknownChoice
from launcher.hardware.facts import Machine
from launcher.memory.choices import Choices, FlashAttention
from launcher.memory.fit import largest_context
from launcher.models.facts import ModelFacts
from launcher.planning.concessions import Concede, Concession, concessions
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


def prices(
    model: ModelFacts, machine: Machine, choices: Choices | None = None
) -> tuple[Concession, ...]:
    asked = choices or Choices()
    return concessions(
        model,
        asked,
        machine,
        reserve=GIB,
        largest=largest_context(model, asked, machine, reserve=GIB),
    )


def of(kind: Concede, found: tuple[Concession, ...]) -> list[Concession]:
    return [one for one in found if one.kind is kind]


def test_a_smaller_cache_comes_first_and_names_its_price() -> None:
    first, *_rest = prices(LLAMA_8B, machine_of(8))
    assert (first.kind, first.what) == (Concede.KV_TYPE, "KV cache in q8_0")
    assert (first.choices.kv_type_k, first.choices.kv_type_v) == ("q8_0", "q8_0")
    assert "0.02 %" in first.quality


def test_the_smallest_cache_costs_most_quality_and_comes_last_of_them() -> None:
    kinds = [one.choices.kv_type_k for one in of(Concede.KV_TYPE, prices(LLAMA_8B, machine_of(8)))]
    assert kinds == ["q8_0", "q5_1", "q4_0"]


def test_nothing_is_offered_where_everything_fits_already() -> None:
    assert prices(LLAMA_8B, machine_of(512)) == ()


def test_the_context_asked_for_stays_as_it_is() -> None:
    asked = Choices(context=50_000)
    for one in prices(LLAMA_8B, machine_of(64, 8), asked):
        assert one.choices.context == 50_000


def test_layers_in_ram_are_offered_in_growing_numbers() -> None:
    layers = of(Concede.GPU_LAYERS, prices(LLAMA_8B, machine_of(64, 8)))
    assert [one.what for one in layers[:3]] == [
        "1 layer in RAM",
        "2 layers in RAM",
        "4 layers in RAM",
    ]
    assert [one.choices.gpu_layers for one in layers[:3]] == [32, 31, 29]
    gains = [one.gains for one in layers]
    assert gains == sorted(gains)


def test_layers_beside_others_in_ram_are_more_of_them() -> None:
    found = prices(LLAMA_8B, machine_of(64, 6.5), Choices(gpu_layers=25))
    assert of(Concede.GPU_LAYERS, found)[0].what == "1 more layer in RAM"


def test_automatic_layers_that_are_divided_already_are_not_offered() -> None:
    found = prices(LLAMA_8B, machine_of(16, 4))
    assert of(Concede.KV_TYPE, found)
    assert not of(Concede.GPU_LAYERS, found)


def test_a_mixture_gives_its_experts_away_and_keeps_its_layers() -> None:
    found = prices(MIXTURE, machine_of(64, 10))
    experts = of(Concede.CPU_MOE, found)
    assert experts[0].what == "Experts of 1 layer in RAM"
    assert (experts[0].choices.cpu_moe, experts[0].choices.gpu_layers) == (1, 25)
    assert not of(Concede.GPU_LAYERS, found)


def test_leading_dense_layers_have_no_experts_to_move() -> None:
    dense = [t for t in MIXTURE.tensors if not ("blk.0." in t.name and "_exps" in t.name)]
    model = replace(MIXTURE, tensors=tuple(dense))
    first = of(Concede.CPU_MOE, prices(model, machine_of(64, 10)))[0]
    assert (first.what, first.choices.cpu_moe) == ("Experts of 1 layer in RAM", 2)


def test_without_flash_attention_v_is_left_alone() -> None:
    found = prices(LLAMA_8B, machine_of(8), Choices(flash_attention=FlashAttention.OFF))
    assert found[0].kind is Concede.FLASH_ATTENTION
    assert found[0].choices.flash_attention is FlashAttention.AUTO
    cache = of(Concede.KV_TYPE, found)[0]
    assert (cache.choices.kv_type_k, cache.choices.kv_type_v) == ("q8_0", "f16")
    assert cache.what == "K of the KV cache in q8_0"


def test_heads_no_block_divides_keep_their_cache() -> None:
    odd = facts_of(head_size=80)
    assert not of(Concede.KV_TYPE, prices(odd, machine_of(7.5)))


def test_a_whole_cache_in_sliding_layers_is_given_up_first() -> None:
    found = prices(SLIDING, machine_of(4), Choices(swa_full=True))
    assert found[0].kind is Concede.SLIDING
    assert not found[0].choices.swa_full
    assert not of(Concede.SLIDING, prices(SLIDING, machine_of(4)))


def test_fewer_conversations_give_each_more() -> None:
    asked = Choices(parallel=4)
    found = of(Concede.PARALLEL, prices(LLAMA_8B, machine_of(8), asked))
    assert [one.what for one in found] == ["2 conversations at a time", "1 conversation at a time"]
    now = largest_context(LLAMA_8B, asked, machine_of(8), reserve=GIB)
    assert found[-1].gains == found[-1].largest - now // 4


def test_fewer_conversations_help_although_the_whole_is_as_long_as_trained() -> None:
    found = of(Concede.PARALLEL, prices(LLAMA_8B, machine_of(64), Choices(parallel=4)))
    assert [one.gains for one in found] == [32_768, 98_304]


def test_a_smaller_step_through_the_prompt_leaves_answers_as_fast() -> None:
    found = of(Concede.MICRO_BATCH, prices(SLIDING, machine_of(4)))
    assert found
    assert all(one.speed_share == 1 and "prompts" in one.speed for one in found)


def test_beyond_the_trained_length_memory_alone_is_the_bound() -> None:
    short = facts_of(trained=2048)
    assert prices(short, machine_of(64), Choices(context=32_768)) == ()
    longer = prices(short, machine_of(8), Choices(context=65_536))
    assert longer[0].largest > largest_context(LLAMA_8B, Choices(), machine_of(8), reserve=GIB)


def test_an_unknown_card_is_slower_without_a_number() -> None:
    one = of(Concede.GPU_LAYERS, prices(LLAMA_8B, machine_of(64, 8)))[0]
    assert (one.speed, one.speed_share) == ("Slower.", None)


def test_a_known_card_is_slower_by_a_range() -> None:
    machine = machine_of(64, 8)
    card = replace(machine.devices[1], description="NVIDIA GeForce RTX 4060")
    machine = replace(machine, devices=(machine.devices[0], card))
    one = of(Concede.GPU_LAYERS, prices(LLAMA_8B, machine))[0]
    assert one.speed.startswith("About ")
    assert one.speed.endswith("a guess.")
    assert one.speed_share is not None
    assert 0 < one.speed_share < 1


def test_impossible_choices_are_refused() -> None:
    with pytest.raises(UnknownChoice):
        concessions(LLAMA_8B, Choices(kv_type_k="q9"), machine_of(8), reserve=GIB, largest=0)


@settings(max_examples=25)
@given(
    model=st.sampled_from([LLAMA_8B, MIXTURE, SLIDING]),
    ram=st.floats(2, 32),
    gpus=st.lists(st.floats(1, 24), max_size=2),
    parallel=st.sampled_from([1, 2]),
)
def test_every_price_gains_and_its_length_is_true(
    model: ModelFacts, ram: float, gpus: list[float], parallel: int
) -> None:
    machine, asked = machine_of(ram, *gpus), Choices(parallel=parallel)
    now = largest_context(model, asked, machine, reserve=GIB)
    for one in prices(model, machine, asked):
        assert one.gains >= 256
        assert one.largest == largest_context(model, one.choices, machine, reserve=GIB)
        assert one.gains == one.largest // one.choices.parallel - now // parallel
