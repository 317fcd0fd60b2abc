"""Numbers no model can have are refused where a header becomes facts."""

from collections.abc import Mapping

import pytest

from launcher.errors import DamagedHeader
from launcher.models.catalog import catalog, facts_of
from launcher.models.facts import ModelFacts, Tensor, Value
from launcher.models.gguf import HeaderParser
from launcher.models.plausible import require_plausible
from launcher.models.roles import role_of
from launcher.models.wire import header_bytes, placed

USUAL: Mapping[str, Value] = {
    "block_count": 2,
    "context_length": 2048,
    "embedding_length": 64,
    "feed_forward_length": 128,
    "attention.head_count": 4,
    "attention.head_count_kv": 2,
    "vocab_size": 100,
}


def read(
    changes: Mapping[str, Value],
    architecture: str = "llama",
    kinds: Mapping[str, str] | None = None,
    **general: str,
) -> ModelFacts:
    """The facts of a header with these of its architecture's keys."""
    keys = {f"{architecture}.{key}": value for key, value in {**USUAL, **changes}.items()}
    tensor = Tensor(name="token_embd.weight", shape=(64, 100), type="F32", offset=0, size=25_600)
    named = {f"general.{key}": value for key, value in general.items()}
    data = header_bytes(
        {"general.architecture": architecture, **named, **keys},
        placed((tensor,), 32),
        kinds={f"{architecture}.{key}": kind for key, kind in (kinds or {}).items()},
    )
    parser = HeaderParser("lying.gguf")
    parser.feed(data)
    return parser.facts()


@pytest.mark.parametrize(
    ("key", "value", "kind"),
    [
        ("block_count", -1, "i64"),
        ("block_count", 0, "u32"),
        ("block_count", 513, "u32"),
        ("block_count", 10_000_000, "u32"),
        ("block_count", 2**32 - 1, "u32"),
        ("block_count", (2, 2), "i32"),
        ("embedding_length", -64, "i64"),
        ("embedding_length", 0, "u32"),
        ("embedding_length", 2**32 - 1, "u32"),
        ("embedding_length", float("nan"), "f32"),
        ("embedding_length", float("inf"), "f32"),
        ("context_length", -9, "i64"),
        ("context_length", 2**63, "u64"),
        ("context_length", "hi", "str"),
        ("vocab_size", 2**63, "u64"),
        ("attention.head_count", 0, "u32"),
        ("attention.head_count_kv", 0, "u32"),
        ("attention.head_count_kv", -5, "i32"),
        ("attention.head_count_kv", (2, -2), "i32"),
        ("attention.head_count_kv", 2**32 - 1, "u32"),
        ("attention.head_count_kv", (0, 0), "i32"),
        ("attention.key_length", 2**32 - 1, "u32"),
        ("attention.sliding_window", -1, "i32"),
        ("feed_forward_length", (128, -128), "i32"),
        ("expert_count", 2**32 - 1, "u32"),
        ("ssm.inner_size", -1, "i32"),
        ("attention.sliding_window", float("nan"), "f32"),
    ],
)
def test_a_number_no_model_can_have_is_a_damaged_header(key: str, value: Value, kind: str) -> None:
    with pytest.raises(DamagedHeader) as caught:
        read({key: value}, kinds={key: kind})
    assert caught.value.path == "lying.gguf"
    assert caught.value.reason.startswith(("llama." + key, "its vocabulary"))


@pytest.mark.parametrize(
    ("architecture", "changes"),
    [
        ("mamba", {"attention.head_count": 0, "attention.head_count_kv": 0, "ssm.state_size": 16}),
        ("rwkv7", {"attention.head_count": 0, "wkv.head_size": 64}),
        ("nemotron_h", {"attention.head_count_kv": (0, 8), "feed_forward_length": (0, 128)}),
        ("deci", {"attention.head_count": (0, 8), "attention.head_count_kv": (0, 8)}),
        ("llama", {"block_count": 512, "context_length": 10_485_760}),
    ],
)
def test_blocks_without_heads_and_large_models_are_no_damage(
    architecture: str, changes: Mapping[str, Value]
) -> None:
    assert read(changes, architecture).architecture == architecture


@pytest.mark.parametrize("kind", ["adapter", "mmproj", "imatrix"])
def test_a_file_that_is_no_model_needs_no_blocks(kind: str) -> None:
    assert role_of(read({"block_count": 0, "attention.head_count": 0}, type=kind)) != "model"


def test_every_model_of_the_catalog_is_plausible() -> None:
    for known in catalog():
        require_plausible(facts_of(known, known.usual), known.repo)
