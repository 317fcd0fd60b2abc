import pytest

from launcher.models.catalog import catalog, facts_of
from launcher.models.facts import ModelFacts, Tensor, Value
from launcher.models.names import contradictions, decode_name, header_facts
from launcher.models.quantization import tensor_bytes

SHAPE = (32_000, 32)  # about a million weights; the rows are whole blocks of every type


def held(
    *kinds: str, count: int = 1, architecture: str = "llama", **metadata: Value
) -> ModelFacts:
    """A model of 1.024 million weights a tensor."""
    tensors = tuple(
        Tensor(
            name=f"blk.{number}.ffn_up.weight",
            shape=SHAPE,
            type=kind,
            offset=0,
            size=tensor_bytes(kind, SHAPE),
        )
        for number, kind in enumerate(kinds * count)
    )
    named = {key.replace("__", "."): value for key, value in metadata.items()}
    return ModelFacts(architecture=architecture, name=None, metadata=named, tensors=tensors)


def against(text: str, facts: ModelFacts) -> str:
    return " ".join(contradictions(decode_name(text), facts))


def test_a_type_that_is_not_inside_is_a_contradiction() -> None:
    facts = held(*["MXFP4"] * 24, "F16")
    assert against("x.f16.gguf", facts) == "Named F16, but 96 % of its weights are MXFP4."
    assert against("x-mxfp4.gguf", facts) == ""


def test_a_mix_is_no_contradiction() -> None:
    assert against("x-Q4_K_M.gguf", held("Q4_K", "Q4_K", "Q4_K", "Q6_K")) == ""
    assert against("x-Q4_0.gguf", held("F16", "Q4_0", "Q4_0")) == ""
    assert against("x-UD-Q4_K_XL.gguf", held("Q5_K", "Q4_K", "IQ4_XS")) == ""


def test_another_recipe_of_the_same_type_is_told() -> None:
    facts = held("Q4_K", general__file_type=14)
    assert against("x-Q4_K_M.gguf", facts) == "Named Q4_K_M, but its header says Q4_K_S."
    assert against("x-Q4_K_S.gguf", facts) == ""


def test_a_makers_mix_is_judged_by_its_bits() -> None:
    said = against("x-UD-Q2_K_XL.gguf", held("Q8_0"))
    assert said == "Named UD-Q2_K_XL, about 3.2 bits a weight, but it holds 8.5."


def test_a_size_that_is_far_off_is_a_contradiction() -> None:
    facts = held("F16", count=100)  # 102.4 million
    assert against("x-100M-F16.gguf", facts) == ""
    assert against("x-90M-F16.gguf", facts) == ""
    assert against("x-70M-F16.gguf", facts) == "Named 70M, but it holds 102 million weights."
    assert "holds only" in against("x-E1B-F16.gguf", facts)


@pytest.mark.parametrize("text", ["mmproj-x-7B-f16.gguf", "mtp-x-7B-F16.gguf"])
def test_the_size_in_a_side_files_name_is_its_models(text: str) -> None:
    assert "weights" not in against(text, held("F16"))


def test_experts_are_compared() -> None:
    facts = held("F16", llama__expert_count=8)
    assert "Named for 16 experts, but it has 8." in against("x-16x1M-F16.gguf", facts)
    assert "experts" not in against("x-8x1M-F16.gguf", facts)


def test_an_importance_matrix_that_the_header_does_not_tell_of_is_said() -> None:
    made = held("Q4_K", quantize__imatrix__file="x.dat")
    assert "importance matrix" in against("x.i1-Q4_K_M.gguf", held("Q4_K"))
    assert against("x.i1-Q4_K_M.gguf", made) == ""
    assert against("x-Q4_K_M.gguf", held("Q4_K")) == ""
    assert header_facts(made).imatrix is True
    assert header_facts(held("Q4_K")).imatrix is None


def test_a_file_that_is_for_something_else_is_told() -> None:
    facts = held("F16", architecture="clip")
    assert against("x-F16.gguf", facts) == (
        "Named as a whole model, but it is the part that reads pictures or sound."
    )
    assert against("mmproj-x-F16.gguf", facts) == ""


def test_what_the_header_does_not_say_is_none() -> None:
    says = header_facts(ModelFacts(architecture="llama", name=None))
    assert (says.name, says.size_label, says.file_type, says.weights) == (None, None, None, None)
    told = header_facts(held("Q4_K", general__size_label="8x7B", general__file_type=15))
    assert (told.size_label, told.file_type) == ("8x7B", "Q4_K_M")


def test_well_known_models_contradict_their_names_in_nothing_but_rounded_sizes() -> None:
    found = {
        (known.repo, said)
        for known in catalog()
        for variant in {known.usual, known.variants[0], known.variants[-1]}
        for said in contradictions(
            decode_name(f"{known.repo.rpartition('/')[2]}-{variant}.gguf"),
            facts_of(known, variant),
        )
    }
    assert ("google/gemma-2-2b-it", "Named 2b, but it holds 2.6 billion weights.") in found
    small = {known.repo for known in catalog() if known.parameters < 3e9}
    others = {(repo, said) for repo, said in found if "but it holds" not in said}
    assert not others
    assert {repo for repo, _ in found} <= small
