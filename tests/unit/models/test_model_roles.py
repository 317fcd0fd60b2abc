from pathlib import Path

import pytest

from launcher.models.facts import ModelFacts, Tensor, Value
from launcher.models.gguf import read_facts
from launcher.models.roles import role_of
from launcher.models.write import ARCHITECTURES, write_model

TENSOR = Tensor(name="t", shape=(4,), type="F32", offset=0, size=16)


def facts(architecture: str, *, tensors: bool = True, **keys: Value) -> ModelFacts:
    return ModelFacts(
        architecture=architecture,
        name=None,
        metadata={key.replace("__", "."): value for key, value in keys.items()},
        tensors=(TENSOR,) if tensors else (),
    )


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_a_language_model_is_a_model(tmp_path: Path, architecture: str) -> None:
    write_model(tmp_path / "m.gguf", architecture)
    assert role_of(read_facts(tmp_path / "m.gguf")) == "model"


@pytest.mark.parametrize(
    ("found", "role"),
    [
        (facts("clip"), "mmproj"),
        (facts("clip", general__type="mmproj"), "mmproj"),
        (facts("llama", general__type="adapter"), "lora"),
        (facts("llama", adapter__type="lora"), "lora"),
        (facts("", general__type="imatrix"), "imatrix"),
        (facts("", imatrix__chunk_count=3), "imatrix"),
        (facts("llama", tensors=False), "vocab"),
        (facts("llama", general__type="vocab"), "vocab"),
        (facts("eagle3"), "draft"),
        (facts("gemma4-assistant"), "draft"),
        (facts("bert"), "embedding"),
        (facts("qwen3", qwen3__pooling_type=3), "embedding"),
        (facts("qwen3", qwen3__pooling_type=0), "model"),
        (facts("qwen3", general__type="model"), "model"),
        (facts("unheard-of"), "model"),
    ],
)
def test_other_files_are_told_by_their_header(found: ModelFacts, role: str) -> None:
    assert role_of(found) == role
