import pytest

from launcher.actions.parts import Parts
from launcher.actions.target import resolve
from launcher.errors import UnknownChoice
from launcher.models.catalog import is_from_catalog


def test_a_model_of_the_catalog_needs_no_network(parts: Parts) -> None:
    target = resolve(parts, "catalog:meta-llama/Llama-3.1-8B-Instruct:q8_0")
    assert target.repo == "meta-llama/Llama-3.1-8B-Instruct"
    assert target.facts.parameters == 8_030_261_248 + 64  # a table of angles
    assert is_from_catalog(target.facts)
    assert {tensor.type for tensor in target.facts.tensors} == {"F32", "Q8_0"}


def test_the_usual_quantization_stands_where_none_is_named(parts: Parts) -> None:
    assert resolve(parts, "catalog:qwen3-8b").facts.metadata["general.file_type"] == 15
    assert resolve(parts, "catalog:gpt-oss-20b").facts.metadata["general.file_type"] == 38


@pytest.mark.parametrize("words", ["catalog:", "catalog:nobody/nothing", "catalog:qwen3-8b:Q9"])
def test_a_name_the_catalog_has_not_is_refused_with_others(parts: Parts, words: str) -> None:
    with pytest.raises(UnknownChoice):
        resolve(parts, words)
