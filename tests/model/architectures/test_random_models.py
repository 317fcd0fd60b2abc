"""Random models in random settings: the arithmetic and the engine must come to the same bytes."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from launcher.memory.choices import KV_TYPES, Choices, FlashAttention
from launcher.models.facts import Value
from tests.model.architectures.compare import Case, Tally, case_of, hold, settings_for
from tests.model.architectures.engine import Engine
from tests.model.architectures.metadata import Size, model_of, size_of
from tests.model.architectures.names import LATENT, NAMES

# Not from metadata alone (see the other test), or whole settings crash the engine.
NOT_DRAWN: Final = frozenset(
    {"clip", "gemma4-assistant", "gptj", "kimi-linear", "plm", "rwkv6qwen2", "t5"}
)
# Their size follows from other keys, or their loader knows a few sizes alone.
OF_ONE_SIZE: Final = LATENT | {
    "chameleon",
    "deepseek4",
    "eagle3",
    "exaone4",
    "gemma3n",
    "graniteswitch",
    "hrm_text",
    "qwen3tts",
    "wavtokenizer-dec",
}
# A header may give these a number of KV heads for each layer.
BY_LAYER: Final = frozenset({"deci", "openelm"})
# Their rows are as wide as the model, whatever the heads.
ALL_HEADS_ALIKE: Final = frozenset({"dots1", *(name for name in NAMES if "bert" in name)})


@pytest.fixture
def engine() -> Iterator[Engine]:
    with Engine() as started:
        yield started


@st.composite
def sizes(draw: st.DrawFn, architecture: str) -> Size:
    """Other dimensions than the least ones, where the loader takes them."""
    size = size_of(architecture)
    window = draw(st.sampled_from([16, 32, 100, 512, 1500]))
    if architecture in OF_ONE_SIZE:
        return replace(size, window=window)
    size = replace(size, layers=size.layers + 4 * draw(st.integers(0, 2)), window=window)
    heads = draw(st.sampled_from([2, 4, 8]))
    head = draw(st.sampled_from([64, 128]))
    shared = 1 if architecture in ALL_HEADS_ALIKE else draw(st.sampled_from([1, 2]))
    return replace(size, embedding=heads * head, heads=heads, kv_heads=heads // shared)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    architecture = draw(st.sampled_from([name for name in NAMES if name not in NOT_DRAWN]))
    size = draw(sizes(architecture))
    more: dict[str, Value] = {}
    if architecture in BY_LAYER and draw(st.booleans()):
        counts = st.sampled_from([1, 2, size.heads])
        more["attention.head_count_kv"] = tuple(draw(counts) for _ in range(size.layers))
    least = case_of(architecture)
    model = model_of(architecture, size, **more)
    return replace(least, name=f"{architecture} {size}", model=model)


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
    assume(tally.settings)
    assert tally.differences == []


@settings(max_examples=60)
@given(drawn=st.data())
def test_random_models_take_what_we_say(drawn: st.DataObject) -> None:
    with Engine() as engine:
        for _ in range(3):
            agree(engine, drawn.draw(cases()), [drawn.draw(choices())])
