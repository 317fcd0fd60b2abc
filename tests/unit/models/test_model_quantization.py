from pathlib import Path

import pytest

from launcher.models.facts import ModelFacts, Tensor, Value
from launcher.models.gguf import read_facts
from launcher.models.quantization import (
    FILE_TYPES,
    TENSOR_TYPES,
    TYPE_BY_NAME,
    file_type_name,
    quantization_of,
    tensor_bytes,
    tensor_mix,
)
from launcher.models.write import write_model

PUBLISHED_BITS = {  # docs of llama.cpp
    "F32": 32,
    "BF16": 16,
    "Q8_0": 8.5,
    "Q6_K": 6.5625,
    "Q5_K": 5.5,
    "Q4_K": 4.5,
    "IQ4_NL": 4.5,
    "NVFP4": 4.5,
    "MXFP4": 4.25,
    "IQ4_XS": 4.25,
    "Q3_K": 3.4375,
    "IQ3_XXS": 3.0625,
    "Q2_K": 2.625,
    "IQ2_XXS": 2.0625,
    "Q2_0": 2.25,
    "TQ1_0": 1.6875,
    "IQ1_S": 1.5625,
    "Q1_0": 1.125,
}


def of(*parts: tuple[str, str, tuple[int, ...]], file_type: Value | None = None) -> ModelFacts:
    metadata = {} if file_type is None else {"general.file_type": file_type}
    tensors = tuple(
        Tensor(name=name, shape=shape, type=kind, offset=0, size=tensor_bytes(kind, shape))
        for name, kind, shape in parts
    )
    return ModelFacts(architecture="llama", name=None, metadata=metadata, tensors=tensors)


@pytest.mark.parametrize(("kind", "bits"), PUBLISHED_BITS.items())
def test_bits_per_weight_are_the_published_ones(kind: str, bits: float) -> None:
    assert TYPE_BY_NAME[kind].bits_per_weight == bits


def test_every_file_type_starts_from_a_known_tensor_type() -> None:
    assert {base for _, base in FILE_TYPES.values()} <= set(TYPE_BY_NAME)
    assert len({kind.id for kind in TENSOR_TYPES}) == len(TENSOR_TYPES)


def test_tensor_sizes_follow_from_blocks() -> None:
    assert tensor_bytes("Q4_K", (4096, 14336)) == 4096 * 14336 * 144 // 256
    assert tensor_bytes("F32", ()) == 4
    assert tensor_bytes("F16", (7, 3, 2)) == 84
    with pytest.raises(ValueError, match="multiple of 32"):
        tensor_bytes("Q8_0", (33, 32))
    with pytest.raises(KeyError):
        tensor_bytes("Q9_9", (32,))


def test_file_types_have_names() -> None:
    assert file_type_name(15) == "Q4_K_M"
    assert file_type_name(1024 + 7) == "Q8_0"
    assert file_type_name(33) is None


def test_the_mix_of_a_real_recipe_is_counted() -> None:
    facts = of(
        ("blk.0.ffn_down.weight", "Q6_K", (256, 10)),
        ("blk.0.ffn_up.weight", "Q4_K", (256, 30)),
        ("blk.1.ffn_up.weight", "Q4_K", (256, 60)),
    )
    mix = tensor_mix(facts)
    assert list(mix) == ["Q4_K", "Q6_K"]
    assert (mix["Q4_K"].count, mix["Q4_K"].bytes, mix["Q4_K"].share) == (2, 90 * 144, 0.9)
    assert sum(part.bytes for part in mix.values()) == facts.weight_bytes
    assert tensor_mix(of()) == {}


def test_the_file_type_names_what_the_layers_hold() -> None:
    layers = (("blk.0.a", "Q4_K", (256, 8)), ("blk.0.b", "Q6_K", (256, 2)))
    assert quantization_of(of(*layers, file_type=15)) == "Q4_K_M"
    assert quantization_of(of(*layers, file_type=14)) == "Q4_K_S"
    assert quantization_of(of(*layers)) == "Q4_K"


def test_a_file_type_that_is_not_inside_is_not_believed() -> None:
    experts = ("blk.0.ffn_up_exps.weight", "MXFP4", (2880, 2880, 32))
    attention = ("blk.0.attn_q.weight", "F16", (2880, 4096))
    assert quantization_of(of(experts, attention, file_type=1)) == "MXFP4"


def test_a_fallback_for_odd_rows_is_still_the_recipe() -> None:
    rows = ("blk.0.ffn_up.weight", "Q5_0", (1152, 6912))
    embedding = ("token_embd.weight", "Q8_0", (1152, 262_144))
    assert quantization_of(of(rows, embedding, file_type=15)) == "Q4_K_M"


def test_a_file_without_tensors_is_named_by_its_type_or_not_at_all() -> None:
    assert quantization_of(of(file_type=7)) == "Q8_0"
    assert quantization_of(of()) == ""
    assert quantization_of(of(("v", "F32", (4,)), file_type="odd")) == "F32"


@pytest.mark.parametrize("quantization", ["F32", "F16", "BF16", "Q8_0", "Q4_0"])
def test_written_models_are_what_they_were_asked_to_be(tmp_path: Path, quantization: str) -> None:
    write_model(tmp_path / "m.gguf", "qwen3", quantization=quantization)
    assert quantization_of(read_facts(tmp_path / "m.gguf")) == quantization
