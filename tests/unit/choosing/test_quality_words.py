import pytest

from launcher.choosing.file_types import base_name
from launcher.choosing.quality_words import Quality, quality_words
from launcher.memory.estimate import Basis

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


@pytest.mark.parametrize(
    ("quality", "names"),
    [
        (Quality.INDISTINGUISHABLE, "Q8_0 Q6_K"),
        (Quality.VERY_CLOSE, "Q5_K_M Q5_K_S Q5_0 Q5_1"),
        (Quality.CLOSE, "Q4_K_M Q4_K_S IQ4_NL IQ4_XS"),
        (Quality.NOTICEABLE, "Q4_0 Q4_1 Q3_K_L Q3_K_M IQ3_M IQ3_S"),
        (Quality.WEAKER, "IQ3_XS IQ3_XXS Q3_K_S"),
        (Quality.DAMAGED, "Q2_K Q2_K_S IQ2_M IQ2_S IQ2_XS"),
        (Quality.LAST_RESORT, "IQ2_XXS IQ1_M IQ1_S"),
    ],
)
@pytest.mark.parametrize("imatrix", [None, True, False])
def test_the_classes_follow_from_the_published_divergence(
    quality: Quality, names: str, imatrix: bool | None
) -> None:
    told = {quality_words(name, 4.0, EIGHT, imatrix=imatrix).quality for name in names.split()}
    assert told == {quality}


def test_an_importance_matrix_changes_the_figure_and_not_the_class() -> None:
    with_one = quality_words("Q3_K_M", 4.0, EIGHT, imatrix=True)
    without = quality_words("Q3_K_M", 4.0, EIGHT, imatrix=False)
    unknown = quality_words("Q3_K_M", 4.0, EIGHT)
    assert with_one.quality is without.quality
    assert "0.084" in with_one.because
    assert "0.102" in without.because
    assert unknown.because == without.because  # the cautious one


def test_a_class_says_what_was_published_by_whom_and_when() -> None:
    judged = quality_words("Q4_K_M", 4.9, EIGHT, model="Qwen/Qwen3-8B")
    assert judged.because == (
        "KL divergence 0.031 on Llama 3 8B (not on this model), published by the llama.cpp"
        " project in 2024."
    )
    assert judged.figures
    assert all(one.source and one.year for one in judged.figures)


def test_a_class_nobody_published_says_from_what_it_is_estimated() -> None:
    judged = quality_words("HOUSE_MIX", 4.9, EIGHT)
    assert judged.because == "Estimated from its 4.9 bits per weight."
    assert judged.figures == ()


def test_a_shift_for_size_is_told() -> None:
    assert "worse for so small a model" in quality_words("Q4_K_M", 5.1, 4 * 10**9).because
    assert "better for so large a model" in quality_words("Q3_K_M", 4.0, 27 * 10**9).because


def test_a_mix_is_told_to_be_judged_by_its_plain_type() -> None:
    assert "of plain Q4_K_M" in quality_words("Q4_K_L", 5.0, EIGHT).because


def test_a_type_a_model_was_trained_in_costs_nothing() -> None:
    own = quality_words("MXFP4_MOE", 4.3, 20914757184, model="openai/gpt-oss-20b")
    other = quality_words("MXFP4_MOE", 4.3, 20 * 10**9, model="Qwen/Qwen3-30B-A3B")
    assert own.quality is Quality.INDISTINGUISHABLE
    assert (other.quality, other.basis) == (Quality.NOTICEABLE, Basis.GUESS)


def test_training_for_four_bits_is_published_only_of_the_models_measured() -> None:
    gemma = quality_words("Q4_0", 5.1, 27 * 10**9, qat=True, model="google/gemma-3-27b-it")
    other = quality_words("Q4_0", 5.1, EIGHT, qat=True, model="somebody/other-8b")
    assert (gemma.quality, gemma.basis) == (Quality.VERY_CLOSE, Basis.PUBLISHED)
    assert (other.quality, other.basis) == (Quality.VERY_CLOSE, Basis.GUESS)


@pytest.mark.parametrize("model", ["meta-llama/Meta-Llama-3-8B-Instruct", "Llama 3 8B", ""])
def test_the_model_it_was_measured_on_is_not_told_to_be_another(model: str) -> None:
    assert "not on this model" not in quality_words("Q4_K_M", 4.9, EIGHT, model=model).because


@pytest.mark.parametrize("model", ["Meta-Llama-3.1-8B", "Meta-Llama-3-70B", "Qwen3-8B"])
def test_a_figure_of_another_model_is_told_to_be_so(model: str) -> None:
    assert "(not on this model)" in quality_words("Q4_K_M", 4.9, EIGHT, model=model).because


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("MXFP4", "Converted to a type that it was not trained in: counted a class below"),
        ("NVFP4", "No divergence of NVFP4 was published"),
        ("TQ1_0", "in which this model was not trained"),
    ],
)
def test_a_type_counted_by_rule_says_the_rule_and_not_its_bits(name: str, said: str) -> None:
    judged = quality_words(name, 4.3, EIGHT, model="Qwen/Qwen3-8B")
    assert said in judged.because
    assert "bits per weight" not in judged.because
    assert judged.basis is Basis.GUESS


@pytest.mark.parametrize(
    ("model", "parameters", "said"),
    [
        ("google/gemma-3-12b-it", 11765788416, "MMLU 67.07 % against 67.15 % of the original"),
        ("google/gemma-3-27b-it", 27009002240, "MMLU 70.64 % against 71.50 % of the original"),
        ("google/gemma-3-4b-it", 3880099328, "measured on larger models alone"),
        ("somebody/other-14b", 14 * 10**9, "Gemma 3 12B and 27B, so made, lose less than a point"),
        ("google/gemma-3-1b-it", 999885952, "was not shown to gain: counted as a plain one"),
    ],
)
def test_what_training_for_four_bits_gains_is_told_as_it_was_measured(
    model: str, parameters: int, said: str
) -> None:
    assert said in quality_words("Q4_0", 4.9, parameters, qat=True, model=model).because


def test_training_for_four_bits_is_no_promise_for_a_small_model() -> None:
    four = quality_words("Q4_0", 4.9, 3880099328, qat=True, model="google/gemma-3-4b-it")
    one = quality_words("Q4_0", 5.7, 999885952, qat=True, model="google/gemma-3-1b-it")
    assert (four.quality, four.basis) == (Quality.CLOSE, Basis.GUESS)
    assert (one.quality, one.basis) == (Quality.WEAKER, Basis.GUESS)
    assert [figure.value for figure in one.figures[:1]] == [26.12]


def test_a_small_model_in_six_bits_counts_a_class_lower_and_in_eight_it_does_not() -> None:
    small, large = 3 * 10**9, 32 * 10**9
    assert quality_words("Q6_K", 6.6, small).quality is Quality.VERY_CLOSE
    assert quality_words("Q6_K", 6.6, large).quality is Quality.INDISTINGUISHABLE
    assert quality_words("Q6_K", 6.6, large).basis is Basis.PUBLISHED
    eight = quality_words("Q8_0", 8.5, small)
    assert (eight.quality, eight.basis) == (Quality.INDISTINGUISHABLE, Basis.PUBLISHED)
    assert quality_words("BF16", 16.0, small).quality is Quality.INDISTINGUISHABLE
