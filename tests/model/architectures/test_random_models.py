"""Random models in random settings: the arithmetic and the engine must come to the same bytes."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from launcher.memory.choices import KV_TYPES, Choices, FlashAttention
from launcher.memory.sliding import PATTERNS
from launcher.models.facts import Value
from tests.model.architectures.compare import Case, Tally, case_of, hold, settings_for
from tests.model.architectures.engine import Engine
from tests.model.architectures.metadata import model_of
from tests.model.architectures.names import LATENT, NAMES
from tests.model.architectures.sizes import Size, size_of

# Not from metadata alone (see the other test), or whole settings crash the engine.
NOT_DRAWN: Final = frozenset(
    {"clip", "gemma4-assistant", "gptj", "kimi-linear", "plm", "rwkv6qwen2", "t5"}
)
OF_SO_MANY_LAYERS: Final = frozenset({"eagle3", "exaone4", "hrm_text", "wavtokenizer-dec"})
OF_ONE_WIDTH: Final = LATENT | {
    "chameleon",
    "deepseek4",
    "eagle3",
    "gemma3n",
    "graniteswitch",
    "minicpm3",
    "qwen3tts",
    "rwkv6",
    "t5encoder",
    "wavtokenizer-dec",
}
# Here a header may give each layer its own number of KV heads; elsewhere loaders want one.
BY_LAYER: Final = frozenset({"deci", "openelm"})
ALL_HEADS_ALIKE: Final = frozenset({"dots1", "olmoe", *(name for name in NAMES if "bert" in name)})


@pytest.fixture
def engine() -> Iterator[Engine]:
    with Engine() as started:
        yield started


@st.composite
def sizes(draw: st.DrawFn, architecture: str) -> Size:
    """Other dimensions than the least ones, where the loader takes them."""
    size = replace(size_of(architecture), window=draw(st.sampled_from([16, 32, 100, 512, 1500])))
    if architecture not in OF_SO_MANY_LAYERS:
        size = replace(size, layers=size.layers + 4 * draw(st.integers(0, 2)))
    if architecture in OF_ONE_WIDTH:
        return size
    heads = draw(st.sampled_from([2, 4, 8]))
    head = draw(st.sampled_from([64, 128]))
    shared = 1 if architecture in ALL_HEADS_ALIKE else draw(st.sampled_from([1, 2]))
    return replace(size, embedding=heads * head, heads=heads, kv_heads=heads // shared)


@st.composite
def patterns(draw: st.DrawFn, layers: int) -> Value:
    """Which layers slide: every so many, or one by one, or as the engine itself knows."""
    kind = draw(st.sampled_from(["period", "listed", "known"]))
    if kind == "period":
        return draw(st.sampled_from([0, 2, 3, 6]))
    if kind == "known":
        return ()
    return (True, *(draw(st.booleans()) for _ in range(layers - 1)))


@st.composite
def cases(draw: st.DrawFn) -> Case:
    architecture = draw(st.sampled_from([name for name in NAMES if name not in NOT_DRAWN]))
    size = draw(sizes(architecture))
    more: dict[str, Value] = {}
    if architecture in BY_LAYER and draw(st.booleans()):
        counts = st.sampled_from([1, 2, size.heads])
        more["attention.head_count_kv"] = tuple(draw(counts) for _ in range(size.layers))
    if architecture in PATTERNS and architecture != "gemma3n":  # reuses one of each kind
        more["attention.sliding_window_pattern"] = draw(patterns(size.layers))
    model = model_of(architecture, size, **more)
    return replace(case_of(architecture), name=f"{architecture} {size} {more}", model=model)


@st.composite
def choices(draw: st.DrawFn) -> Choices:
    parallel = draw(st.integers(1, 5))
    batch = draw(st.sampled_from([32, 100, 512, 2048]))
    return Choices(
        context=draw(st.integers(256, 20_000)),
        parallel=parallel,
        batch=batch,
        micro_batch=min(batch, draw(st.sampled_from([16, 64, 200, 512]))),
        unified=draw(st.booleans()),
        swa_full=draw(st.booleans()),
        kv_type_k=draw(st.sampled_from(KV_TYPES)),
        kv_type_v=draw(st.sampled_from(KV_TYPES)),
        flash_attention=draw(st.sampled_from(list(FlashAttention))),
    )


def agree(engine: Engine, case: Case, wanted: list[Choices]) -> None:
    tally = Tally()
    hold(engine, case, settings_for(case.model, wanted), tally, real=False)
    assume(tally.settings)  # a crash says nothing about bytes
    assert tally.differences == []


# The child keeps nothing between two questions, so one serves all examples.
ONE_CHILD: Final = [HealthCheck.function_scoped_fixture]


@settings(max_examples=60, suppress_health_check=ONE_CHILD)
@given(case=cases(), wanted=st.lists(choices(), min_size=3, max_size=3))
def test_random_models_take_what_the_arithmetic_says(
    engine: Engine, case: Case, wanted: list[Choices]
) -> None:
    agree(engine, case, wanted)


@pytest.mark.full
@pytest.mark.timeout(600)
@settings(max_examples=4000, suppress_health_check=[*ONE_CHILD, HealthCheck.too_slow])
@given(case=cases(), wanted=st.lists(choices(), min_size=5, max_size=5))
def test_thousands_of_random_models_do(engine: Engine, case: Case, wanted: list[Choices]) -> None:
    agree(engine, case, wanted)
