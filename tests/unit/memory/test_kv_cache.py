import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from launcher.errors import KvTypeMisfit, QuantizedVNeedsFlashAttention, UnknownChoice
from launcher.memory.anatomy import anatomy_of
from launcher.memory.choices import KV_TYPES, Choices, FlashAttention
from launcher.memory.kv_cache import BLOCKS, cells_of, granted_context, kv_cache_bytes, kv_layers
from launcher.units import MIB
from tests.fakes.model_facts import facts_from, facts_of

LLAMA_8B = facts_of()

# MiB at 8k f16, 32k f16, 32k q8_0, measured with llama.cpp (sliding windows kept short).
GOLDEN = {
    "meta-llama/Llama-3.1-8B-Instruct": (1024, 4096, 2176),
    "Qwen/Qwen3-8B": (1152, 4608, 2448),
    "Qwen/Qwen3-30B-A3B": (768, 3072, 1632),
    "deepseek-ai/DeepSeek-V3-0324": (549, 2196, 1166.625),
}
GOLDEN_SLIDING = {  # MiB at 32k f16
    "google/gemma-3-12b-it": 2528,
    "openai/gpt-oss-20b": 786,
    "google/gemma-3n-E4B-it": 288,
}


@pytest.fixture(scope="module")
def published(test_data: Path) -> dict[str, dict[str, Any]]:
    table = test_data / "model-dimensions.json"
    if not table.exists():
        pytest.skip("no table of published dimensions beside the test models")
    return {entry["name"]: entry for entry in json.loads(table.read_text("utf-8"))["models"]}


def q8(context: int) -> Choices:
    return Choices(context=context, kv_type_k="q8_0", kv_type_v="q8_0")


@pytest.mark.parametrize("name", GOLDEN)
def test_the_cache_of_a_known_model_is_exact(
    name: str, published: dict[str, dict[str, Any]]
) -> None:
    facts = facts_from(published[name])
    sizes = [
        kv_cache_bytes(facts, choices) / MIB
        for choices in (Choices(context=8192), Choices(context=32768), q8(32768))
    ]
    assert sizes == list(GOLDEN[name])


@pytest.mark.parametrize("name", GOLDEN_SLIDING)
def test_a_sliding_window_keeps_only_its_window(
    name: str, published: dict[str, dict[str, Any]]
) -> None:
    entry = published[name]
    kind = "Q4_K" if entry["n_embd"] % 256 == 0 else "Q8_0"
    facts = facts_from(entry, kind=kind, better=kind)
    assert kv_cache_bytes(facts, Choices(context=32768)) / MIB == GOLDEN_SLIDING[name]


def test_an_8b_model_takes_128_kib_a_token() -> None:
    assert kv_cache_bytes(LLAMA_8B, Choices(context=8192)) == 1024 * MIB
    assert kv_cache_bytes(LLAMA_8B, q8(32768)) == 2176 * MIB


@pytest.mark.parametrize(
    ("kind", "bytes_per_value"),
    [("f32", 4), ("f16", 2), ("q8_0", 34 / 32), ("q5_1", 24 / 32), ("iq4_nl", 18 / 32)],
)
def test_every_type_has_its_own_size(kind: str, bytes_per_value: float) -> None:
    values = 8192 * 32 * 8 * 128 * 2
    choices = Choices(kv_type_k=kind, kv_type_v=kind)
    assert kv_cache_bytes(LLAMA_8B, choices) == values * bytes_per_value


def test_every_offered_type_is_known() -> None:
    assert set(BLOCKS) == set(KV_TYPES)


@pytest.mark.parametrize(
    ("asked", "parallel", "granted"),
    [
        (256, 1, 256),
        (257, 1, 512),
        (300, 1, 512),
        (8192, 1, 8192),
        (4100, 3, 4608),
        (1000, 4, 1024),
    ],
)
def test_the_context_is_padded_per_conversation(asked: int, parallel: int, granted: int) -> None:
    assert granted_context(Choices(context=asked, parallel=parallel), LLAMA_8B) == granted


def test_the_window_grows_by_what_is_read_at_once() -> None:
    facts = facts_of(architecture="gemma3", more={"attention.sliding_window": 1024})
    wide = cells_of(anatomy_of(facts), Choices(context=32768, micro_batch=2048))
    usual = cells_of(anatomy_of(facts), Choices(context=32768))
    assert (usual.sliding, wide.sliding) == (1536, 3072)


def test_the_pattern_of_the_header_wins_over_the_known_one() -> None:
    facts = facts_of(
        architecture="gemma3",
        layers=4,
        more={
            "attention.sliding_window": 512,
            "attention.sliding_window_pattern": (True, False, False, False),
        },
    )
    assert anatomy_of(facts).sliding == (True, False, False, False)


def test_layers_without_heads_keep_nothing() -> None:
    facts = facts_of(layers=4, kv_heads=(8, 0, 8, 0))
    sizes = kv_layers(anatomy_of(facts), Choices())
    assert [bool(size) for size in sizes] == [True, False, True, False]


def test_blocks_that_guess_ahead_keep_nothing() -> None:
    facts = facts_of(layers=4, more={"nextn_predict_layers": 1})
    assert kv_layers(anatomy_of(facts), Choices())[-1] == 0


def test_an_encoder_keeps_nothing() -> None:
    assert kv_cache_bytes(facts_of(architecture="bert"), Choices()) == 0


def test_gemma_4_shares_the_last_layers() -> None:
    more = {
        "attention.sliding_window": 512,
        "attention.sliding_window_pattern": (True, True, True, True, False) * 2,
        "attention.shared_kv_layers": 4,
    }
    sizes = kv_layers(anatomy_of(facts_of(architecture="gemma4", layers=10, more=more)), Choices())
    assert [bool(size) for size in sizes] == [True] * 6 + [False] * 4


def test_without_flash_attention_v_is_as_wide_as_in_the_widest_layer() -> None:
    facts = facts_of(layers=2, kv_heads=(8, 2))
    off = Choices(flash_attention=FlashAttention.OFF)
    wide, narrow = kv_layers(anatomy_of(facts), off)
    k, v = 2 * 128 * 2 * 8192, 8 * 128 * 2 * 8192
    assert (wide, narrow) == (2 * v, k + v)


def test_a_quantized_v_without_flash_attention_is_refused() -> None:
    choices = Choices(kv_type_v="q8_0", flash_attention=FlashAttention.OFF)
    with pytest.raises(QuantizedVNeedsFlashAttention):
        kv_cache_bytes(LLAMA_8B, choices)


def test_an_architecture_that_refuses_flash_attention_refuses_a_quantized_v() -> None:
    with pytest.raises(QuantizedVNeedsFlashAttention):
        kv_cache_bytes(facts_of(architecture="grok"), Choices(kv_type_v="q8_0"))


def test_a_head_size_the_blocks_do_not_divide_is_refused() -> None:
    facts = facts_of(heads=32, head_size=80)
    with pytest.raises(KvTypeMisfit) as caught:
        kv_cache_bytes(facts, q8(8192))
    assert (caught.value.block, caught.value.head_size) == (32, 80)
    assert kv_cache_bytes(facts, Choices())


def test_an_unknown_type_is_named() -> None:
    with pytest.raises(UnknownChoice) as caught:
        kv_cache_bytes(LLAMA_8B, Choices(kv_type_k="q3_0"))
    assert caught.value.what == "kv_type_k"


def test_latent_attention_wants_one_type_for_both() -> None:
    mla = {
        "attention.key_length_mla": 192,
        "attention.value_length_mla": 128,
        "attention.value_length": 512,
    }
    facts = facts_of(architecture="deepseek2", kv_heads=1, head_size=576, more=mla)
    with pytest.raises(UnknownChoice):
        kv_cache_bytes(facts, Choices(kv_type_k="q8_0"))
    assert kv_cache_bytes(facts, Choices()) == 32 * 8192 * 576 * 2


@given(
    context=st.integers(256, 1 << 20),
    more=st.integers(0, 1 << 16),
    kind=st.sampled_from(KV_TYPES),
    parallel=st.integers(1, 8),
    window=st.sampled_from([0, 128, 1024, 4096]),
)
def test_more_context_never_takes_less(
    context: int, more: int, kind: str, parallel: int, window: int
) -> None:
    facts = facts_of(
        architecture="gemma3", layers=6, more={"attention.sliding_window": window}, kind="Q8_0"
    )

    def size(tokens: int) -> int:
        choices = Choices(context=tokens, kv_type_k=kind, kv_type_v=kind, parallel=parallel)
        return kv_cache_bytes(facts, choices)

    assert size(context) <= size(context + more)


@pytest.mark.parametrize(
    "strange",
    [
        {"block_count": 0},
        {"block_count": 10**9},
        {"attention.head_count": 0},
        {"attention.head_count": ()},
        {"attention.head_count_kv": (8, 8)},
        {"attention.key_length": "128"},
        {"attention.sliding_window": "long"},
        {"nextn_predict_layers": 10**6},
    ],
    ids=str,
)
def test_a_strange_header_gives_a_figure_and_no_crash(strange: dict[str, Any]) -> None:
    facts = facts_of(architecture="gemma3", layers=3, more=strange)
    assert kv_cache_bytes(facts, Choices()) >= 0
