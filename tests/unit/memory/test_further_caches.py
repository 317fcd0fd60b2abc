"""Caches beside K and V; the bytes are those llama.cpp makes of the same headers."""

import pytest

from launcher.memory.anatomy import anatomy_of
from launcher.memory.architectures import KNOWN
from launcher.memory.choices import Choices
from launcher.memory.compressed_cache import compressed_cells
from launcher.memory.estimate import estimate
from launcher.memory.kv_cache import kv_cache_bytes, kv_layers
from launcher.memory.recurrent import state_layers
from launcher.models.facts import ModelFacts, Value
from tests.fakes.machine_facts import machine_of
from tests.fakes.model_facts import facts_of

HALF = 2  # bytes of an f16
TOKENS = 8192


def sparse(architecture: str, layers: int = 4, **more: Value) -> ModelFacts:
    keys: dict[str, Value] = {
        "attention.key_length_mla": 192,
        "attention.value_length_mla": 128,
        "attention.value_length": 512,
        "attention.indexer.key_length": 128,
        "attention.indexer.top_k": 2048,
    }
    keys |= {key.replace("__", "."): value for key, value in more.items()}
    return facts_of(architecture=architecture, layers=layers, kv_heads=1, head_size=576, more=keys)


def rows(facts: ModelFacts) -> list[float]:
    """Values a token takes in each block."""
    return [size / HALF / TOKENS for size in kv_layers(anatomy_of(facts), Choices())]


def test_every_layer_of_a_sparse_model_has_an_index_key() -> None:
    assert rows(sparse("deepseek32")) == [576 + 128] * 4


def test_layers_that_share_an_index_keep_none() -> None:
    listed = sparse("glm-dsa", attention__indexer__types=(1, 0, 0, 1))
    assert rows(listed) == [704, 576, 576, 704]


def test_a_long_glm_shares_as_its_engine_knows() -> None:
    long = sparse("glm-dsa", layers=8, context_length=1_048_576)
    assert rows(long) == [704, 704, 704, 576, 576, 576, 704, 576]
    assert rows(sparse("glm-dsa", layers=8)) == [704] * 8


def test_without_a_choice_there_is_no_index() -> None:
    assert rows(sparse("hy_v4", attention__indexer__top_k=0)) == [576] * 4


def test_sliding_layers_have_no_index_unless_listed() -> None:
    facts = sparse(
        "dots3note",
        attention__sliding_window=512,
        attention__sliding_window_pattern=(0, 1, 0, 1),
        attention__indexer__types=(1, 0, 1, 0),
    )
    window = 1024 / TOKENS  # the window and a step of 512
    assert rows(facts) == [704, 576 * window, 704, 576 * window]


def test_heads_that_choose_blocks_store_a_value_beside_the_key() -> None:
    more: dict[str, Value] = {
        "attention.indexer.key_length": 64,
        "leading_dense_block_count": 1,
    }
    facts = facts_of(architecture="minimax-m3", layers=2, kv_heads=4, more=more)
    plain = 2 * 4 * 128
    assert rows(facts) == [plain, plain + 64 + 128]


def test_pooled_indexes_keep_three_values() -> None:
    facts = sparse("glm5-next", attention__head_count_kv=(1, 0, 1, 0), attention__kv_lora_rank=512)
    assert rows(facts) == [576 + 3 * 128, 0, 576 + 3 * 128, 0]


def test_a_hybrid_chooses_only_where_it_attends() -> None:
    facts = facts_of(
        architecture="qwen4exp", layers=4, kv_heads=2, more={"attention.indexer.key_length": 64}
    )
    assert rows(facts) == [0, 0, 0, 2 * 2 * 128 + 64]


DEEPSEEK4 = facts_of(
    architecture="deepseek4",
    layers=4,
    embedding=512,
    heads=8,
    kv_heads=1,
    head_size=64,
    more={
        "attention.sliding_window": 128,
        "attention.compress_ratios": (0, 0, 4, 128),
        "attention.indexer.key_length": 128,
    },
)


@pytest.mark.parametrize(
    ("tokens", "ratio", "cells"),
    [(8192, 4, 2048), (8192, 128, 256), (256, 4, 256), (1300, 4, 512)],
)
def test_the_far_past_is_kept_in_fewer_cells(tokens: int, ratio: int, cells: int) -> None:
    assert compressed_cells(tokens, ratio) == cells


def test_a_window_of_raw_keys_and_the_far_past_compressed() -> None:
    raw = 64 * HALF * 768  # the window and a step of 512, rounded
    fine = (64 + 128) * HALF * 2048 + 2 * 4 * 8 * 2 * (64 + 128)
    coarse = 64 * HALF * 256 + 2 * 4 * 128 * 64
    assert kv_layers(anatomy_of(DEEPSEEK4), Choices()) == (raw, raw, raw + fine, raw + coarse)


def test_compressed_pasts_are_never_shared() -> None:
    apart = kv_cache_bytes(DEEPSEEK4, Choices(context=8192, parallel=2))
    together = kv_cache_bytes(DEEPSEEK4, Choices(context=8192, parallel=2, unified=True))
    assert together == 2 * kv_cache_bytes(DEEPSEEK4, Choices(context=8192))
    assert apart < together


def test_a_draft_that_looks_into_another_cache_keeps_none() -> None:
    facts = facts_of(architecture="gemma4-assistant", layers=4, more={"nextn_predict_layers": 4})
    assert kv_cache_bytes(facts, Choices()) == 0


def test_words_before_are_remembered_in_their_own_row() -> None:
    more: dict[str, Value] = {
        "ssm.conv_kernel": 4,
        "ssm.inner_size": 256,
        "ssm.state_size": 128,
        "ssm.group_count": 2,
        "ple.layers": (0,),
        "ple.ngram_size": 3,
        "ple.heads_per_ngram": 2,
        "ple.conv_kernel": 4,
        "hyper_connection.count": 4,
    }
    facts = facts_of(architecture="qwen4exp", layers=4, embedding=256, more=more)
    state = 4 * (3 * (256 + 2 * 2 * 128) + 128 * 256)
    history = 4 * 3 * 3 * 4 * 256
    found = state_layers(anatomy_of(facts).state_rows, 2)
    assert found == (2 * (state + history), 2 * state, 2 * state, 0)


def test_what_was_never_checked_is_admitted() -> None:
    assert "gptj" not in KNOWN
    assert all(not estimate(facts_of(architecture=name), Choices(), machine_of(64)).notes
               for name in ("deepseek4", "glm-dsa", "t5"))  # fmt: skip
    assert estimate(facts_of(architecture="of-tomorrow"), Choices(), machine_of(64)).notes
