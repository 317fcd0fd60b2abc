"""The share of a score that a file keeps, against everything published of it."""

import pytest

from launcher.choosing.equal_bits import equal_bits
from launcher.choosing.evidence import Figure, published
from launcher.choosing.kept import Expected, expected, kept
from launcher.memory.estimate import Basis

GEMMA = {"1b": 999885952, "4b": 3880099328, "12b": 11765788416, "27b": 27009002240}
BEST_OF_70B = 80.82  # its Q5_K_M; the original was not measured


def gemma(size: str, quantization: str, gigabytes: float, *, qat: bool = False) -> Expected:
    parameters = GEMMA[size]
    bits = gigabytes * 8e9 / parameters
    return expected(quantization, bits, parameters, qat=qat, model=f"google/gemma-3-{size}-it")


def score_of(told: Expected) -> float:
    assert told.score is not None
    return told.score


def measured() -> list[tuple[Figure, float]]:
    """Everything published on MMLU below 6.6 bits, and the share it keeps."""
    found = []
    for one in published():
        if one.measure == "MMLU" and one.bits is not None and one.bits < 6.6:
            original = one.original or BEST_OF_70B
            found.append((one, min((one.value - 25) / (original - 25), 1.0)))
    return found


def test_the_fit_misses_what_was_published_by_three_hundredths_at_most() -> None:
    misses = [abs(kept(one.parameters or 0, one.bits or 0) - share) for one, share in measured()]
    assert len(misses) == 41
    assert sum(misses) / len(misses) <= 0.025
    assert max(misses) <= 0.16


def test_counting_wasteful_types_as_smaller_brings_it_nearer() -> None:
    def miss(one: Figure, share: float) -> float:
        bits = equal_bits(one.quantization, one.bits or 0)
        return abs(kept(one.parameters or 0, bits) - share)

    misses = [miss(one, share) for one, share in measured()]
    assert sum(misses) / len(misses) <= 0.022
    of_8b = [miss(one, share) for one, share in measured() if "8B" in one.model]
    wasteful = [
        miss(one, share)
        for one, share in measured()
        if "8B" in one.model and one.quantization in {"Q3_K_S", "Q2_K"}
    ]
    assert len(of_8b) > 15
    assert max(wasteful) <= 0.01


@pytest.mark.parametrize(
    ("share", "size", "bits"),
    [(0.95, 4, 4.4), (0.95, 8, 4.0), (0.95, 27, 3.3), (0.95, 70, 2.8), (0.90, 70, 2.5)],
)
def test_larger_models_need_fewer_bits(share: float, size: int, bits: float) -> None:
    assert kept(size * 10**9, bits) == pytest.approx(share, abs=0.02)


def test_more_bits_and_more_weights_never_keep_less_and_never_more_than_all() -> None:
    sizes, widths = (10**8, 10**9, 10**10, 10**11), (0.5, 1.5, 3.0, 4.5, 8.5, 32.0)
    rows = [[kept(size, bits) for bits in widths] for size in sizes]
    assert all(row == sorted(row) for row in rows)
    assert all(list(column) == sorted(column) for column in zip(*rows, strict=True))
    assert all(0 <= share <= 1 for row in rows for share in row)


def test_nothing_is_kept_of_nothing() -> None:
    assert kept(0, 4.5) == 0
    assert kept(8 * 10**9, 0.0) == 0


def test_a_published_result_of_this_very_file_is_taken() -> None:
    told = gemma("27b", "Q3_K_M", 13.43)
    assert told.basis is Basis.PUBLISHED
    assert told.figure is not None
    assert told.kept == pytest.approx((70.70 - 25) / (71.5 - 25))
    assert told.because == (
        "MMLU 70.70 % against 71.50 % of the original, published by Unsloth in 2025."
    )


def test_what_was_measured_of_another_model_is_not_taken() -> None:
    told = expected("Q3_K_M", 4.0, 27 * 10**9, model="Qwen/Qwen3.5-27B")
    assert (told.basis, told.figure) == (Basis.GUESS, None)
    assert told.because == "Estimated from a fit to 30 published MMLU results of 8B to 70B models."


@pytest.mark.parametrize("parameters", [10**9, 4 * 10**9, 235 * 10**9])
def test_outside_the_sizes_of_the_fit_it_says_so(parameters: int) -> None:
    assert "extrapolated to this size" in expected("Q4_K_M", 4.9, parameters).because


@pytest.mark.parametrize("name", ["F16", "BF16", "F32", "bf16"])
def test_the_original_keeps_everything(name: str) -> None:
    assert expected(name, 16.0, 10**9).kept == 1.0


def test_a_model_trained_in_its_type_loses_nothing_by_it() -> None:
    own = expected("MXFP4_MOE", 4.3, 20914757184, model="ggml-org/gpt-oss-20b-GGUF")
    other = expected("MXFP4_MOE", 4.3, 30 * 10**9, model="Qwen/Qwen3-30B-A3B")
    assert own.kept == 1.0
    assert (other.kept < 1.0, other.basis) == (True, Basis.GUESS)


def test_a_result_above_the_original_keeps_all_and_no_more() -> None:
    told = expected("Q8_0", 8.5, 8 * 10**9, model="meta-llama/Meta-Llama-3-8B-Instruct")
    assert (told.basis, told.kept) == (Basis.PUBLISHED, 1.0)


def test_without_a_base_score_there_is_no_expected_score() -> None:
    assert expected("Q4_K_M", 4.9, 8 * 10**9, model="somebody/unheard-of-8b").score is None


def test_training_for_four_bits_counts_a_class_better() -> None:
    plain = expected("Q4_0", 4.7, 12 * 10**9, model="google/gemma-4-12b-it")
    trained = expected("Q4_0", 4.7, 12 * 10**9, qat=True, model="google/gemma-4-12b-it")
    q5 = expected("Q5_K_M", 5.7, 12 * 10**9)
    assert plain.kept < trained.kept == pytest.approx(q5.kept, abs=0.001)
    assert "trained for four bits" in trained.because


def test_of_a_1b_nobody_showed_that_training_for_four_bits_pays() -> None:
    plain = expected("Q4_0", 5.7, 10**9, model="google/gemma-3-1b-it")
    trained = expected("Q4_0", 5.7, 10**9, qat=True, model="google/gemma-3-1b-it")
    assert trained.kept == plain.kept


def test_a_4b_of_four_bits_beats_a_1b_of_sixteen() -> None:
    assert score_of(gemma("4b", "Q4_K_M", 2.48)) > 42 > score_of(gemma("1b", "BF16", 2.00))


def test_in_the_memory_of_a_4b_of_sixteen_bits_the_12b_wins() -> None:
    twelve = score_of(gemma("12b", "Q4_K_M", 7.29))
    squeezed = score_of(gemma("27b", "IQ2_XXS", 7.68))
    four = score_of(gemma("4b", "BF16", 7.76))
    assert twelve == pytest.approx(60, abs=1)
    assert squeezed == pytest.approx(48, abs=3)
    assert four == pytest.approx(43.6)
    assert twelve > squeezed > four
    assert score_of(gemma("12b", "Q4_0", 8.07, qat=True)) > squeezed


def test_a_27b_of_three_bits_beats_a_4b_of_sixteen_in_more_memory() -> None:
    assert score_of(gemma("27b", "Q3_K_S", 12.16)) > 60 > score_of(gemma("4b", "BF16", 7.76))


def test_plain_q4_0_is_not_worth_its_size() -> None:
    assert gemma("12b", "Q4_0", 6.90).kept < gemma("12b", "IQ4_XS", 6.54).kept


def test_of_models_far_below_any_published_size_nothing_is_expected() -> None:
    rungs = (("Q2_K", 2.9), ("Q4_K_M", 4.9), ("Q8_0", 8.5))
    told = [expected(name, bits, 3_700_000) for name, bits in rungs]
    assert [one.kept for one in told] == [None] * 3
    assert [one.score for one in told] == [None] * 3
    assert all("Nothing is published" in one.because for one in told)
    assert told[0].share < told[1].share < told[2].share
    assert expected("F16", 16.0, 3_700_000).kept == 1.0
    assert expected("Q4_K_M", 4.9, 135_000_000).kept is not None
