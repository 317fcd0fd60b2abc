import pytest

from launcher.memory.estimate import Basis
from launcher.planning.quality_words import Quality, base_name, quality_words

EIGHT = 8_000_000_000


@pytest.mark.parametrize(
    ("quantization", "quality"),
    [
        ("Q8_0", Quality.INDISTINGUISHABLE),
        ("BF16", Quality.INDISTINGUISHABLE),
        ("Q5_K_M", Quality.VERY_CLOSE),
        ("Q4_K_M", Quality.CLOSE),
        ("IQ4_XS", Quality.CLOSE),
        ("Q3_K_M", Quality.NOTICEABLE),
        ("IQ3_XXS", Quality.WEAKER),
        ("Q2_K", Quality.DAMAGED),
        ("IQ1_S", Quality.LAST_RESORT),
    ],
)
def test_a_published_type_has_its_class(quantization: str, quality: Quality) -> None:
    judged = quality_words(quantization, 4.0, EIGHT)
    assert (judged.quality, judged.basis) == (quality, Basis.PUBLISHED)


def test_a_large_model_stands_it_better_and_a_small_one_worse() -> None:
    large = quality_words("Q3_K_M", 3.9, 32_000_000_000)
    small = quality_words("Q3_K_M", 3.9, 3_000_000_000)
    assert (large.quality, small.quality) == (Quality.CLOSE, Quality.WEAKER)
    assert {large.basis, small.basis} == {Basis.GUESS}


def test_training_for_four_bits_pays() -> None:
    assert quality_words("Q4_0", 4.5, EIGHT).quality is Quality.NOTICEABLE
    assert quality_words("Q4_0", 4.5, EIGHT, qat=True).quality is Quality.VERY_CLOSE


@pytest.mark.parametrize(
    ("bits", "quality"),
    [
        (8.5, Quality.INDISTINGUISHABLE),
        (5.5, Quality.VERY_CLOSE),
        (4.5, Quality.CLOSE),
        (3.7, Quality.NOTICEABLE),
        (3.1, Quality.WEAKER),
        (2.5, Quality.DAMAGED),
        (1.6, Quality.LAST_RESORT),
        (0.0, Quality.LAST_RESORT),
    ],
)
def test_an_unknown_mix_is_guessed_by_its_bits(bits: float, quality: Quality) -> None:
    judged = quality_words("HOUSE_MIX", bits, EIGHT)
    assert (judged.quality, judged.basis) == (quality, Basis.GUESS)


@pytest.mark.parametrize(
    ("name", "base"),
    [
        ("UD-Q4_K_XL", "Q4_K_M"),
        ("Q4_K_L", "Q4_K_M"),
        ("Q6_K_L", "Q6_K"),
        ("Q3_K_L", "Q3_K_L"),
        ("UD-Q8_K_XL", "Q8_0"),
        ("UD-IQ2_XXS", "IQ2_XXS"),
        ("MXFP4_MOE", "MXFP4"),
        ("iq4_xs", "IQ4_XS"),
        ("", ""),
    ],
)
def test_decorated_names_go_back_to_their_recipe(name: str, base: str) -> None:
    assert base_name(name) == base


def test_a_dynamic_mix_is_a_guess_after_its_recipe() -> None:
    judged = quality_words("UD-Q6_K_XL", 6.9, EIGHT)
    assert (judged.quality, judged.basis) == (Quality.INDISTINGUISHABLE, Basis.GUESS)


def test_every_class_has_words() -> None:
    assert len({quality.words for quality in Quality}) == 7
