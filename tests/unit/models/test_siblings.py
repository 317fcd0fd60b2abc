from launcher.models.facts import ModelFacts, Tensor
from launcher.models.siblings import agrees, scaled, with_types

FACTS = ModelFacts(
    architecture="llama",
    name=None,
    tensors=(
        Tensor(name="norm", shape=(256,), type="F32", offset=0, size=1024),
        Tensor(name="w", shape=(256, 256), type="F16", offset=1024, size=131072),
    ),
    file_size=1024 + 131072 + 500,
    header_size=500,
)


def test_other_types_give_other_sizes():
    derived = with_types(FACTS, ("F32", "Q8_0"))
    assert derived.tensors[1].size == 256 * 256 // 32 * 34
    assert derived.file_size == 500 + 1024 + derived.tensors[1].size


def test_stretching_keeps_the_sum_and_the_small_tensors():
    stretched = scaled(FACTS, 60_000)
    assert stretched.file_size == 60_000
    assert stretched.tensors[0].size == 1024
    assert abs(stretched.weight_bytes + 500 - 60_000) <= 1


def test_a_mix_is_believed_only_near_the_listed_size():
    derived = with_types(FACTS, ("F32", "Q8_0"))
    assert agrees(derived, derived.file_size)
    assert not agrees(derived, int(derived.file_size * 1.05))


def test_a_derived_file_is_called_what_its_name_says():
    named = with_types(FACTS, ("F32", "Q8_0"), quantization="Q8_0")
    assert named.metadata["general.file_type"] == 7
    unknown = with_types(FACTS, ("F32", "Q8_0"), quantization="UD-Q8_K_XL")
    assert unknown.metadata == FACTS.metadata
