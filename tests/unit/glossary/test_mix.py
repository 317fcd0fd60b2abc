"""What a file holds, in words that never round a part away."""

import pytest

from launcher.glossary.mix import mix_rows, mix_words, share_words
from launcher.models.catalog import facts_of, known_as
from launcher.models.facts import ModelFacts, Tensor
from launcher.models.quantization import tensor_bytes


def of(*parts: tuple[str, int]) -> ModelFacts:
    tensors = tuple(
        Tensor(
            name=f"blk.{n}.t",
            shape=(256, rows),
            type=kind,
            offset=0,
            size=tensor_bytes(kind, (256, rows)),
        )
        for n, (kind, rows) in enumerate(parts)
    )
    return ModelFacts(architecture="llama", name=None, metadata={}, tensors=tensors)


def test_the_types_are_named_with_their_share_of_the_weights() -> None:
    facts = of(("Q4_K", 6100), ("Q5_0", 2490), ("Q6_K", 1400), ("F32", 10))
    assert mix_words(facts) == "61 % Q4_K, 25 % Q5_0, 14 % Q6_K, under 1 % F32"
    rows = mix_rows(facts)
    assert sum(row.share for row in rows) == pytest.approx(1)
    assert sum(row.bytes for row in rows) == facts.weight_bytes
    assert [row.bits_per_weight for row in rows] == [4.5, 5.5, 6.5625, 32]
    assert rows[0].tensors == 1


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (0.0001, "under 1 %"),
        (0.00999, "under 1 %"),
        (0.01, "1 %"),
        (0.614, "61 %"),
        (0.9999, "over 99 %"),
        (1.0, "100 %"),
    ],
)
def test_a_share_is_never_rounded_to_nothing_or_to_all(share: float, words: str) -> None:
    assert share_words(share) == words


def test_a_file_without_tensors_is_unknown_and_not_nothing() -> None:
    assert mix_words(of()) == "unknown"
    assert mix_rows(of()) == ()


def test_a_small_model_s_q4_k_m_is_mostly_something_else() -> None:
    """Rows of 1152 are no multiple of 256, so most of its matrices fall back to other types."""
    rows = mix_rows(facts_of(known_as("google/gemma-3-1b-it"), "Q4_K_M"))
    shares = {row.type: row.share for row in rows}
    assert shares["Q4_K"] < shares["Q5_0"]
    assert shares["Q8_0"] > 0.25
