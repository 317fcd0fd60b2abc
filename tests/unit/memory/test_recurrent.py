from types import MappingProxyType

import pytest

from launcher.memory.anatomy import anatomy_of
from launcher.memory.choices import Choices
from launcher.memory.estimate import estimate
from launcher.memory.kv_cache import kv_cache_bytes
from launcher.memory.recurrent import recurrent_bytes
from launcher.models.facts import ModelFacts, Value
from tests.fakes.machine_facts import machine_of

MACHINE = machine_of(64)


def header(architecture: str, **keys: Value) -> ModelFacts:
    named = {f"{architecture}.{key.replace('__', '.')}": value for key, value in keys.items()}
    return ModelFacts(
        architecture=architecture, name=None, metadata=MappingProxyType(named), vocabulary=50280
    )


MAMBA = header(
    "mamba",
    block_count=64,
    embedding_length=2560,
    ssm__conv_kernel=4,
    ssm__inner_size=5120,
    ssm__state_size=16,
)
FALCON_H1 = header(
    "falcon-h1",
    block_count=36,
    embedding_length=1024,
    feed_forward_length=2048,
    attention__head_count=8,
    attention__head_count_kv=2,
    attention__key_length=64,
    attention__value_length=64,
    ssm__conv_kernel=4,
    ssm__inner_size=1536,
    ssm__state_size=128,
    ssm__group_count=1,
)
QWEN35 = header(
    "qwen35",
    block_count=64,
    embedding_length=5120,
    feed_forward_length=17408,
    attention__head_count=24,
    attention__head_count_kv=4,
    attention__key_length=256,
    attention__value_length=256,
    ssm__conv_kernel=4,
    ssm__inner_size=6144,
    ssm__state_size=128,
    ssm__group_count=16,
)


def state_bytes(facts: ModelFacts, parallel: int = 1) -> int:
    anatomy = anatomy_of(facts)
    return sum(anatomy.recurrent) * recurrent_bytes(anatomy.states, parallel)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (MAMBA, 64 * 4 * (3 * 5120 + 16 * 5120)),
        (FALCON_H1, 36 * 4 * (3 * (1536 + 2 * 128) + 128 * 1536)),
        (QWEN35, 48 * 4 * (3 * (6144 + 2 * 16 * 128) + 128 * 6144)),
    ],
    ids=["mamba", "falcon-h1", "qwen35"],
)
def test_the_state_is_exact(facts: ModelFacts, expected: int) -> None:
    assert state_bytes(facts) == expected


def test_the_state_does_not_grow_with_the_context() -> None:
    short = estimate(QWEN35, Choices(context=256), MACHINE).devices[0].recurrent
    long = estimate(QWEN35, Choices(context=262144), MACHINE).devices[0].recurrent
    assert short == long == state_bytes(QWEN35)


def test_the_state_is_kept_for_every_conversation() -> None:
    assert state_bytes(MAMBA, 3) == 3 * state_bytes(MAMBA)


def test_a_pure_state_space_model_has_no_cache() -> None:
    assert kv_cache_bytes(MAMBA, Choices(context=32768)) == 0


def test_a_hybrid_attends_in_every_fourth_block() -> None:
    assert kv_cache_bytes(QWEN35, Choices(context=8192)) == 16 * 8192 * 4 * 256 * 2 * 2


def test_blocks_side_by_side_have_both() -> None:
    anatomy = anatomy_of(FALCON_H1)
    assert all(anatomy.recurrent)
    assert all(anatomy.k_widths)


def test_a_block_without_kv_heads_is_recurrent() -> None:
    facts = header(
        "lfm2",
        block_count=4,
        embedding_length=2048,
        attention__head_count=32,
        attention__head_count_kv=(0, 0, 8, 0),
        shortconv__l_cache=3,
    )
    assert anatomy_of(facts).recurrent == (True, True, False, True)
    assert state_bytes(facts) == 3 * 4 * 2048 * 2


def test_one_part_a_block_is_told_apart() -> None:
    facts = header(
        "nemotron_h",
        block_count=3,
        embedding_length=4096,
        feed_forward_length=(0, 21504, 0),
        attention__head_count=32,
        attention__head_count_kv=(0, 0, 8),
        ssm__conv_kernel=4,
        ssm__inner_size=8192,
        ssm__state_size=128,
        ssm__group_count=8,
    )
    anatomy = anatomy_of(facts)
    assert anatomy.recurrent == (True, False, False)
    assert [bool(width) for width in anatomy.k_widths] == [False, False, True]
