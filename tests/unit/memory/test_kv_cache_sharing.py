import pytest

from launcher.errors import QuantizedVNeedsFlashAttention
from launcher.memory.anatomy import anatomy_of
from launcher.memory.choices import Choices, FlashAttention
from launcher.memory.kv_cache import cells_of, kv_cache_bytes, kv_layers
from launcher.models.facts import ModelFacts
from launcher.units import MIB
from tests.fakes.model_facts import facts_of

SLIDING = facts_of(architecture="gemma3", layers=6, more={"attention.sliding_window": 1024})


def shaped(
    architecture: str,
    layers: int,
    kv_heads: int,
    head: int,
    window: int | None = None,
    heads: int = 32,
) -> ModelFacts:
    more = {} if window is None else {"attention.sliding_window": window}
    return facts_of(
        architecture=architecture,
        layers=layers,
        heads=heads,
        kv_heads=kv_heads,
        head_size=head,
        more=more,
    )


LATENT = {
    "attention.key_length_mla": 192,
    "attention.value_length_mla": 128,
    "attention.value_length": 512,
}
# MiB at 8k and 32k with whole windows, at 32k with short ones, at 32k in q8_0: as llama.cpp says.
GOLDEN = [
    pytest.param(shaped("llama", 32, 8, 128), (1024, 4096, 4096, 2176), id="Llama 3.1 8B"),
    pytest.param(shaped("qwen3", 36, 8, 128), (1152, 4608, 4608, 2448), id="Qwen3 8B"),
    pytest.param(shaped("qwen3moe", 48, 4, 128), (768, 3072, 3072, 1632), id="Qwen3 30B A3B"),
    pytest.param(shaped("gemma3", 48, 8, 256, 1024), (3072, 12288, 2528, 6528), id="Gemma 3 12B"),
    pytest.param(shaped("gpt-oss", 24, 8, 64, 128), (384, 1536, 786, 816), id="gpt-oss 20B"),
    pytest.param(shaped("gemma3n", 35, 2, 256, 512), (320, 1280, 288, 680), id="Gemma 3n E4B"),
    pytest.param(
        facts_of(
            architecture="deepseek2", layers=61, heads=128, kv_heads=1, head_size=576, more=LATENT
        ),
        (549, 2196, 2196, 1166.625),
        id="DeepSeek V3",
    ),
]


@pytest.mark.parametrize(("facts", "expected"), GOLDEN)
def test_known_models_take_what_the_engine_says(
    facts: ModelFacts, expected: tuple[float, ...]
) -> None:
    settings = (
        Choices(context=8192, swa_full=True),
        Choices(context=32768, swa_full=True),
        Choices(context=32768),
        Choices(context=32768, swa_full=True, kv_type_k="q8_0", kv_type_v="q8_0"),
    )
    assert tuple(kv_cache_bytes(facts, one) / MIB for one in settings) == expected


def test_conversations_that_share_a_cache_share_its_context() -> None:
    apart = cells_of(anatomy_of(SLIDING), Choices(context=8192, parallel=4))
    together = cells_of(anatomy_of(SLIDING), Choices(context=8192, parallel=4, unified=True))
    assert (apart.full, apart.streams, apart.granted) == (2048, 4, 8192)
    assert (together.full, together.streams, together.granted) == (8192, 1, 8192)


def test_a_shared_window_has_room_for_every_conversation() -> None:
    apart = cells_of(anatomy_of(SLIDING), Choices(context=32768, parallel=3))
    together = cells_of(anatomy_of(SLIDING), Choices(context=32768, parallel=3, unified=True))
    assert apart.sliding == 1024 + 512
    assert together.sliding == 3 * 1024 + 512


def test_a_shared_context_is_rounded_once() -> None:
    together = cells_of(anatomy_of(SLIDING), Choices(context=4100, parallel=3, unified=True))
    assert together.granted == 4352


def test_whole_windows_make_all_layers_alike() -> None:
    sizes = kv_layers(anatomy_of(SLIDING), Choices(context=32768, swa_full=True))
    assert len(set(sizes)) == 1
    short = kv_layers(anatomy_of(SLIDING), Choices(context=32768))
    assert short[-1] == sizes[-1]
    assert short[0] < sizes[0]


def test_a_quantized_v_without_flash_attention_is_refused_though_nothing_is_cached() -> None:
    choices = Choices(kv_type_v="q8_0", flash_attention=FlashAttention.OFF)
    with pytest.raises(QuantizedVNeedsFlashAttention):
        kv_cache_bytes(facts_of(architecture="bert"), choices)
